import { err, ok, type Result } from '../base/result';
import type { PageIndex, SimNs } from '../base/units';
import type { EngineConfig } from '../engine/config';
import type { FrameRequest, PageFacts } from '../engine/record/frame';
import type { RunEvent } from '../engine/record/runEvent';
import type { SeriesSet } from '../engine/record/series';
import { disposed, fromException, superseded } from './engineErrors';
import type { EngineFactory, EngineRun, RunLife, RunPlayer } from './engineFactory';
import type { Pace } from './pace';
import type { EngineApi, EngineError, FrameReply, LifeReply, Progress } from './protocol';
import { AWAITED_MS, AWAITED_QUANTUM_MS, nextBudget, QUANTUM_MS } from './quantum';

/** A page's life is told in parts: one answer after so long. */
const LIFE_PART_MS = 120;

/** A run that is loaded. `active` turns false when a newer one takes its place: its loops then end at the next breath. */
interface LoadedRun {
  readonly runId: number;
  readonly run: EngineRun;
  readonly startedMs: number;
  active: boolean;
  done: boolean;
  quanta: number;
  wallMs: number;
  failure: EngineError | undefined;
  player: RunPlayer | undefined;
  /** Ends when the player is free: two seeks at once would pull it apart. */
  playerFree: Promise<void>;
  /** The newest request of a picture; an older one that still seeks gives up. */
  newestRequest: number;
  /** The page whose life is replayed; one at a time. */
  replay: { readonly page: PageIndex; readonly life: RunLife; budget: number | undefined } | undefined;
}

/**
 * Owns the runs of one worker: computes the newest in quanta, answers pulls between them. Knows neither worker nor
 * comlink, so a test drives it directly.
 */
export class Runner implements EngineApi {
  private readonly runs = new Map<number, LoadedRun>();
  /** Pictures of the run before were asked for, so they will be of the next. */
  private hasViewer = false;

  constructor(
    private readonly engine: EngineFactory,
    private readonly pace: Pace,
  ) {}

  /** Starts a run and ends the one before it; answers after the first quantum. */
  async load(runId: number, config: EngineConfig, memoryBudgetBytes: number): Promise<Result<Progress, EngineError>> {
    for (const other of this.runs.keys()) this.retire(other);
    const started = attempt(() => this.engine.start(config, memoryBudgetBytes));
    if (!started.ok) return started;
    const loaded: LoadedRun = {
      runId, run: started.value, startedMs: this.pace.now(), active: true, done: false, quanta: 0, wallMs: 0,
      failure: undefined, player: undefined, playerFree: Promise.resolve(), newestRequest: -1, replay: undefined,
    };
    this.runs.set(runId, loaded);
    const first = this.computeQuantum(loaded, undefined);
    if (!loaded.done) void this.compute(loaded, first);
    return this.report(loaded);
  }

  async progress(runId: number): Promise<Result<Progress, EngineError>> {
    const loaded = this.find(runId);
    return loaded.ok ? this.report(loaded.value) : loaded;
  }

  async events(runId: number, from: number): Promise<Result<readonly RunEvent[], EngineError>> {
    const loaded = this.find(runId);
    return loaded.ok ? attempt(() => loaded.value.run.recording.events.slice(from)) : loaded;
  }

  async series(runId: number): Promise<Result<SeriesSet, EngineError>> {
    const loaded = this.find(runId);
    return loaded.ok ? attempt(() => loaded.value.run.recording.series) : loaded;
  }

  /** A picture of one moment; a newer request for the same run makes a seeking one give up. */
  async frame(
    runId: number, requestId: number, request: FrameRequest, recycled: readonly ArrayBuffer[],
  ): Promise<Result<FrameReply, EngineError>> {
    const loaded = this.find(runId);
    if (!loaded.ok) return loaded;
    loaded.value.newestRequest = Math.max(loaded.value.newestRequest, requestId);
    const isOutdated = (): boolean => loaded.value.newestRequest > requestId;
    return this.at(loaded.value, request.atNs, isOutdated, (player, atNs) => ({
      runId, requestId, frame: player.frame({ ...request, atNs }, recycled),
    }));
  }

  async page(runId: number, page: PageIndex, atNs: SimNs): Promise<Result<PageFacts, EngineError>> {
    const loaded = this.find(runId);
    if (!loaded.ok) return loaded;
    return this.at(loaded.value, atNs, () => false, (player, reachedNs) => player.page(page, reachedNs));
  }

  async life(runId: number, page: PageIndex): Promise<Result<LifeReply, EngineError>> {
    const found = this.find(runId);
    if (!found.ok) return found;
    const loaded = found.value;
    const begun = attempt(() => (loaded.replay?.page === page ? loaded.replay : { page, life: this.playerOf(loaded).life(page), budget: undefined }));
    if (!begun.ok) return begun;
    const replay = begun.value;
    loaded.replay = replay;
    const sinceMs = this.pace.now();
    for (;;) {
      const told = this.tell(loaded, sinceMs);
      if (told !== undefined) return told;
      await this.pace.breathe();
      if (!loaded.active || loaded.replay !== replay) return err(superseded(runId));
    }
  }

