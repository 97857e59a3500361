import type { Result } from '../base/result';
import type { PageCount, SimNs } from '../base/units';
import type { EngineConfig } from '../engine/config';
import type { Frame, FrameRequest, PageFacts, PageLife } from '../engine/record/frame';
import type { RunEvent } from '../engine/record/runEvent';
import type { RunResult } from '../engine/record/runResult';
import type { SeriesSet } from '../engine/record/series';

/** An expected failure that crossed the worker's door; `field` names the scenario field to blame, if one is. */
export interface EngineError {
  readonly code: 'superseded' | 'disposed' | 'out-of-memory' | 'bad-config' | 'engine';
  readonly field?: string;
  readonly message: string;
}

/** How far a run is computed. `eventCount` and `seriesVersion` say whether a pull would bring news. */
export interface Progress {
  readonly runId: number;
  readonly computedNs: SimNs;
  readonly done: boolean;
  readonly eventCount: number;
  readonly seriesVersion: number;
  readonly wallMs: number;
  /** RAM of the guest by `computedNs`: it grows as memory is plugged in. */
  readonly guestPages: PageCount;
  readonly result?: RunResult;
}

export interface FrameReply {
  readonly runId: number;
  readonly requestId: number;
  readonly frame: Frame;
}

/** One page's life as far as it is replayed: `done` once it is told to the end, else it wants to be asked for again. */
export interface LifeReply {
  readonly life: PageLife;
  readonly replayedNs: SimNs;
  readonly done: boolean;
}

/**
 * What the main thread may ask. Everything is pulled; the worker never calls back. A run is named by the caller's
 * `runId`; loading a run ends the computation of the one before it (the newest wins), whose replies are `superseded`.
 */
export interface EngineApi {
  load(runId: number, config: EngineConfig, memoryBudgetBytes: number): Promise<Result<Progress, EngineError>>;
  progress(runId: number): Promise<Result<Progress, EngineError>>;
  events(runId: number, from: number): Promise<Result<readonly RunEvent[], EngineError>>;
  series(runId: number): Promise<Result<SeriesSet, EngineError>>;
  /** `recycled` are buffers of an earlier frame that the page has drawn and gives back. */
  frame(runId: number, requestId: number, request: FrameRequest, recycled: readonly ArrayBuffer[]): Promise<Result<FrameReply, EngineError>>;
  page(runId: number, page: number, atNs: SimNs): Promise<Result<PageFacts, EngineError>>;
  /** Answers a few times a second; the replay goes on where it stopped while the same page is asked for, another page ends it. */
  life(runId: number, page: number): Promise<Result<LifeReply, EngineError>>;
  dispose(runId: number): Promise<void>;
}
