import type { SimNs } from '../base/units';
import type { EngineAction, EngineConfig } from './config';
import { composeMemory } from './guest/composition';
import { BootSequence } from './guest/bootSequence';
import { Guest } from './guest/guest';
import { Readiness } from './guest/readiness';
import { DirtyLog } from './host/dirtyLog';
import { Link } from './host/link';
import { isMemlockExceeded, memlockText } from './host/memory/memlock';
import { MemoryManager } from './host/memory/memoryManager';
import { createPlanes, type PagePlanes } from './memory/pagePlanes';
import { EventLog } from './record/eventLog';
import type { BootResult, Integrity, MigrationResult } from './record/runResult';
import { basePassNs, sliceNs } from './time/sliceGrid';
import { checkInvariants } from './verify/invariants';
import { judgeDestination, NOTHING_CHECKED } from './verify/oracle';
import { blockersOf } from './sev/migrationBlockers';
import { createPath } from './vmm/createPath';
import { machineCostsOf } from './vmm/machineCosts';
import { MigrationStream } from './vmm/migrationStream';
import { MigrationThread } from './vmm/migrationThread';
import { describeMigration } from './vmm/describeMigration';

export interface SimulationState {
  nowNs: SimNs;
  nextAction: number;
  ended: boolean;
  endNs: SimNs;
  migrations: MigrationResult[];
  integrity: Integrity;
  /** Pages that the oracle found wrong, as pairs page, CRITICAL_CODE. */
  critical: readonly number[];
  boot: BootResult | undefined;
}

/** A run without any movement is shown for a second, so that the guest is seen to go on [choice]. */
const QUIET_TAIL_NS = 1e9;
/** While nothing moves nobody looks at single slices: ten a second. */
const QUIET_SLICE_NS = 1e8;
/** `until=auto` gives up after so many passes, or so many base passes of time, without a new lowest remainder. */
const HOPELESS_PASSES = 30;
const HOPELESS_BASE_PASSES = 12;

/**
 * The life of one guest, from its scenario alone. Orders the parts; the one place that does. `advance` may be called with any
 * limits in any number of pieces: the bits are the same.
 */
export class Simulation {
  readonly config: EngineConfig;
  readonly planes: PagePlanes;
  readonly guest: Guest;
  readonly log: DirtyLog;
  readonly link: Link;
  readonly stream = new MigrationStream();
  readonly events: EventLog;
  readonly thread: MigrationThread;
  readonly memory: MemoryManager;
  readonly boot: BootSequence;
  readonly readiness: Readiness;
  readonly state: SimulationState = {
    nowNs: 0, nextAction: 0, ended: false, endNs: 0, migrations: [], integrity: NOTHING_CHECKED, critical: [], boot: undefined,
  };
  /** Length of a canonical write slice. */
  readonly sliceNs: SimNs;
  /** Called after each piece of work; the recorder samples there. */
  private readonly onStep: ((simulation: Simulation) => void) | undefined;

  constructor(config: EngineConfig, events: EventLog = new EventLog(), onStep?: (simulation: Simulation) => void) {
    this.config = config;
    this.events = events;
    this.onStep = onStep;
    this.planes = createPlanes(config.guest.pages, {
      imported: config.vmm.accel === 'kvm',
      zero: config.guest.composition.zeroShare > 0 || config.guest.composition.filled !== undefined,
      status: config.guest.kind !== 'none' && config.guest.kind !== 'pef',
      pinned: config.guest.kind !== 'none' && config.guest.kind !== 'pef',
    });
    composeMemory(this.planes, config.guest.composition, config.seed);
    this.memory = new MemoryManager(config, this.planes);
    this.guest = new Guest(config, this.planes);
    this.boot = new BootSequence(config, this.memory, events);
    this.readiness = new Readiness(config.guest, events);
    this.beginLife();
    this.log = new DirtyLog(this.planes);
    this.link = new Link(config.network);
    this.sliceNs = sliceNs(config);
    this.thread = new MigrationThread({
      config, planes: this.planes, guest: this.guest, log: this.log, link: this.link, stream: this.stream,
      events, costs: machineCostsOf(config), path: createPath(config, events),
    });
  }