  async dispose(runId: number): Promise<void> {
    this.retire(runId);
  }

  private retire(runId: number): void {
    const loaded = this.runs.get(runId);
    this.runs.delete(runId);
    if (loaded === undefined) return;
    loaded.active = false;
    this.hasViewer = loaded.newestRequest >= 0;
    loaded.run.release();
  }

  private find(runId: number): Result<LoadedRun, EngineError> {
    const loaded = this.runs.get(runId);
    if (loaded !== undefined) return loaded.failure === undefined ? ok(loaded) : err(loaded.failure);
    return err([...this.runs.keys()].some((other) => other > runId) ? superseded(runId) : disposed(runId));
  }

  private report(loaded: LoadedRun): Result<Progress, EngineError> {
    if (loaded.failure !== undefined) return err(loaded.failure);
    const { computedNs, guestPages, recording } = loaded.run;
    const progress: Progress = {
      runId: loaded.runId, computedNs, done: loaded.done,
      eventCount: recording.events.length, seriesVersion: loaded.quanta, wallMs: loaded.wallMs, guestPages,
    };
    return ok(recording.result === undefined ? progress : { ...progress, result: recording.result });
  }

  private async compute(loaded: LoadedRun, firstBudget: number): Promise<void> {
    let budget = firstBudget;
    await this.pace.breathe();
    // While the page makes something of the first news.
    if (this.hasViewer && loaded.active) attempt(() => this.playerOf(loaded));
    while (loaded.active && !loaded.done && loaded.failure === undefined) {
      budget = this.computeQuantum(loaded, budget);
      await this.pace.breathe();
    }
  }

  /** One quantum; gives back the budget of the next. */
  private computeQuantum(loaded: LoadedRun, budget: number | undefined): number {
    const granted = budget ?? nextBudget(undefined, 0, QUANTUM_MS);
    const beganMs = this.pace.now();
    const advanced = attempt(() => loaded.run.advance(granted));
    const endedMs = this.pace.now();
    if (advanced.ok) loaded.done = advanced.value;
    else loaded.failure = advanced.error;
    loaded.quanta += 1;
    loaded.wallMs = endedMs - loaded.startedMs;
    const isAwaited = loaded.newestRequest < 0 && loaded.wallMs < AWAITED_MS;
    return nextBudget(granted, endedMs - beganMs, isAwaited ? AWAITED_QUANTUM_MS : QUANTUM_MS);
  }

  /** One quantum of the replay; what is known of the life when it is told, or when it is time for an answer. */
  private tell(loaded: LoadedRun, sinceMs: number): Result<LifeReply, EngineError> | undefined {
    const { replay } = loaded;
    if (replay === undefined) return undefined;
    const granted = replay.budget ?? nextBudget(undefined, 0, QUANTUM_MS);
    const beganMs = this.pace.now();
    const advanced = attempt(() => replay.life.advance(granted));
    const endedMs = this.pace.now();
    replay.budget = nextBudget(granted, endedMs - beganMs, QUANTUM_MS);
    if (!advanced.ok || advanced.value) loaded.replay = undefined;
    if (!advanced.ok) return advanced;
    if (!advanced.value && endedMs - sinceMs < LIFE_PART_MS) return undefined;
    return ok({ life: replay.life.life, replayedNs: replay.life.replayedNs, done: advanced.value });
  }

  /** Waits for the player, brings it to a moment within what is computed, and looks. */
  private async at<T>(
    loaded: LoadedRun, atNs: SimNs, isOutdated: () => boolean, look: (player: RunPlayer, atNs: SimNs) => T,
  ): Promise<Result<T, EngineError>> {
    const before = loaded.playerFree;
    let release = (): void => {};
    loaded.playerFree = new Promise((resolve) => (release = resolve));
    await before;
    try {
      const reachableNs = Math.min(atNs, loaded.run.computedNs);
      const there = await this.seek(loaded, reachableNs, isOutdated);
      if (!loaded.active) return err(superseded(loaded.runId));
      return there.ok ? attempt(() => look(there.value, reachableNs)) : there;
    } finally {
      release();
    }
  }

  /** Steps the player to a moment and breathes between the steps. */
  private async seek(loaded: LoadedRun, atNs: SimNs, isOutdated: () => boolean): Promise<Result<RunPlayer, EngineError>> {
    for (;;) {
      if (!loaded.active || isOutdated()) return err(superseded(loaded.runId));
      const step = attempt(() => {
        const player = this.playerOf(loaded);
        return { player, there: player.seek(atNs) };
      });
      if (!step.ok) return step;
      if (step.value.there) return ok(step.value.player);
      await this.pace.breathe();
    }
  }

  private playerOf(loaded: LoadedRun): RunPlayer {
    loaded.player ??= loaded.run.createPlayer();
    return loaded.player;
  }
}

function attempt<T>(work: () => T): Result<T, EngineError> {
  try {
    return ok(work());
  } catch (thrown) {
    return err(fromException(thrown));
  }
}
