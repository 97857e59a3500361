import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { chromiumArguments, findChromium } from './scripts/chromium.mjs';

const executablePath = await findChromium();

export default defineConfig({
  test: {
    reporters: ['default', './scripts/line-reporter.mjs'],
    projects: [
      {
        extends: './vite.config.ts',
        test: {
          name: 'unit',
          // A limit for what hangs, not a measure: a busy machine is no failure.
          testTimeout: 120_000,
          expect: { poll: { timeout: 20_000 } },
          environment: 'node',
          setupFiles: ['tests/propertySeed.ts'],
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/flow/**', 'tests/browser/**'],
        },
      },
      {
        extends: './vite.config.ts',
        // Vite's dev server optimises dependencies that it finds late and reloads the page: in the middle of a test. So all are named here.
        optimizeDeps: {
          include: [
            'react',
            'react-dom',
            'react-dom/client',
            'react/jsx-runtime',
            'react/jsx-dev-runtime',
            'vitest-browser-react',
            'zustand',
            'zustand/vanilla',
            'zustand/middleware',
            'comlink',
            'd3',
            'valibot',
            'fast-check',
            'axe-core',
          ],
        },
        test: {
          name: 'browser',
          testTimeout: 60_000,
          expect: { poll: { timeout: 20_000 } },
          include: ['tests/browser/**/*.test.tsx'],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            instances: [{ browser: 'chromium' }],
            provider: playwright({
              launchOptions: { ...(executablePath === undefined ? {} : { executablePath }), args: chromiumArguments },
            }),
          },
        },
      },
      {
        extends: './vite.config.ts',
        test: {
          name: 'flow',
          environment: 'node',
          include: ['tests/flow/**/*.flow.ts'],
          globalSetup: ['tests/flow/setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
