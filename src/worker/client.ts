import { transfer } from 'comlink';
import { err, type Result } from '../base/result';
import type { PageIndex, SimNs } from '../base/units';
import type { EngineConfig } from '../engine/config';
import type { FrameRequest, PageFacts } from '../engine/record/frame';
import type { RunEvent } from '../engine/record/runEvent';
import type { SeriesSet } from '../engine/record/series';
import type { EngineWorkerHandle } from './engineWorkerHandle';
import type { EngineApi, EngineError, FrameReply, LifeReply, Progress } from './protocol';

/** Quanta are of 4 ms; only what cannot be cut, such as making the planes of a large guest, works longer without a breath. */
const PATIENCE_MS = 20_000;
/** Ends of the worker that one scenario may cause before it is left alone. */
const DEATHS_ALLOWED = 2;

/** What the app hears of a worker that ended. */
export interface ClientListener {
  /** The worker was started again and computes the same run from the start. */
  readonly onRestart: (restarts: number) => void;
  /** The scenario ended the worker twice in a row; nothing runs until another is loaded. */
  readonly onGivenUp: () => void;
}

interface Loaded {
  readonly runId: number;
  readonly config: EngineConfig;
  readonly memoryBudgetBytes: number;
}

type Reply<T> = Promise<Result<T, EngineError>>;

/**
 * The page's end of the worker: one run at a time, the newest. Starts the worker again when it dies or no longer answers
 * and loads the same run: a run is a pure function of its config, so nothing is lost.
 */
export class EngineClient {
  private handle: EngineWorkerHandle | undefined;
  private loaded: Loaded | undefined;
  private lastRunId = 0;
  private lastRequestId = 0;
  private deathsInARow = 0;
  private isComputed = false;
  private restarts = 0;
  private abandonCalls: (() => void)[] = [];

  constructor(
    private readonly startWorker: () => EngineWorkerHandle,
    private readonly listener: ClientListener,
    private readonly patienceMs: number = PATIENCE_MS,
  ) {}

  /** The run that all pulls ask for; 0 before the first load. */
  get runId(): number {
    return this.loaded?.runId ?? 0;
  }

  load(config: EngineConfig, memoryBudgetBytes: number): Reply<Progress> {
    this.lastRunId += 1;
    this.loaded = { runId: this.lastRunId, config, memoryBudgetBytes };
    this.deathsInARow = 0;
    this.restarts = 0;
    this.handle ??= this.start();
    return this.loadAgain(this.loaded);
  }

  progress(): Reply<Progress> {
    return this.note(this.call((api, runId) => api.progress(runId)));
  }

  events(from: number): Reply<readonly RunEvent[]> {
    return this.call((api, runId) => api.events(runId, from));
  }

  series(): Reply<SeriesSet> {
    return this.call((api, runId) => api.series(runId));
  }

  /** A picture; `recycled` buffers are handed over and are no longer usable here. */
  async frame(request: FrameRequest, recycled: ArrayBuffer[]): Reply<FrameReply> {
    this.lastRequestId += 1;
    const requestId = this.lastRequestId;
    const reply = await this.call((api, runId) => api.frame(runId, requestId, request, transfer(recycled, recycled)));
    // A picture of a run that was computed to its end: whatever ended the worker before is over.
    if (reply.ok && this.isComputed) this.deathsInARow = 0;
    return reply;
  }

  page(page: PageIndex, atNs: SimNs): Reply<PageFacts> {
    return this.call((api, runId) => api.page(runId, page, atNs));
  }

  /** The page's life as far as it is replayed; ask again until it is told. */
  life(page: PageIndex): Reply<LifeReply> {
    return this.call((api, runId) => api.life(runId, page));
  }

  private start(): EngineWorkerHandle {
    const handle = this.startWorker();
    handle.onDeath(() => this.onDeath(handle));
    return handle;
  }

  private loadAgain(run: Loaded): Reply<Progress> {
    this.isComputed = false;
    return this.note(this.call((api) => api.load(run.runId, run.config, run.memoryBudgetBytes)));
  }

  private async note(reply: Reply<Progress>): Reply<Progress> {
    const progress = await reply;
    if (progress.ok) this.isComputed = progress.value.done;
    return progress;
  }

  /** Every call ends: with an answer, or as superseded when its worker ends or its run is replaced meanwhile. */
  private call<T>(ask: (api: EngineApi, runId: number) => Reply<T>): Reply<T> {
    const { handle, runId } = this;
    if (handle === undefined) return Promise.resolve(err({ code: 'disposed', message: 'no worker runs' }));
    return new Promise((resolve) => {
      const stale = (): void => resolve(err({ code: 'superseded', message: `run ${runId} was replaced by a newer one` }));
      const timer = setInterval(() => void this.checkPulse(handle), this.patienceMs);
      const settle = (): void => {
        clearInterval(timer);
        this.abandonCalls = this.abandonCalls.filter((other) => other !== abandon);
      };
      const abandon = (): void => {
        settle();
        stale();
      };
      this.abandonCalls.push(abandon);
      ask(handle.api, runId).then(
        (reply) => {
          settle();
          if (runId === this.runId) resolve(reply);
          else stale();
        },
        (thrown: unknown) => {
          settle();
          resolve(err({ code: 'engine', message: thrown instanceof Error ? thrown.message : String(thrown) }));
        },
      );
    });
  }

  /** Ends a worker that does not answer even the smallest question for as long again. */
  private async checkPulse(handle: EngineWorkerHandle): Promise<void> {
    if (handle !== this.handle) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const silence = new Promise<'silent'>((resolve) => (timer = setTimeout(() => resolve('silent'), this.patienceMs)));
    const answer = await Promise.race([handle.api.progress(this.runId), silence]);
    clearTimeout(timer);
    if (answer === 'silent') this.onDeath(handle);
  }

  private onDeath(handle: EngineWorkerHandle): void {
    if (handle !== this.handle) return;
    handle.terminate();
    this.handle = undefined;
    for (const abandon of [...this.abandonCalls]) abandon();
    this.deathsInARow += 1;
    if (this.loaded === undefined) return;
    if (this.deathsInARow >= DEATHS_ALLOWED) {
      this.listener.onGivenUp();
      return;
    }
    this.restarts += 1;
    this.handle = this.start();
    void this.loadAgain(this.loaded);
    this.listener.onRestart(this.restarts);
  }
}
