// Builds the page once for all flow tests and serves it as a user would get it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, preview } from 'vite';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the built page, with a slash at its end. */
    baseURL: string;
    /** The folder of its files. */
    builtFolder: string;
  }
}

/** Vitest's global set-up of the flow project; gives back what takes it down. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  // A folder of its own: a `dist` that somebody serves at the same time stays as it is.
  const outDir = await mkdtemp(join(tmpdir(), 'sealift-flow-'));
  await buildAsReleased(outDir);
  const server = await preview({ build: { outDir }, preview: { port: 0, strictPort: false } });
  const address = server.resolvedUrls?.local[0];
  if (address === undefined) throw new Error('vite preview names no local address');
  project.provide('baseURL', address);
  project.provide('builtFolder', outDir);
  return async () => {
    await server.close();
    await rm(outDir, { recursive: true, force: true });
  };
}

/** Vitest sets NODE_ENV to `test`, and Vite would build React for development by it. */
async function buildAsReleased(outDir: string): Promise<void> {
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  await build({ logLevel: 'warn', build: { outDir, emptyOutDir: true } });
  process.env['NODE_ENV'] = before;
}
