import type { EngineError } from './protocol';

export function superseded(runId: number): EngineError {
  return { code: 'superseded', message: `run ${runId} was replaced by a newer one` };
}

export function disposed(runId: number): EngineError {
  return { code: 'disposed', message: `run ${runId} is not loaded` };
}

/** What an exception inside the engine means to the page; allocation failures are RangeErrors in every engine. */
export function fromException(thrown: unknown): EngineError {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const isMemory = thrown instanceof RangeError && /alloc|array (buffer )?length|invalid typed array length/i.test(message);
  return isMemory ? { code: 'out-of-memory', field: 'memory', message: `not enough memory for this guest: ${message}` } : { code: 'engine', message };
}
