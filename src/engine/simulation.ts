import type { Bytes, SimNs } from '../base/units';
import { blockedReasons } from './blockedReasons';
import type { EngineAction, EngineConfig } from './config';
import { FaultInjector } from './faults/faultInjector';
import { FaultPlan } from './faults/faultPlan';
import { cancelAtPhase } from './faults/cancelAtPhase';
import { dieOfFailedPin, VM_BUGGED } from './faults/failedPin';
import type { BootSequence } from './guest/bootSequence';
import { guestStateAt } from './guest/guestStateAt';
import { finalPages } from './guest/finalPages';
import type { Guest } from './guest/guest';
import { GuestLife, type GuestPlace } from './guest/guestLife';
import type { Readiness, ReadinessState } from './guest/readiness';
import { DirtyLog } from './host/dirtyLog';
import { IntraHostMove } from './host/kvm/intraHostMove';
import { launchCallsOf } from './host/kvm/launchCallsOf';
import { requestMove } from './host/kvm/requestMove';
import { Link } from './host/link';
import type { MemoryManager } from './host/memory/memoryManager';
import { plugMemory } from './host/memory/plugMemory';
import { releasePins } from './host/memory/releasePins';
import { unplugMemory } from './host/memory/unplugMemory';
import { isHopeless } from './isHopeless';
import { createPlanes, type PagePlanes } from './memory/pagePlanes';
import type { PlanePool } from './memory/planePool';
import { resizePlanes } from './memory/resizePlanes';
import { passQuietSlices } from './passQuietSlices';
import { planeChoiceOf } from './planeChoiceOf';
import { EventLog } from './record/eventLog';
import type { BootResult, Integrity, MigrationResult } from './record/runResult';
import { livesOn, takeOver } from './takeOver';
import { sliceNs } from './time/sliceGrid';
import { judgeGuest, judgeMigration, tellViolations } from './verify/judgements';
import { NOTHING_CHECKED } from './verify/oracle';
import { readyRule } from './sev/migrationBlockers';
import { Ultravisor } from './ultravisor/ultravisor';
import { createPath } from './vmm/paths/createPath';
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
  /** How often the guest went to live on at a destination, and when it last did. */
  moves: number;
  arrivedNs: SimNs;
  /** READY when the last migration began, for the oracle. */
  atMigrate: ReadinessState;
}

/** A run without any movement is shown for a second, so that the guest is seen to go on [choice]. */
const QUIET_TAIL_NS = 1e9;
/** While nothing moves nobody looks at single slices: ten a second. */
const QUIET_SLICE_NS = 1e8;

/**
 * The life of one guest, from its scenario alone. Orders the parts; the one place that does. `advance` may be called with any
 * limits in any number of pieces: the bits are the same.
 */
export class Simulation {
  readonly config: EngineConfig;
  readonly planes: PagePlanes;
  readonly faults: FaultPlan;
  readonly life: GuestLife;
  readonly guest: Guest;
  readonly log: DirtyLog;
  readonly link: Link;
  readonly stream = new MigrationStream();
  readonly events: EventLog;
  readonly thread: MigrationThread;
  readonly memory: MemoryManager;
  readonly boot: BootSequence;
  readonly readiness: Readiness;
  readonly move: IntraHostMove;
  readonly state: SimulationState = {
    nowNs: 0, nextAction: 0, ended: false, endNs: 0, migrations: [], integrity: NOTHING_CHECKED, critical: [], boot: undefined,
    moves: 0, arrivedNs: 0, atMigrate: { ready: false, words: 0 },
  };
  /** Only for a POWER guest. */
  readonly ultravisor: Ultravisor | undefined;
  private readonly injector: FaultInjector;
  /** Length of a canonical write slice. */
  readonly sliceNs: SimNs;
  /** Called after each piece of work; the recorder samples there. */
  private readonly onStep: ((simulation: Simulation) => void) | undefined;

