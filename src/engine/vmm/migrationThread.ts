import type { Bytes, PageCount, SimNs } from '../../base/units';
import type { EngineConfig, MigrationParameters } from '../config';
import type { FaultPlan } from '../faults/faultPlan';
import type { Guest } from '../guest/guest';
import type { PageStatusLife } from '../guest/pageStatusLife';
import type { DirtyLog } from '../host/dirtyLog';
import type { Link } from '../host/link';
import type { MemoryManager } from '../host/memory/memoryManager';
import type { PagePlanes } from '../memory/pagePlanes';
import type { EventLog } from '../record/eventLog';
import { BitmapSync, THROTTLE_TIMER_MS } from './bitmapSync';
import { FIRMWARE_PAGES } from './firmwareBlocks';
import type { MachineCosts } from './machineCosts';
import { MigrationChannel } from './migrationChannel';
import { newCounters, type MigrationCounters } from './migrationCounters';
import type { MigrationStream } from './migrationStream';
import { MIGRATE_CANCEL, type PrivatePath } from './paths/privatePath';
import { PostcopyFaults } from './postcopyFaults';
import { sharedRegionList } from './paths/sharedRegionList';
import { SectionSender } from './sectionSender';
import { idleState, type ThreadState } from './threadState';
import { BUFFER_DELAY_MS, openWindow, updateCounters } from './transferWindow';

export interface ThreadParts {
  readonly config: EngineConfig;
  readonly planes: PagePlanes;
  readonly guest: Guest;
  readonly log: DirtyLog;
  readonly link: Link;
  readonly stream: MigrationStream;
  readonly events: EventLog;
  readonly costs: MachineCosts;
  readonly path: PrivatePath | undefined;
  readonly faults: FaultPlan;
  /** Read after the log, wherever the log is read. */
  readonly status: PageStatusLife | undefined;
  readonly memory: MemoryManager;
}

/**
 * Header, configuration and RAM block list; then device state, EOF and description. Counted in the recordings of a bare `pc`:
 * first windows, and what is in the stream but in none of the parts (docs/model/measured-constants.md).
 */
const SETUP_BYTES = { '7.2': 196, '10.0': 197, '10.2': 197 } as const;
const DEVICE_STATE_BYTES = { '7.2': 111_675, '10.0': 111_934, '10.2': 111_934 } as const;
/** Post-copy sends device state in a package, without a description: 61 kB above the parts [recordings of 10.0]. */
const PACKAGE_BYTES = 60_800;
/** Section type and id; EOS; footer. Source: qemu-migration.md 1.10. */
const SECTION_HEADER_BYTES = 5;
const EOS_BYTES = 8;
const SECTION_FOOTER_BYTES = 5;
/** Command 11 with its lengths. Source: savevm.c, qemu_savevm_command_send. */
const SWITCHOVER_START_BYTES = 5;

/**
 * The source's migration thread under the rules of QEMU 7.2, 10.0 or 10.2 (reference: qemu-migration.md section 1; functions
 * carry the names of migration.c and ram.c). Work comes in atomic pieces; between two of them a run can be paused,
 * checkpointed and resumed without a trace.
 */
export class MigrationThread {
  readonly state: ThreadState = idleState();
  readonly counters: MigrationCounters = newCounters(0);
  parameters: MigrationParameters;
  readonly sender: SectionSender;
  readonly postcopy: PostcopyFaults;
  readonly channel: MigrationChannel;
  private readonly bitmap: BitmapSync;
  private readonly parts: ThreadParts;
  private readonly old: boolean;

  constructor(parts: ThreadParts) {
    this.parts = parts;
    this.parameters = { ...parts.config.vmm.parameters };
    this.old = parts.config.vmm.qemu === '7.2';
    this.sender = new SectionSender(parts, this);
    this.postcopy = new PostcopyFaults(parts);
    this.channel = new MigrationChannel(parts, this);
    this.bitmap = new BitmapSync(parts, this);
  }

  get guestPages(): PageCount {
    return this.parts.planes.pages;
  }

  get path(): PrivatePath | undefined {
    return this.parts.path;
  }

  get isActive(): boolean {
    return this.state.phase !== 'idle' && this.state.phase !== 'ended';
  }

