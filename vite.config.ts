import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// Both headers make the page cross-origin isolated, which SharedArrayBuffer and fine timers need.
const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export default defineConfig(({ isSsrBuild }) => ({
  // Relative: the built page works under any path of any static host.
  base: './',
  plugins: [react()],
  worker: { format: 'es' },
  build: isSsrBuild ? { target: 'node20', copyPublicDir: false } : { target: 'es2023', cssCodeSplit: false, modulePreload: { polyfill: false } },
  // The command line is one file, dependencies included: it starts faster so.
  ...(isSsrBuild ? { ssr: { noExternal: true as const } } : {}),
  server: { host: '127.0.0.1', headers },
  preview: { host: '127.0.0.1', port: 4173, headers },
}));
