import type { EngineConfig } from '../config';
import type { CheckpointStore } from './checkpointStore';
import type { Frame } from './frame';
import type { RunEvent } from './runEvent';
import type { RunResult } from './runResult';
import type { SeriesSet } from './series';

/** A run as it was computed: grows while it is computed, `result` is there once it is done. */
export interface Recording {
  readonly config: EngineConfig;
  readonly events: readonly RunEvent[];
  readonly series: SeriesSet;
  readonly checkpoints: CheckpointStore;
  /** At most 32 pictures of the whole guest in `state` mode, at even distances of work: shown while a seek is under way. */
  readonly overview: readonly Frame[];
  readonly result: RunResult | undefined;
}