  /** `migrate`: counters zeroed, status setup. Source: migrate_init. */
  start(atNs: SimNs): void {
    Object.assign(this.counters, newCounters(Math.floor(atNs / 1e6)));
    this.counters.expectedDowntimeMs = this.parameters.downtimeLimitMs;
    const { pieceNs } = this.state;
    Object.assign(this.state, idleState(), { phase: 'connect', nowNs: atNs + this.parts.costs.connectNs, pieceNs, migrateNs: atNs, bestNs: atNs });
    this.forgetEarlierMigration();
    this.status('setup', atNs);
  }

  /**
   * The guest runs at the destination, whose QEMU has not migrated anything: fresh counters, and the parameters of its own command line,
   * since migrate-set-parameters told the old source only.
   */
  takeOver(atNs: SimNs): void {
    Object.assign(this.counters, newCounters(0));
    Object.assign(this.state, idleState(), { nowNs: atNs, pieceNs: atNs });
    this.parameters = { ...this.parts.config.vmm.parameters };
    this.postcopy.reset();
    this.parts.path?.takeOver(atNs);
    this.forgetEarlierMigration();
  }

  /** A new connection to a new destination: nothing was sent on it, and nobody there holds a page. */
  private forgetEarlierMigration(): void {
    const { planes, stream, path } = this.parts;
    stream.reset();
    path?.reset();
    this.sender.reset();
    // Before the first send they are empty.
    if (this.sender.state.pageEvents === 0) return;
    for (const plane of [planes.sent0, planes.sent1, planes.sent2]) plane.fill(0);
    planes.lastSentNs.fill(-1);
  }

  /** Works until its clock reaches `beforeNs` or it comes to another phase: one piece at least. */
  run(beforeNs: SimNs): void {
    this.state.pieceNs = this.state.nowNs;
    switch (this.state.phase) {
      case 'connect': return this.ramSaveSetup();
      case 'setup': return this.becomeActive();
      case 'turn': return this.iterationRun();
      case 'section': case 'last-pages': return this.sender.run(beforeNs);
      case 'rate': return this.migrationRateLimit();
      case 'stopping': return this.ramSaveComplete();
      case 'device-state': return this.finishStream();
      case 'acknowledge': return this.complete();
      case 'idle': case 'ended': return undefined;
    }
  }

  get rateLimitMax(): Bytes {
    const { maxBandwidth, maxPostcopyBandwidth } = this.parameters;
    return Math.floor((this.postcopy.state.active ? maxPostcopyBandwidth : maxBandwidth) / 10);
  }

  /** Strictly more than a tenth of max-bandwidth since the window opened. Source: migration_rate_exceeded. */
  get isRateExceeded(): boolean {
    const max = this.rateLimitMax;
    if (max === 0) return false;
    const unseen = this.sender.multifd?.unseenBytes ?? 0;
    return this.channel.transferredBytes - unseen - this.counters.rateLimitStart > max;
  }

  /** Leaves the section loop: EOS, flush, footer. Source: ram_save_iterate, qemu_savevm_state_iterate. */
  endSection(): void {
    const { state } = this;
    if (this.parts.path !== undefined) state.nowNs = this.parts.path.endSection(state.nowNs);
    this.channel.sync('section');
    this.channel.frame(EOS_BYTES);
    this.countRamBytes(EOS_BYTES);
    this.channel.flush();
    this.channel.frame(SECTION_FOOTER_BYTES);
    state.phase = 'rate';
  }

  /** All pages of the last stage are in the stream. */
  endLastPages(): void {
    const { state } = this;
    if (this.parts.path !== undefined) state.nowNs = this.parts.path.endSection(state.nowNs);
    this.channel.sync('end');
    this.sendSharedRegionList();
    this.channel.frame(EOS_BYTES + SECTION_FOOTER_BYTES);
    this.channel.flush();
    state.phase = 'device-state';
  }

  /** The destination's VMM needs it for its own next migration, and to know which pages are not for firmware. */
  private sendSharedRegionList(): void {
    const { path, planes, config, events, faults } = this.parts;
    if (path === undefined || planes.privateBelief === undefined || faults.has('F-04')) return;
    const list = sharedRegionList(config.guest.statusInterface, planes.privateBelief);
    if (list === undefined) return;
    this.channel.frame(list.bytes);
    events.add({ atNs: this.state.nowNs, kind: 'vmm', host: 'source', name: 'shared regions list', value: `${list.regions} regions, ${list.bytes} B` });
  }

