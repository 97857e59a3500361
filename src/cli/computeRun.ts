import { GIB, MIB } from '../base/units';
import type { EngineConfig } from '../engine/config';
import { Recorder } from '../engine/record/recorder';
import type { Recording } from '../engine/record/recording';

/** Page events between two looks of the recorder: some 10 ms. */
const QUANTUM = 4e6;

export interface ComputedRun {
  readonly recording: Recording;
  readonly wallMs: number;
}

/** Computes a run to its end, recorded as the page records it, and says how long that took. */
export function computeRun(config: EngineConfig, budgetBytes: number = recordingBudget(config)): ComputedRun {
  const startedMs = performance.now();
  const recorder = new Recorder(config, budgetBytes);
  while (!recorder.advance(QUANTUM));
  return { recording: recorder.recording, wallMs: performance.now() - startedMs };
}

/** Memory for checkpoints: 256 MiB, half of it from 512 GiB of guest on, where the planes themselves are large. */
function recordingBudget({ guest }: EngineConfig): number {
  return guest.pages * guest.pageBytes < 512 * GIB ? 256 * MIB : 128 * MIB;
}
