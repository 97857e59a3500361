/**
 * Whether WebGL2 has a GPU behind it. Asked in a worker: the first context of a browser waits for its GPU process, for half a
 * second where a CPU has to stand in.
 */
export function findGpu(): Promise<boolean> {
  const worker = new Worker(new URL('./graphics.worker.ts', import.meta.url), { type: 'module' });
  return new Promise((resolve) => {
    worker.addEventListener('message', ({ data }) => resolve(data === true));
    worker.addEventListener('error', () => resolve(false));
  });
}
