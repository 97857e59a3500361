import { wrap } from 'comlink';
import { engineScript } from './engineScript';
import type { EngineApi } from './protocol';

/** A running engine worker, as the client needs it. */
export interface EngineWorkerHandle {
  readonly api: EngineApi;
  /** Calls back once, when the worker has failed or ended. */
  onDeath(listener: () => void): void;
  terminate(): void;
}

/** Starts the engine in a worker of its own. */
export function startEngineWorker(): EngineWorkerHandle {
  const name = `sealift-engine-${crypto.randomUUID()}`;
  const worker = new Worker(engineScript.kept.current() ?? engineScript.url, { type: 'module', name });
  const abandoned = new AbortController();
  const listeners: (() => void)[] = [];
  const die = (): void => {
    if (abandoned.signal.aborted) return;
    abandoned.abort();
    for (const listener of listeners.splice(0)) listener();
  };
  worker.addEventListener('error', die);
  worker.addEventListener('messageerror', die);
  watchLock(name, abandoned.signal, worker, die);
  return {
    api: wrap<EngineApi>(worker),
    onDeath: (listener) => void listeners.push(listener),
    terminate: () => {
      abandoned.abort();
      worker.terminate();
    },
  };
}

/**
 * Waits for the lock that the worker holds while it lives. The worker's first message says that it asked for the lock; should
 * it not hold it then, nobody watches, and the client's patience finds a dead worker, as where there are no Web Locks
 * (insecure contexts).
 */
function watchLock(name: string, signal: AbortSignal, worker: Worker, die: () => void): void {
  if (!('locks' in navigator)) return;
  const watch = async (): Promise<void> => {
    const { held } = await navigator.locks.query();
    if (held?.some((lock) => lock.name === name)) await navigator.locks.request(name, { signal }, die);
  };
  worker.addEventListener('message', () => void watch().catch(() => signal.aborted), { once: true });
}