  get nowNs(): SimNs {
    return this.state.nowNs;
  }

  get isDone(): boolean {
    return this.state.ended;
  }

  /** Runs until nothing is left that begins at or before `untilNs`, or about `budget` page events are spent; true when there. */
  advance(untilNs: SimNs, budget: number): boolean {
    const { state, thread } = this;
    const sender = thread.sender.state;
    const stopAt = sender.pageEvents + this.guest.state.writes + budget;
    let pieces = 0;
    while (!state.ended) {
      const dueNs = this.nextNs();
      if (dueNs > untilNs) break;
      this.runOne(dueNs, untilNs);
      this.onStep?.(this);
      if (sender.pageEvents + this.guest.state.writes + ++pieces > stopAt) return false;
    }
    return true;
  }

  /** When the next piece of work begins: an action, a slice of guest writes, a step of the migration thread, or the end. */
  private nextNs(): SimNs {
    const threadNs = this.thread.isActive ? this.thread.state.nowNs : Infinity;
    const bootNs = this.boot.state.active ? this.boot.state.nextNs : Infinity;
    return Math.min(threadNs, bootNs, this.nextInterruptionNs());
  }

  /** When the thread's work is next cut into from outside. */
  private nextInterruptionNs(): SimNs {
    const action = this.config.script[this.state.nextAction];
    return Math.min(action?.atNs ?? Infinity, this.nextSliceNs(), this.limitNs());
  }

  private nextSliceNs(): SimNs {
    const length = this.thread.isActive ? this.sliceNs : Math.max(this.sliceNs, QUIET_SLICE_NS);
    return (Math.floor(this.guest.state.writtenNs / length) + 1) * length;
  }

  private runOne(dueNs: SimNs, untilNs: SimNs): void {
    const { state, thread } = this;
    state.nowNs = Math.max(state.nowNs, dueNs);
    const action = this.config.script[state.nextAction];
    if (dueNs >= this.limitNs()) return this.end(dueNs);
    if (action !== undefined && action.atNs <= dueNs) {
      state.nextAction++;
      this.act(action, dueNs);
    } else if (this.nextSliceNs() <= dueNs) {
      this.passSlice(this.nextSliceNs());
      if (this.isHopeless()) this.end(thread.state.nowNs);
    } else if (this.boot.state.active && this.boot.state.nextNs <= dueNs) {
      this.stepBoot();
    } else {
      thread.run(Math.min(this.nextInterruptionNs(), untilNs + 1));
      state.nowNs = Math.max(state.nowNs, thread.state.pieceNs);
      if (thread.state.phase === 'ended') this.closeMigration();
    }
  }

  /** When the run ends for want of work, or because the scenario says so. */
  private limitNs(): SimNs {
    const { until, script } = this.config;
    if (until !== 'auto') return until;
    if (this.thread.isActive || this.boot.state.active || this.state.nextAction < script.length) return Infinity;
    const migrations = this.state.migrations;
    const last = migrations.at(-1);
    if (last !== undefined && last.blockedReasons.length === 0) return last.endNs;
    return Math.max(script.at(-1)?.atNs ?? 0, this.boot.state.nextNs) + QUIET_TAIL_NS;
  }

  private act(action: EngineAction, atNs: SimNs): void {
    this.guest.writeUntil(atNs);
    this.events.add({ atNs, kind: 'action', host: 'source', name: action.action });
    const { thread } = this;
    switch (action.action) {
      case 'migrate':
        this.migrate(atNs);
        break;
      case 'boot':
        this.startBoot(atNs);
        break;
      case 'migrate_cancel':
        if (thread.isActive && thread.state.phase !== 'acknowledge' && !thread.postcopy.state.active) {
          thread.abandon(atNs, 'cancelled', '');
          this.closeMigration();
        }
        break;
      case 'migrate-start-postcopy':
        thread.state.startPostcopy = thread.isActive && thread.parameters.postcopyRam;
        break;
      case 'set':
        thread.parameters = { ...thread.parameters, ...action.parameters };
        break;
      default:
        break;
    }
  }

  /** A script with a boot begins with a guest that is off; any other with one that is up. */
  private beginLife(): void {
    if (this.config.script.some(({ action }) => action === 'boot')) {
      this.guest.clock.run(0, false);
    } else {
      this.memory.assumeRunning();
      this.readiness.assumeBooted();
    }
  }