  /** Goes one step to where the private path takes its first page; whether it is there, and has not failed. */
  beginPath(): boolean {
    const { path } = this.parts;
    if (path === undefined || path.busy.begun) return true;
    this.state.nowNs = path.begin(this.state.nowNs);
    if (this.failWithPath() || !path.busy.begun) return false;
    this.channel.frame(path.headBytes);
    this.countRamBytes(path.headBytes);
    return true;
  }

  /** Gives the migration up when the private path cannot go on; whether it did. */
  failWithPath(): boolean {
    const failure = this.parts.path?.busy.failure ?? '';
    if (failure === '') return false;
    if (failure === MIGRATE_CANCEL) this.abandon(this.state.nowNs, 'cancelled', '');
    else this.abandon(this.state.nowNs, 'failed', failure);
    return true;
  }

  /** RAM record bytes by what the guest does: precopy while it runs, downtime while it stands. Source: ram_transferred_add. */
  countRamBytes(bytes: Bytes): void {
    this.counters.ramBytes += bytes;
    if (this.postcopy.state.active) this.counters.postcopyBytes += bytes;
    else if (this.state.stopNs < 0) this.counters.precopyBytes += bytes;
    else this.counters.downtimeBytes += bytes;
  }

  /** `migrate_cancel`, or a failure, before the switchover: the guest runs on at the source. */
  abandon(atNs: SimNs, status: 'cancelled' | 'failed', errorDesc: string): void {
    const { state, parts } = this;
    if (status === 'cancelled') this.status('cancelling', atNs);
    const doneNs = parts.path?.cancel(atNs) ?? atNs;
    if (parts.path?.isSourceSent === true) this.loseGuest(doneNs);
    else if (state.stopNs >= 0) {
      parts.guest.resume(doneNs);
      parts.events.add({ atNs: doneNs, kind: 'qmp', host: 'source', name: 'RESUME' });
    }
    parts.log.stop();
    this.setThrottle(doneNs, 0);
    this.counters.totalTimeMs = Math.floor(doneNs / 1e6) - this.counters.startMs;
    this.status(status, doneNs);
    Object.assign(state, { phase: 'ended', endNs: doneNs, nowNs: doneNs, errorDesc });
  }

  /** SEND_FINISH was done and the destination cannot run: KVM enters no vCPU of a guest in SENT. */
  private loseGuest(atNs: SimNs): void {
    this.parts.guest.goDown(atNs);
    this.parts.events.add({ atNs, kind: 'command', host: 'source', name: 'KVM_RUN', value: 'KVM_EXIT_FAIL_ENTRY: the guest is SENT', args: 'vcpu 0', ret: 0, states: ['SENT', 'SENT'] });
  }

  setThrottle(atNs: SimNs, percent: number): void {
    if (percent === this.counters.cpuThrottlePercentage) return;
    this.parts.guest.throttle(atNs, percent);
    this.counters.cpuThrottlePercentage = percent;
    this.parts.events.add({ atNs, kind: 'vmm', host: 'source', name: 'cpu-throttle-percentage', value: `${percent} %` });
  }

  private ramSaveSetup(): void {
    const { state, counters, parts } = this;
    const startMs = Math.floor(state.nowNs / 1e6);
    counters.throttleTimerMs = startMs + THROTTLE_TIMER_MS;
    openWindow(counters, startMs, 0);
    state.nowNs += parts.costs.setupNs;
    this.channel.frame(SETUP_BYTES[parts.config.vmm.qemu]);
    this.channel.sendPacket(this.sender.multifd?.begin() ?? 0);
    this.channel.sync('end');
    parts.guest.writeUntil(state.nowNs);
    parts.planes.stale.fill(-1);
    parts.log.start();
    counters.dirtyPages = parts.planes.pages + FIRMWARE_PAGES;
    this.bitmap.sync();
    this.channel.flush();
    counters.setupTimeMs = Math.floor(state.nowNs / 1e6) - startMs;
    state.phase = 'setup';
  }

