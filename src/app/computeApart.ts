import { GIB, type Bytes, type SimNs } from '../base/units';
import type { EngineConfig } from '../engine/config';
import type { RunEvent } from '../engine/record/runEvent';
import type { RunResult } from '../engine/record/runResult';
import type { EngineWorkerHandle } from '../worker/engineWorkerHandle';

/** Of a guest beyond it two runs at once may not fit into memory. */
export const MOST_MEMORY_APART: Bytes = 256 * GIB;
const LOOK_EVERY_MS = 50;

interface RunApart {
  readonly runId: number;
  readonly config: EngineConfig;
  /** Whether somebody still waits for it. */
  readonly isWanted: () => boolean;
  readonly onProgress: (computedNs: SimNs) => void;
}

/** Computes a run to its end in a worker beside that of the run shown; undefined when the engine failed, or nobody waits any more. */
export async function computeApart(
  { api }: EngineWorkerHandle, { runId, config, isWanted, onProgress }: RunApart,
): Promise<{ readonly result: RunResult; readonly events: readonly RunEvent[] } | undefined> {
  let progress = await api.load(runId, config, 0);
  while (isWanted() && progress.ok && !progress.value.done) {
    onProgress(progress.value.computedNs);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    if (isWanted()) progress = await api.progress(runId);
  }
  if (!isWanted() || !progress.ok || progress.value.result === undefined) return undefined;
  const events = await api.events(runId, 0);
  return events.ok ? { result: progress.value.result, events: events.value } : undefined;
}