  private startBoot(atNs: SimNs): void {
    if (isMemlockExceeded(this.config)) {
      this.events.add({ atNs, kind: 'command', host: 'source', name: 'KVM_MEMORY_ENCRYPT_REG_REGION', ret: -12 });
      return;
    }
    this.readiness.reset();
    this.boot.start(atNs);
  }

  private stepBoot(): void {
    const result = this.boot.step();
    if (result === undefined) return;
    this.state.boot = result;
    this.guest.resume(this.boot.state.nextNs);
    this.readiness.bootKernel(this.boot.state.nextNs);
  }

  private passSlice(atNs: SimNs): void {
    this.guest.writeUntil(atNs);
    this.memory.pinWritten();
    this.memory.compactUntil(atNs);
  }

  private blockedReasons(): readonly string[] {
    const { config } = this;
    if (isMemlockExceeded(config)) return [memlockText(config)];
    return blockersOf(config.guest, config.mechanism, this.readiness.isReady).map(({ reason }) => reason);
  }

  private migrate(atNs: SimNs): void {
    const { thread } = this;
    if (thread.isActive) return this.refuse(atNs, "There's a migration process in progress");
    if (thread.counters.status === 'completed') return this.refuse(atNs, "Can't migrate the vm that was paused due to previous migration");
    const reasons = this.blockedReasons();
    if (reasons.length === 0) {
      this.thread.start(atNs);
      return;
    }
    this.refuse(atNs, reasons[0]!);
    this.state.migrations.push(describeMigration(thread, this.config, atNs, reasons));
  }

  /** QEMU's answer to `migrate`, in its words. Source: qemu-migration.md 1.1. */
  private refuse(atNs: SimNs, value: string): void {
    this.events.add({ atNs, kind: 'qmp', host: 'source', name: 'migrate refused', value });
  }

  private closeMigration(): void {
    const { state, thread } = this;
    state.nowNs = Math.max(state.nowNs, thread.state.endNs);
    this.judge();
    state.migrations.push(describeMigration(thread, this.config, thread.state.migrateNs, []));
    if (this.config.until === 'auto' && state.nextAction === this.config.script.length) this.end(state.nowNs);
  }

  /** Asked on the grid of slices alone: a run that is cut elsewhere must not end earlier. */
  /** The oracle and the invariants, at the end of every migration, always. */
  private judge(): void {
    const { state, thread } = this;
    const isCompleted = thread.counters.status === 'completed';
    const judgement = isCompleted ? judgeDestination(this.planes) : { integrity: NOTHING_CHECKED, critical: [] };
    const violations = [...judgement.integrity.violations, ...checkInvariants(this)];
    state.integrity = { ...judgement.integrity, unpinnedMoves: this.memory.state.corrupted.length, violations };
    state.critical = judgement.critical;
    const atNs = isCompleted ? thread.state.resumeNs : thread.state.endNs;
    for (const { invariant, text, count } of violations) {
      this.events.add({ atNs, kind: 'violation', host: 'destination', name: invariant, value: text, count });
    }
  }

  private isHopeless(): boolean {
    const { thread, config, state } = this;
    if (config.until !== 'auto' || !thread.isActive) return false;
    if (thread.state.stopNs >= 0 || thread.state.startPostcopy || thread.counters.dirtySyncCount < 2) return false;
    const sinceNs = thread.state.nowNs - thread.state.bestNs;
    const isLate = thread.state.passesSinceBest >= HOPELESS_PASSES || sinceNs >= HOPELESS_BASE_PASSES * basePassNs(config);
    if (!isLate || state.nextAction < config.script.length) return false;
    return config.workload.kind !== 'burst' || sinceNs >= config.workload.burstOnNs + config.workload.burstOffNs;
  }

  private end(atNs: SimNs): void {
    const { state, thread } = this;
    state.ended = true;
    state.endNs = Math.max(atNs, state.nowNs);
    state.nowNs = state.endNs;
    if (thread.isActive) state.migrations.push(describeMigration(thread, this.config, thread.state.migrateNs, []));
  }
}