  private becomeActive(): void {
    const { state } = this;
    this.status('active', state.nowNs);
    state.phase = 'turn';
  }

  /** Decides: sync, stop, or send another section. Source: migration_iteration_run. */
  private iterationRun(): void {
    const { state, counters } = this;
    if (this.postcopy.state.active) return this.postcopyTurn();
    this.bitmap.throttleTimer();
    const newest = this.parts.config.vmm.qemu === '10.2';
    if (state.startPostcopy && newest) return this.postcopyStart();
    if (counters.dirtyPages * 4096 < counters.thresholdSize) this.bitmap.sync();
    const pending = counters.dirtyPages * 4096;
    const ready = newest ? pending <= counters.thresholdSize : pending === 0 || pending < counters.thresholdSize;
    if (ready) return this.stopGuest();
    if (state.startPostcopy) return this.postcopyStart();
    this.channel.frame(SECTION_HEADER_BYTES);
    this.sender.beginSection();
    state.phase = 'section';
  }

  /** Closes the window when it is over, sleeps when the limiter says so. Source: migration_rate_limit. */
  private migrationRateLimit(): void {
    const { state, counters, parts } = this;
    const nowMs = Math.floor(state.nowNs / 1e6);
    updateCounters(counters, this.parameters, nowMs, this.channel.transferredBytes);
    if (this.isRateExceeded) {
      const waitMs = counters.windowStartMs + BUFFER_DELAY_MS - nowMs;
      this.sleepUntil(state.nowNs + waitMs * 1e6 + parts.costs.timerSlackNs);
    } else {
      state.phase = 'turn';
    }
  }

  /** The throttle's timer belongs to the main loop: it ticks while the migration thread sleeps. */
  private sleepUntil(wakeNs: SimNs): void {
    const { state, counters } = this;
    while (this.bitmap.hasThrottleTimer && counters.throttleTimerMs * 1e6 < wakeNs) {
      state.nowNs = Math.max(state.nowNs, counters.throttleTimerMs * 1e6);
      this.bitmap.throttleTimer();
    }
    state.nowNs = Math.max(state.nowNs, wakeNs);
  }

  /** Source: migration_completion, migration_stop_vm. */
  private stopGuest(): void {
    const { state, counters, parts } = this;
    counters.downtimeStartMs = Math.floor(state.nowNs / 1e6);
    state.stopNs = state.nowNs;
    parts.guest.stop(state.nowNs);
    parts.events.add({ atNs: state.nowNs, kind: 'qmp', host: 'source', name: 'STOP' });
    if (!this.old) this.status('device', state.nowNs);
    state.nowNs += parts.costs.stopNs + (parts.config.workload.kind === 'idle' ? 0 : parts.costs.stopBusyNs);
    state.phase = 'stopping';
  }

  /**
   * The guest changes hosts with what is still to send: stop, sync, device state in a package, go. Source: postcopy_start.
   * 10.x asks for it before any section, earlier versions after the test for completion.
   */
  private postcopyStart(): void {
    const { state, counters, parts } = this;
    if (!this.beginPath()) return;
    this.emptyChannels();
    counters.downtimeStartMs = Math.floor(state.nowNs / 1e6);
    state.stopNs = state.nowNs;
    parts.guest.stop(state.nowNs);
    parts.events.add({ atNs: state.nowNs, kind: 'qmp', host: 'source', name: 'STOP' });
    if (!this.old) this.status('device', state.nowNs);
    this.setThrottle(state.nowNs, 0);
    this.bitmap.sync();
    state.nowNs += parts.costs.stopNs + (parts.config.workload.kind === 'idle' ? 0 : parts.costs.stopBusyNs);
    this.channel.frame(PACKAGE_BYTES);
    this.channel.flush();
    state.resumeNs = parts.link.state.freeNs + parts.config.network.latencyNs + parts.costs.loadNs;
    counters.downtimeMs = Math.floor(state.nowNs / 1e6) - counters.downtimeStartMs;
    this.postcopy.begin(state.nowNs);
    this.sender.records.switched(this.sender.sent);
    parts.guest.resumeAtDestination(state.nowNs);
    this.status('postcopy-active', state.nowNs);
    parts.events.add({ atNs: state.resumeNs, kind: 'qmp', host: 'destination', name: 'RESUME' });
    openWindow(counters, Math.floor(state.nowNs / 1e6), this.channel.transferredBytes);
    state.phase = 'turn';
  }