  /** `pool`: where the planes come from, if they are not made anew; who has it also gives them back. */
  constructor(config: EngineConfig, events: EventLog = new EventLog(), onStep?: (simulation: Simulation) => void, pool?: PlanePool) {
    this.config = config;
    this.events = events;
    this.onStep = onStep;
    const { kind, pages } = config.guest;
    const choice = planeChoiceOf(config);
    this.planes = pool === undefined ? createPlanes(finalPages(config), choice) : pool.create(finalPages(config), choice);
    resizePlanes(this.planes, pages);
    this.faults = new FaultPlan(config.seed);
    this.life = new GuestLife({ config, planes: this.planes, events, faults: this.faults, isSampled: () => this.thread.isActive, launchCalls: () => launchCallsOf(this) });
    ({ memory: this.memory, guest: this.guest, boot: this.boot, readiness: this.readiness } = this.life);
    this.ultravisor = kind === 'pef' ? new Ultravisor(config, this.planes, this.guest, events) : undefined;
    this.log = new DirtyLog(this.planes);
    this.link = new Link(config.network);
    this.sliceNs = sliceNs(config);
    this.thread = new MigrationThread({
      config, planes: this.planes, guest: this.guest, log: this.log, link: this.link, stream: this.stream,
      events, costs: machineCostsOf(config), path: createPath(config, events, this.faults), faults: this.faults, status: this.life.status, memory: this.memory,
    });
    if (this.thread.path !== undefined) this.thread.path.pair.onDestroy = (host, atNs) => releasePins(this, host, atNs);
    this.move = new IntraHostMove({ config, guest: this.guest, boot: this.boot, memory: this.memory, events });
    this.injector = new FaultInjector({ config, planes: this.planes, life: this.life, events, faults: this.faults });
    this.events.stateAt = (host) => guestStateAt(this, host);
    this.life.begin();
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
    return Math.min(threadNs, this.nextInterruptionNs());
  }

  /** A boot goes on while the vCPUs run. */
  private bootNs(): SimNs {
    const isStopped = this.move.isActive || (this.thread.isActive && this.thread.state.stopNs >= 0);
    return this.boot.state.active && !isStopped ? this.boot.state.nextNs : Infinity;
  }

  /** When the thread's work is next cut into from outside. */
  private nextInterruptionNs(): SimNs {
    const action = this.config.script[this.state.nextAction];
    return Math.min(action?.atNs ?? Infinity, this.bootNs(), this.move.dueNs, this.ultravisor?.dueNs ?? Infinity, this.nextSliceNs(), this.limitNs());
  }

  private get sliceLengthNs(): SimNs {
    return this.thread.isActive ? this.sliceNs : Math.max(this.sliceNs, QUIET_SLICE_NS);
  }

  private nextSliceNs(): SimNs {
    const length = this.sliceLengthNs;
    return (Math.floor(this.guest.state.writtenNs / length) + 1) * length;
  }

  private runOne(dueNs: SimNs, untilNs: SimNs): void {
    const { state, thread } = this;
    state.nowNs = Math.max(state.nowNs, dueNs);
    const action = this.config.script[state.nextAction];
    if (dueNs >= this.limitNs()) return this.end(dueNs);
    if (action !== undefined && action.atNs <= dueNs) {
      state.nextAction++;
      this.act(action, Math.max(dueNs, state.arrivedNs));
    } else if (this.nextSliceNs() <= dueNs) {
      this.passSlice(this.nextSliceNs());
      if (isHopeless(this)) this.end(thread.state.nowNs);
    } else if (this.move.dueNs <= dueNs) {
      this.move.finish();
      judgeGuest(this, dueNs);
    } else if (this.bootNs() <= dueNs) {
      this.stepBoot(this.boot.state.nextNs);
    } else if (this.ultravisor !== undefined && this.ultravisor.dueNs <= dueNs) {
      this.ultravisor.step();
      state.integrity = this.ultravisor.integrity;
    } else {
      thread.run(Math.min(this.nextInterruptionNs(), untilNs + 1));
      state.nowNs = Math.max(state.nowNs, thread.state.pieceNs);
      if (this.faults.isArmed) cancelAtPhase(this);
      if (thread.state.phase === 'ended') this.closeMigration();
    }
    if (this.faults.state.failedPin >= 0 && dieOfFailedPin(this)) this.closeMigration();
  }

