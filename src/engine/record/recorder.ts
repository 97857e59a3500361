import type { PageCount, SimNs } from '../../base/units';
import { MODEL_VERSION, type EngineConfig } from '../config';
import type { PlanePool } from '../memory/planePool';
import { Simulation } from '../simulation';
import { planeBytes } from './checkpoint';
import { CheckpointStore } from './checkpointStore';
import { EventLog } from './eventLog';
import { Fingerprint } from './fingerprint';
import { outcomeOf } from './outcome';
import { OverviewStore } from './overviewStore';
import { PiecesInProgress } from './piecesInProgress';
import type { Recording } from './recording';
import type { RunResult } from './runResult';
import { sampleSimulation } from './sampleSimulation';
import { SERIES_IDS, type SeriesSet } from './series';
import { SeriesRecorder } from './seriesRecorder';

/** Computes a run as fast as it can and records it: series, events, overview pictures, checkpoints under a memory budget. */
export class Recorder {
  private readonly simulation: Simulation;
  private readonly fingerprint = new Fingerprint();
  private readonly log = new EventLog(this.fingerprint);
  private readonly series = new SeriesRecorder();
  private readonly pieces = new PiecesInProgress();
  private readonly overview = new OverviewStore();
  private readonly checkpoints: CheckpointStore;
  private readonly values = new Float64Array(SERIES_IDS.length);
  private readonly config: EngineConfig;
  private readonly pool: PlanePool | undefined;
  private seriesSnapshot: { readonly version: number; readonly set: SeriesSet } | undefined;
  private syncCount = -1;
  private phase = '';
  private mostPages: PageCount;
  private result: RunResult | undefined;

  /** `memoryBudgetBytes` bounds the checkpoints; 0 works too: seeking back then replays from the start. */
  constructor(config: EngineConfig, memoryBudgetBytes: number, pool?: PlanePool) {
    this.config = config;
    this.mostPages = config.guest.pages;
    this.pool = pool;
    this.simulation = new Simulation(config, this.log, () => this.onStep(), pool);
    this.checkpoints = new CheckpointStore(config.guest.pages, memoryBudgetBytes);
    this.overview.offer(this.simulation, 0);
    this.sample();
  }

  /** Computes about `pageEventBudget` page events on; true when the run is done. */
  advance(pageEventBudget: number): boolean {
    if (this.result !== undefined) return true;
    this.simulation.advance(Infinity, pageEventBudget);
    if (this.simulation.isDone) this.finish();
    else {
      this.checkpoints.offer(this.simulation, this.work);
      this.overview.offer(this.simulation, this.work);
    }
    return this.result !== undefined;
  }

  /** Ends the run, done or not: its planes go back to the pool. What is recorded stays. */
  release(): void {
    this.pool?.giveBack(this.simulation.planes);
  }

  get computedNs(): SimNs {
    return this.simulation.nowNs;
  }

  /** The most RAM that the guest had so far: what a picture of any moment of the run fits into. */
  get guestPages(): PageCount {
    return this.mostPages;
  }

  get recording(): Recording {
    return {
      config: this.config, events: this.log.events, series: this.seriesSet(), checkpoints: this.checkpoints,
      overview: this.overview.frames, result: this.result,
    };
  }

  private get work(): number {
    const { thread, guest, ultravisor } = this.simulation;
    return thread.sender.state.pageEvents + guest.state.writes + (ultravisor?.state.pageEvents ?? 0);
  }

  /** Samples when a bucket of the series is over, and at every turn of events. */
  private onStep(): void {
    const { thread, nowNs } = this.simulation;
    this.pieces.follow(thread);
    if (this.simulation.planes.pages > this.mostPages) this.mostPages = this.simulation.planes.pages;
    const turned = thread.counters.dirtySyncCount !== this.syncCount || thread.state.phase !== this.phase;
    if (!turned && nowNs < this.series.bucketEndNs) return;
    const isBusyTurn = nowNs < this.series.bucketEndNs && (thread.state.phase === 'section' || thread.state.phase === 'rate' || thread.state.phase === 'turn');
    const sameSync = thread.counters.dirtySyncCount === this.syncCount;
    this.syncCount = thread.counters.dirtySyncCount;
    this.phase = thread.state.phase;
    if (!isBusyTurn || !sameSync) this.sample();
  }

  private sample(): void {
    sampleSimulation(this.simulation, this.values);
    this.pieces.cutAt(this.simulation.nowNs, this.values);
    this.series.sample(this.simulation.nowNs, this.values);
  }

  private seriesSet(): SeriesSet {
    if (this.seriesSnapshot?.version !== this.series.version) {
      this.seriesSnapshot = { version: this.series.version, set: this.series.snapshot() };
    }
    return this.seriesSnapshot!.set;
  }

  private finish(): void {
    const { simulation } = this;
    this.sample();
    this.overview.offer(simulation, Infinity);
    const { planes, state } = simulation;
    const secureSwitch = simulation.ultravisor?.resultAt(state.endNs);
    this.result = {
      modelVersion: MODEL_VERSION,
      fingerprint: this.digest(),
      endNs: state.endNs,
      outcome: outcomeOf(state.migrations),
      migrations: state.migrations,
      ...(state.boot === undefined ? {} : { boot: state.boot }),
      ...(simulation.move.state.moves.length === 0 ? {} : { contextMoves: simulation.move.state.moves }),
      ...(simulation.memory.state.unplugs.length === 0 ? {} : { unplugs: simulation.memory.state.unplugs }),
      ...(simulation.life.frames.state.remaps.length === 0 ? {} : { remaps: simulation.life.frames.state.remaps }),
      ...(secureSwitch === undefined ? {} : { secureSwitch }),
      integrity: state.integrity,
      cost: {
        pageEvents: this.work,
        bytesPerPage: planeBytes(planes) / planes.pages,
        recordingBytes: this.checkpoints.byteLength + this.series.byteLength + this.overview.byteLength,
      },
    };
  }

  private digest(): string {
    const { fingerprint, simulation } = this;
    fingerprint.word(MODEL_VERSION);
    fingerprint.number(simulation.state.endNs);
    fingerprint.number(simulation.guest.state.writes);
    for (const value of Object.values(simulation.thread.counters)) {
      if (typeof value === 'number') fingerprint.number(value);
    }
    const { planes } = simulation;
    for (const plane of [planes.dirty, planes.toSend, planes.stale, planes.sent0, planes.sent1, planes.sent2]) fingerprint.words(plane);
    for (const plane of [planes.zero, planes.privateTruth, planes.privateBelief, planes.privateAtDestination, planes.pinned, planes.gfnSecure, planes.gfnPagedOut, planes.gfnShared, planes.gfnCorrupt, planes.regionPinned]) {
      if (plane !== undefined) fingerprint.words(plane);
    }
    return fingerprint.digest();
  }
}
