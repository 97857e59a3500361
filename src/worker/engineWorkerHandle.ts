import { wrap } from 'comlink';
import { engineScript } from './engineScript';
import { LOCK_HELD } from './lockHeld';
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
 * Waits for the lock that the worker holds while it lives. Where there are no Web Locks (insecure contexts), and until the
 * worker holds it, nobody watches: the client's patience finds a dead worker then.
 */
function watchLock(name: string, signal: AbortSignal, worker: Worker, die: () => void): void {
  const watch = ({ data }: MessageEvent<unknown>): void => {
    if (data === LOCK_HELD) void navigator.locks.request(name, { signal }, die).catch(() => signal.aborted);
  };
  worker.addEventListener('message', watch, { signal });
}