  /** When the run ends for want of work, or because the scenario says so. */
  private limitNs(): SimNs {
    const { until, script } = this.config;
    if (until !== 'auto') return until;
    if (this.thread.isActive || this.boot.state.active || this.ultravisor?.isActive === true || this.state.nextAction < script.length) return Infinity;
    const migrations = this.state.migrations;
    const last = migrations.at(-1);
    const quietNs = Math.max(script.at(-1)?.atNs ?? 0, this.boot.state.nextNs, this.ultravisor?.state.nextNs ?? 0) + QUIET_TAIL_NS;
    if (last === undefined || last.blockedReasons.length > 0 || this.changedNs > last.endNs) return quietNs;
    return last.endNs;
  }

  private act(action: EngineAction, atNs: SimNs): void {
    this.guest.writeUntil(atNs);
    this.events.add({ atNs, kind: 'action', host: 'source', name: action.action, ...(action.action === 'fault' ? { value: action.fault } : {}) });
    const { thread } = this;
    if (this.faults.state.isVmDead && action.action !== 'migrate') return this.refuse(atNs, action.action, VM_BUGGED);
    if (this.ultravisor?.act(action, atNs) === true) return;
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
        this.startPostcopy(atNs);
        break;
      case 'set':
        thread.parameters = { ...thread.parameters, ...action.parameters };
        break;
      case 'reboot':
        this.reboot(atNs, action.kexec === true);
        break;
      case 'hotplug':
        this.hotplug(atNs, action.bytes);
        break;
      case 'hotunplug':
        this.hotunplug(atNs);
        break;
      case 'remap':
        this.remap(atNs, action);
        break;
      case 'compact':
        this.compact(atNs);
        break;
      case 'move-enc-context':
        this.refuseIf(atNs, 'move-enc-context', requestMove(this, atNs));
        break;
      case 'esm':
        this.refuse(atNs, 'esm', `guest=${this.config.guest.kind} has no ultravisor`);
        break;
      case 'fault':
        this.inject(action, atNs);
        break;
    }
  }

  private inject(action: Extract<EngineAction, { readonly action: 'fault' }>, atNs: SimNs): void {
    const refusal = this.place === 'moved' ? 'comes too late: the guest has moved to the destination' : this.injector.inject(action, atNs);
    if (refusal !== undefined) return this.refuse(atNs, 'fault', `${action.fault} ${refusal}`);
    if (this.guest.state.up) judgeGuest(this, atNs);
  }

  /** Source: QEMU migration.c, qmp_migrate_start_postcopy. */
  private startPostcopy(atNs: SimNs): void {
    const { thread } = this;
    const command = 'migrate-start-postcopy';
    if (!thread.parameters.postcopyRam) return this.refuse(atNs, command, 'Enable postcopy with migrate_set_capability before the start of migration');
    if (!thread.isActive) return this.refuse(atNs, command, 'Postcopy must be started after migration has been started');
    if (thread.path?.allowsPostcopy === false) return this.refuse(atNs, command, `post-copy does not go with mechanism=${this.config.mechanism}`);
    thread.state.startPostcopy = true;
  }

  /** When the guest's life last changed by an action that is neither a migration nor a setting. */
  private get changedNs(): SimNs {
    const done = this.config.script.slice(0, this.state.nextAction);
    const last = done.findLast(({ action }) => action === 'reboot' || action === 'hotplug' || action === 'hotunplug' || action === 'remap' || action === 'compact' || action === 'move-enc-context');
    return Math.max(last?.atNs ?? -1, this.boot.state.nextNs);
  }

  /** Where the guest stands for the host that is its source: a guest that lives on elsewhere is there `here` again. */
  get place(): GuestPlace {
    const { thread } = this;
    if (thread.counters.status === 'completed') return 'moved';
    if (!thread.isActive) return 'here';
    return thread.state.stopNs >= 0 ? 'stopped' : 'migrating';
  }

  /** A guest that takes READY back must not be switched over: its migration fails [choice; QEMU adds no blocker to a running one]. */
  private reboot(atNs: SimNs, isKexec: boolean): void {
    const { thread, config } = this;
    const isMigrating = this.place === 'migrating';
    const refusal = this.life.reboot(atNs, this.place, isKexec);
    if (refusal !== undefined) return this.refuse(atNs, 'reboot', refusal);
    if (!isMigrating || config.guest.kind === 'none' || readyRule(config.guest.statusInterface) !== 'msr') return;
    thread.abandon(atNs, 'failed', 'not READY: the guest took KVM_MIGRATION_READY back in MSR 0x4b564d08');
    this.closeMigration();
  }

  /**
   * QEMU takes no device while it migrates (qdev_device_add). Under a helper it does here, what-if: then the mirror's slot comes first.
   * Source: QEMU system/qdev-monitor.c; confidential-migration.md 4.4.
   */
  private hotplug(atNs: SimNs, bytes: Bytes): void {
    const { place, config, thread, planes, memory, log, events, faults } = this;
    const isHelped = config.mechanism !== 'plain' && config.mechanism !== 'psp';
    if (place === 'stopped' || (place === 'migrating' && !isHelped)) return this.refuse(atNs, 'device_add', 'device_add not allowed while migrating');
    const pages = bytes / config.guest.pageBytes;
    const isSampled = thread.isActive && thread.counters.dirtySyncCount > 0;
    const refusal = plugMemory({ config, planes, memory, log, events, faults, status: this.life.status, mirrorState: thread.path?.mirrorState }, pages, atNs, isSampled);
    if (refusal !== undefined) return this.refuse(atNs, 'device_add', refusal);
    thread.path?.plug(this.planes.pages - pages, pages);
    if (isSampled) thread.counters.dirtyPages += pages;
    judgeGuest(this, atNs);
  }

  /** Refused in every migration, a helper's too. Source: QEMU system/qdev-monitor.c, qdev_unplug. */
  private hotunplug(atNs: SimNs): void {
    const { config, planes, life, thread, events, faults } = this;
    if (config.guest.kind === 'pef') return this.refuse(atNs, 'device_del', 'UV_UNREGISTER_MEM_SLOT is not modelled');
    if (thread.isActive) return this.refuse(atNs, 'device_del', 'device_del not allowed while migrating');
    const refusal = unplugMemory({ config, planes, life, path: thread.path, events, faults }, atNs);
    if (refusal !== undefined) return this.refuse(atNs, 'device_del', refusal);
    judgeGuest(this, atNs);
  }

  /** The VMM replaces the mapping of a range (qemu_ram_remap after a memory error): nothing in KVM or QEMU refuses that, at no time. */
  private remap(atNs: SimNs, { gpa, bytes }: Extract<EngineAction, { readonly action: 'remap' }>): void {
    const { config: { guest }, planes, life, thread } = this;
    const end = (gpa + bytes) / guest.pageBytes;
    if (guest.kind === 'pef' || end > planes.pages) return this.refuse(atNs, 'remap', `the guest has no memory of the VMM's there: it ends at page ${planes.pages - 1}`);
    life.frames.remap(gpa / guest.pageBytes, end, atNs, thread.isActive);
    judgeGuest(this, atNs);
  }

  private compact(atNs: SimNs): void {
    if (this.config.guest.kind === 'pef') return this.refuse(atNs, 'compact', 'no frame of a POWER guest is pinned');
    const { moved, refused } = this.memory.compactAll(!this.thread.postcopy.state.active);
    this.events.add({ atNs, kind: 'command', host: 'source', name: 'compact_memory', value: `${moved} pages moved, ${refused} pinned`, args: '/proc/sys/vm/compact_memory 1', ret: 0 });
    judgeGuest(this, atNs);
  }

  private startBoot(atNs: SimNs): void {
    const refusal = this.config.guest.kind === 'pef' ? 'no boot of a POWER guest was measured' : this.life.startBoot(atNs);
    if (refusal !== undefined) this.refuse(atNs, 'boot', refusal);
  }

  private stepBoot(atNs: SimNs): void {
    const result = this.life.stepBoot();
    if (result === undefined) return;
    if (!this.boot.state.isReboot) this.state.boot = result;
    judgeGuest(this, atNs);
  }

  private passSlice(atNs: SimNs): void {
    this.guest.writeUntil(atNs);
    this.ultravisor?.lookAtWrites(atNs);
    const { garbledPages } = this.memory;
    if (this.place !== 'moved') this.memory.compactUntil(atNs, !this.thread.postcopy.state.active);
    if (this.life.frames.takeNews() || this.memory.garbledPages > garbledPages) judgeGuest(this, atNs);
    passQuietSlices(this, this.sliceLengthNs, this.limitNs());
  }

  private migrate(atNs: SimNs): void {
    const { thread } = this;
    if (thread.isActive) return this.refuse(atNs, 'migrate', "There's a migration process in progress");
    if (this.move.isActive) return this.refuse(atNs, 'migrate', 'the VMM is being replaced: its vCPUs stand');
    const reasons = blockedReasons(this);
    if (reasons.length === 0) {
      this.memory.createThere();
      this.state.atMigrate = { ...this.readiness.state };
      this.thread.start(atNs);
      return;
    }
    this.refuse(atNs, 'migrate', reasons[0]!);
    this.state.migrations.push(describeMigration(thread, this.config, atNs, reasons));
  }

  private refuseIf(atNs: SimNs, command: string, reason: string | undefined): void {
    if (reason !== undefined) this.refuse(atNs, command, reason);
  }

  /** Why a command was not carried out, in QEMU's words where it has any. Source: qemu-migration.md 1.1. */
  private refuse(atNs: SimNs, command: string, value: string): void {
    this.events.add({ atNs, kind: 'qmp', host: 'source', name: `${command} refused`, value });
  }

  private closeMigration(): void {
    const { state, thread, boot, life } = this;
    state.nowNs = Math.max(state.nowNs, thread.state.endNs);
    life.status?.readAll();
    const goesOn = this.place === 'moved' && livesOn(this);
    if (this.place === 'moved') {
      if (!goesOn) boot.leave();
      life.status?.handOver();
      releasePins(this, 'source', thread.state.endNs);
    } else if (boot.state.active && thread.state.stopNs >= 0) boot.delay(thread.state.stopNs, thread.state.endNs);
    if (this.place !== 'moved') releasePins(this, 'destination', thread.state.endNs);
    judgeMigration(this);
    if (this.place === 'moved') life.handOver();
    else this.memory.forget();
    state.migrations.push({ ...describeMigration(thread, this.config, thread.state.migrateNs, []), ...(goesOn ? { integrity: state.integrity } : {}) });
    if (goesOn) return takeOver(this);
    if (this.config.until === 'auto' && state.nextAction === this.config.script.length && !boot.state.active) this.end(state.nowNs);
  }

  private end(atNs: SimNs): void {
    const { state, thread } = this;
    state.ended = true;
    state.endNs = Math.max(atNs, state.nowNs);
    state.nowNs = state.endNs;
    if (!thread.isActive) return;
    state.migrations.push(describeMigration(thread, this.config, thread.state.migrateNs, []));
    const found = thread.path?.violations() ?? [];
    state.integrity = { ...state.integrity, violations: [...state.integrity.violations, ...found] };
    tellViolations(this, state.endNs, 'source', found);
  }
}
