import type { SimNs } from '../../src/base/units';
import type { EngineConfig } from '../../src/engine/config';
import type { Frame, FrameRequest } from '../../src/engine/record/frame';
import type { RunEvent } from '../../src/engine/record/runEvent';
import type { RunResult } from '../../src/engine/record/runResult';
import type { SeriesSet } from '../../src/engine/record/series';
import type { EngineFactory, EngineRun, RunLife, RunPlayer } from '../../src/worker/engineFactory';

/** What a counting engine does: the seed of the config is the length of its run in page events. */
export interface CountingPlan {
  /** Milliseconds that a page event costs on the test's clock. */
  readonly msPerEvent?: number;
  /** The run throws when it gets here. */
  readonly throwsAt?: number;
  readonly thrown?: Error;
  /** Ns that one step of a seek covers; everything by default. */
  readonly seekStepNs?: number;
}

/** A clock that moves only by the engine's work, and breaths that let everything waiting in. */
export class WorkClock {
  ms = 0;
  breaths = 0;
  readonly pace = {
    now: () => this.ms,
    breathe: () => {
      this.breaths += 1;
      return new Promise<void>((resolve) => setImmediate(resolve));
    },
  };
}

/** Counts page events, one per ns, and records one event per thousand. Small enough to know every answer by heart. */
export function countingEngine(clock: WorkClock, plan: CountingPlan = {}): EngineFactory & { readonly quanta: number[]; readonly released: number } {
  const quanta: number[] = [];
  let released = 0;
  return {
    quanta,
    get released() {
      return released;
    },
    start(config: EngineConfig): EngineRun {
      const lengthNs = config.seed;
      const events: RunEvent[] = [];
      let computedNs = 0;
      return {
        guestPages: 32768,
        get computedNs() {
          return computedNs;
        },
        get recording() {
          const done = computedNs === lengthNs;
          return { events, series: emptySeries(), ...(done ? { result: resultAt(lengthNs) } : {}) };
        },
        advance(budget) {
          const before = clock.ms;
          const next = Math.min(lengthNs, computedNs + budget);
          if (plan.throwsAt !== undefined && next >= plan.throwsAt) throw plan.thrown ?? new Error(`broken at ${plan.throwsAt}`);
          for (let at = Math.ceil((computedNs + 1) / 1000) * 1000; at <= next; at += 1000) {
            events.push({ atNs: at, kind: 'guest', host: 'source', name: `event ${at / 1000}` });
          }
          clock.ms += (next - computedNs) * (plan.msPerEvent ?? 0.0001);
          computedNs = next;
          quanta.push(clock.ms - before);
          return computedNs === lengthNs;
        },
        createPlayer: () => countingPlayer(plan.seekStepNs ?? Number.MAX_SAFE_INTEGER, clock, lengthNs),
        release: () => {
          released += 1;
        },
      };
    },
  };
}

/** A page that is written at every thousandth page event. */
function countingLife(page: number, clock: WorkClock, lengthNs: SimNs): RunLife {
  let replayedNs = 0;
  return {
    get replayedNs() {
      return replayedNs;
    },
    get life() {
      return { page, sends: [], writes: Array.from({ length: Math.floor(replayedNs / 1000) }, (_, i) => (i + 1) * 1000), changes: [], truncated: false };
    },
    advance(budget) {
      const next = Math.min(lengthNs, replayedNs + budget);
      clock.ms += (next - replayedNs) * 0.0001;
      replayedNs = next;
      return replayedNs === lengthNs;
    },
  };
}

function countingPlayer(stepNs: number, clock: WorkClock, lengthNs: SimNs): RunPlayer {
  let atNs = 0;
  return {
    seek(target: SimNs) {
      atNs = target < atNs ? target : Math.min(target, atNs + stepNs);
      return atNs === target;
    },
    frame: (request: FrameRequest, recycled) => {
      const tiles = fitting(recycled, request.tileCount);
      tiles.fill(atNs % 7);
      const side = { tiles, counts: [atNs], lens: new Uint8Array(0) };
      const destination = { tiles: new Uint8Array(request.tileCount), counts: [], lens: new Uint8Array(0) };
      const frame: Frame = {
        atNs, mode: request.mode, pages: 32768, tilePages: request.tilePages, firstTile: request.firstTile, source: side,
        destination, scanPage: -1, rings: new Int32Array(0),
      };
      return frame;
    },
    page: (page) => ({
      page, atNs, ramPages: 32768, guestStatus: 'private', hostStatus: 'private', wrong: [], zero: false, pinned: false, sentCount: 0,
      toSend: false, dirty: false, destination: 'absent',
    }),
    life: (page) => countingLife(page, clock, lengthNs),
  };
}

function fitting(recycled: readonly ArrayBuffer[] | undefined, length: number): Uint8Array {
  const buffer = recycled?.find((candidate) => candidate.byteLength === length);
  return new Uint8Array(buffer ?? new ArrayBuffer(length));
}

function emptySeries(): SeriesSet {
  return { stepNs: 1, length: 0, columns: {} as SeriesSet['columns'] };
}

function resultAt(endNs: SimNs): RunResult {
  return {
    modelVersion: 1, fingerprint: `counted-${endNs}`, endNs, outcome: 'converges', migrations: [],
    integrity: { pagesChecked: 0, stale: 0, wrongKey: 0, misclassified: 0, lost: 0, unpinnedMoves: 0, violations: [] },
    cost: { pageEvents: endNs, bytesPerPage: 0, recordingBytes: 0 },
  };
}

/** A config whose run takes `lengthNs` page events. The counting engine reads nothing else of it. */
export function countTo(lengthNs: number): EngineConfig {
  return { seed: lengthNs } as EngineConfig;
}

export function pictureAt(atNs: SimNs): FrameRequest {
  return { atNs, mode: 'state', tilePages: 512, firstTile: 0, tileCount: 64 };
}