  /** multifd carries nothing after the switch: what is queued leaves before the guest stops, in a section of its own. Source: ram.c, ram_save_postcopy_prepare. */
  private emptyChannels(): void {
    if (this.sender.multifd === undefined) return;
    this.channel.frame(SECTION_HEADER_BYTES);
    this.channel.sync('end');
    this.channel.frame(EOS_BYTES + SECTION_FOOTER_BYTES);
  }

  /** Requested pages first, then the scan; over when nothing is left. */
  private postcopyTurn(): void {
    const { state, counters } = this;
    if (counters.dirtyPages === 0) {
      this.channel.frame(SECTION_HEADER_BYTES + EOS_BYTES + SECTION_FOOTER_BYTES);
      this.channel.flush();
      state.phase = 'acknowledge';
      return;
    }
    this.channel.frame(SECTION_HEADER_BYTES);
    this.sender.beginSection();
    this.sender.sendRequested(this.postcopy.faultsUntil(state.nowNs));
    state.phase = 'section';
  }

  private ramSaveComplete(): void {
    this.state.stoppedNs = this.state.nowNs;
    if (!this.old) this.channel.frame(SWITCHOVER_START_BYTES);
    this.channel.frame(SECTION_HEADER_BYTES);
    this.bitmap.sync();
    this.sender.beginLastStage();
    this.state.phase = 'last-pages';
  }

  private finishStream(): void {
    const { state, parts } = this;
    state.lastPageNs = state.nowNs;
    this.channel.frame(DEVICE_STATE_BYTES[parts.config.vmm.qemu]);
    this.channel.flush();
    state.deviceStateNs = state.nowNs;
    const arrivedNs = parts.link.state.freeNs + parts.config.network.latencyNs;
    const takenNs = Math.max(arrivedNs, parts.path?.busy.destinationFreeNs ?? 0) + parts.costs.loadNs;
    const readyNs = parts.path?.finishReceive(takenNs) ?? takenNs;
    if (parts.path !== undefined && parts.path.busy.failure !== '') {
      state.nowNs = Math.max(state.nowNs, readyNs + parts.config.network.latencyNs);
      return void this.failWithPath();
    }
    state.resumeNs = readyNs;
    if (this.needsAcknowledgement) state.nowNs = Math.max(state.nowNs, state.resumeNs + parts.config.network.latencyNs);
    state.phase = 'acknowledge';
  }

  /** SEND_FINISH must not come before the destination has everything (confidential-migration.md 1.12). */
  get needsAcknowledgement(): boolean {
    return this.parameters.returnPath || this.parts.path !== undefined;
  }

  private complete(): void {
    const { state, counters, parts } = this;
    if (parts.path !== undefined) state.nowNs = parts.path.finishSend(state.nowNs);
    const nowMs = Math.floor(state.nowNs / 1e6);
    if (!this.postcopy.state.active || (counters.downtimeMs === 0 && !this.old)) counters.downtimeMs = nowMs - counters.downtimeStartMs;
    counters.totalTimeMs = nowMs - counters.startMs;
    const bytes = this.channel.transferredBytes;
    const transferMs = counters.totalTimeMs - counters.setupTimeMs;
    if (transferMs > 0) counters.mbps = (bytes * 8) / transferMs / 1000;
    counters.dirtyPagesRate = 0;
    this.setThrottle(state.nowNs, 0);
    const resume = { atNs: state.resumeNs, kind: 'qmp', host: 'destination', name: 'RESUME' } as const;
    const isLate = state.resumeNs > state.nowNs;
    if (!this.postcopy.state.active && !isLate) parts.events.add(resume);
    this.status('completed', state.nowNs);
    if (!this.postcopy.state.active && isLate) parts.events.add(resume);
    state.phase = 'ended';
    state.endNs = Math.max(state.nowNs, state.resumeNs);
  }

  private status(status: MigrationCounters['status'], atNs: SimNs): void {
    this.counters.status = status;
    this.parts.events.add({ atNs, kind: 'qmp', host: 'source', name: 'MIGRATION', value: status });
  }
}
