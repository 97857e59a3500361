import type { PageCount, PageIndex, SimNs } from '../base/units';
import type { EngineConfig } from '../engine/config';
import type { Frame, FrameRequest, PageFacts, PageLife } from '../engine/record/frame';
import type { RunEvent } from '../engine/record/runEvent';
import type { RunResult } from '../engine/record/runResult';
import type { SeriesSet } from '../engine/record/series';

/** What is known of a run so far. Grows while the run is computed; `result` is there once it is done. */
export interface RunRecording {
  readonly events: readonly RunEvent[];
  readonly series: SeriesSet;
  readonly result?: RunResult | undefined;
}

/** Shows the moments of a recording; seeking is done in steps, so that the worker stays prompt. */
export interface RunPlayer {
  /** Goes one step towards a moment; true when there, else it wants to be called again. */
  seek(atNs: SimNs): boolean;
  frame(request: FrameRequest, recycled?: readonly ArrayBuffer[]): Frame;
  page(page: PageIndex, atNs: SimNs): PageFacts;
  life(page: PageIndex): RunLife;
}

/** The replay of one page's life, in steps. */
export interface RunLife {
  /** Replays until the budget of page events is spent; true when the life is told to its end. */
  advance(pageEventBudget: number): boolean;
  readonly life: PageLife;
  /** How far it is told. */
  readonly replayedNs: SimNs;
}

/** One run in the worker: its computation and its player. */
export interface EngineRun {
  /** Computes until the budget of page events is spent; true when the run is done. */
  advance(pageEventBudget: number): boolean;
  readonly computedNs: SimNs;
  /** RAM of the guest by then. */
  readonly guestPages: PageCount;
  readonly recording: RunRecording;
  /** A player of what is recorded by now. */
  createPlayer(): RunPlayer;
  /** Ends the run and its players: what they hold may be used for the next. Neither is asked for anything afterwards. */
  release(): void;
}

/** The engine as the runner sees it; the runner's tests pass a small one. */
export interface EngineFactory {
  start(config: EngineConfig, memoryBudgetBytes: number): EngineRun;
}
