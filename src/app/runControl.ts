import { GIB, MIB, type Bytes } from '../base/units';
import { inTimeOrder } from '../engine/record/inTimeOrder';
import type { RunEvent } from '../engine/record/runEvent';
import type { SeriesSet } from '../engine/record/series';
import type { Result } from '../base/result';
import type { Scenario } from '../scenario/scenario';
import { toConfig } from '../scenario/toConfig';
import type { Recorded } from '../store/appActions';
import type { AppStore } from '../store/createAppStore';
import type { EngineClient } from '../worker/client';
import type { EngineError, Progress } from '../worker/protocol';

/** Until a run is this old, what was shown before stays; a run that is done earlier is shown at once. */
const PATIENCE_MS = 100;
/** One pass over a larger guest is more page events than are computed by then (docs/performance.md): nothing is gained by waiting. */
const LARGE: Bytes = 64 * GIB;
/** A run that is still computed is replaced in a drag once a picture of a part of it was drawn; where no maps are shown, so long after its start. */
const LEAST_RUN_MS = 80;
/** Series are copied between threads: not with every frame. */
const PULL_EVERY_MS = 150;

/** Checkpoints under this budget; half of it where memory is short (design.md section 1). */
export function memoryBudget(memory: Bytes, isPhone: boolean): Bytes {
  return memory >= 512 * GIB || isPhone ? 128 * MIB : 256 * MIB;
}

type Answers = Promise<[Result<readonly RunEvent[], EngineError>, Result<SeriesSet, EngineError>]>;

export interface RunControlClock {
  readonly now: () => number;
  readonly nextFrame: (callback: () => void) => void;
  /** Calls once what runs now is done. */
  readonly soon: (callback: () => void) => void;
}

/** Events at the end that may still grow, and a told command behind them. */
const GROWING_EVENTS = 4;

/**
 * Turns the scenario of the store into a run of the worker and its news into the store: the newest scenario wins, one question at a
 * time. A change does not wait for an animation frame, which a browser that still paints gives late; the browser hands the
 * moves of a pointer out by frames as it is.
 */
export class RunControl {
  private wanted: Scenario | undefined;
  /** As recorded: the engine counts them so. */
  private events: readonly RunEvent[] = [];
  private startedMs = 0;
  private pulledMs = -Infinity;
  private isComputing = false;
  private patienceMs = PATIENCE_MS;
  /** Some of the present run is on the screen. */
  private isShown = false;
  /** The last run of which a picture was drawn. */
  private picturedRunId = 0;
  private isScheduled = false;
  private isDueSoon = false;
  private isBusy = false;

  constructor(
    private readonly store: AppStore,
    private readonly client: EngineClient,
    private readonly isPhone: () => boolean,
    private readonly clock: RunControlClock,
  ) {}

  /** Follows the store from now on, beginning with the scenario that it holds. */
  start(): () => void {
    this.want(this.store.getState().scenario);
    return this.store.subscribe((state) => state.scenario, (scenario) => this.want(scenario));
  }

  /** The worker was started again: the same run is computed from its start. */
  restarted(restarts: number): void {
    this.store.getState().runRestarted(restarts);
    this.begin();
    this.schedule();
  }

  /** A picture of a run was drawn: it may be replaced now. */
  pictured(runId: number): void {
    this.picturedRunId = runId;
    if (this.wanted !== undefined) this.workSoon();
  }

  private want(scenario: Scenario): void {
    this.wanted = scenario;
    this.workSoon();
  }

  private workSoon(): void {
    if (this.isDueSoon) return;
    this.isDueSoon = true;
    this.clock.soon(() => {
      this.isDueSoon = false;
      void this.work();
    });
  }

  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    this.clock.nextFrame(() => {
      this.isScheduled = false;
      void this.work();
    });
  }

  private async work(): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    if (this.wanted !== undefined && this.mayReplace()) await this.load(this.wanted);
    else if (this.isComputing) await this.take(await this.client.progress());
    this.isBusy = false;
    if (this.wanted !== undefined && this.mayReplace()) this.workSoon();
    else if (this.isComputing) this.schedule();
  }

  private mayReplace(): boolean {
    return !this.isComputing || (this.isShown && (this.picturedRunId === this.client.runId || this.age() >= LEAST_RUN_MS));
  }

  private age(): number {
    return this.clock.now() - this.startedMs;
  }

  private begin(): void {
    this.isComputing = true;
    this.isShown = false;
    this.startedMs = this.clock.now();
    this.pulledMs = -Infinity;
    this.events = [];
  }

  private async load(scenario: Scenario): Promise<void> {
    this.wanted = undefined;
    this.patienceMs = scenario.memory > LARGE ? 0 : PATIENCE_MS;
    this.begin();
    const config = toConfig(scenario);
    const loading = this.client.load(config, memoryBudget(scenario.memory, this.isPhone()));
    // Asked in one go with the load, what is to be shown at once is answered before the next quantum begins.
    const recorded = this.patienceMs === 0 ? this.ask(0) : undefined;
    this.store.getState().runStarted(this.client.runId, scenario);
    await this.take(await loading, recorded);
  }

  private async take(reply: Result<Progress, EngineError>, asked?: Answers): Promise<void> {
    if (!reply.ok) {
      this.fail(reply.error);
      return;
    }
    const progress = reply.value;
    if (!progress.done && (this.age() < this.patienceMs || this.clock.now() - this.pulledMs < PULL_EVERY_MS)) return;
    const recorded = await this.pull(progress, asked);
    if (recorded === undefined) return;
    this.isComputing = !progress.done;
    this.isShown = true;
    this.store.getState().runProgressed(progress, recorded);
  }

  /**
   * What is recorded so far. The last events known are pulled again, since a bulk exchange grows while it is the newest, and up to two
   * that no fingerprint holds beside it; a run that is done is pulled whole, since kept events may have been thinned out meanwhile.
   */
  private async pull(progress: Progress, asked?: Answers): Promise<Recorded | undefined> {
    this.pulledMs = this.clock.now();
    const from = progress.done ? 0 : Math.max(0, this.events.length - GROWING_EVENTS);
    const [events, series] = await (asked ?? this.ask(from));
    if (!events.ok || !series.ok || progress.runId !== this.client.runId) return undefined;
    this.events = [...this.events.slice(0, from), ...events.value];
    return { events: inTimeOrder(this.events), series: series.value };
  }

  private ask(fromEvent: number): Answers {
    return Promise.all([this.client.events(fromEvent), this.client.series()]);
  }

  private fail(error: EngineError): void {
    if (error.code === 'superseded') return;
    this.isComputing = false;
    // What the client gave up was already said, in words of its own.
    if (error.code !== 'disposed') this.store.getState().runFailed(error.message);
  }
}
