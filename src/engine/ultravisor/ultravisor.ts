import { invariant } from '../../base/assert';
import type { Bytes, PageCount, SimNs } from '../../base/units';
import type { EngineAction, EngineConfig } from '../config';
import { finalPages } from '../guest/finalPages';
import type { Guest } from '../guest/guest';
import { BLOCK_PAGES, WORD_PAGES, type PagePlanes, type Plane } from '../memory/pagePlanes';
import { popcount } from '../memory/popcount';
import { resizePlanes } from '../memory/resizePlanes';
import type { EventLog } from '../record/eventLog';
import { CRITICAL_CODE } from '../record/mapMode';
import type { RunEvent } from '../record/runEvent';
import type { GfnCounts, Integrity, SecureSwitchResult, SlotPlug } from '../record/runResult';
import { NOTHING_CHECKED } from '../verify/oracle';
import { corruptGfns, secureVmInvariants, setBits } from '../verify/secureVmInvariants';
import { callArgs } from './callArgs';
import { PAGE_IN_NS } from './costs';
import { DevicePool } from './devicePool';
import { evictedGfns, sharedGfns, wantedGfns } from './esmLayout';
import { gfnCounts } from './gfnCounts';
import { gfnPlanesOf, presentPlane } from './gfnPlanes';
import { countSweep, runSweep, type SweepKind, type SweepPlanes } from './gfnSweep';
import { hSvmInitAbort, hSvmInitStart, initAbortRefusal } from './hcalls';
import { hypervisorAccess } from './hypervisorAccess';
import { createJob, stepPages, SWEEP_EVENT, type GuestTask, type LockedJob } from './lockedJob';
import { RETURN_CODE, type HcallReturn } from './returnCode';
import { SecureVm, type MemSlot } from './secureVm';
import { takeWrites } from './secureWrites';
import { svmOff, svmOffRefusal } from './svmOff';
import { registerMemSlot } from './ucalls';
import { createUltravisorState } from './ultravisorState';

/** Frames listed for rings and for modes that do not read the plane; the map of GFN states counts them all. */
const MAPPED_GFNS = 4096;
const FAULTS: readonly string[] = ['F-31', 'F-32', 'F-33', 'F-34', 'F-35', 'F-36', 'F-37', 'F-38'];
/** Frames that KSM has merged in pairs when F-38 leaves them so [choice]. */
const MERGED_GFNS = 32;

/**
 * The secure life of a POWER guest: UV_ESM with all its calls, plugged slots, resets. One lock per guest makes every page call
 * serial; the guest's vCPU is inside UV_ESM while it is TRANSIENT and writes nothing. Source: confidential-migration.md section 6.
 *
 * What the ultravisor did not page in, the secure guest finds as an empty page of its own [inferred: 6.8]. If the hypervisor
 * still has that GFN as NORMAL it has two owners, and after a reset the guest reads the hypervisor's.
 */
export class Ultravisor {
  readonly state = createUltravisorState();
  readonly vm: SecureVm;
  private readonly config: EngineConfig;
  private readonly guest: Guest;
  private readonly events: EventLog;
  private readonly planes: PagePlanes;
  private readonly wanted: Plane;
  private readonly evicted: Plane;

  constructor(config: EngineConfig, planes: PagePlanes, guest: Guest, events: EventLog) {
    this.config = config;
    this.guest = guest;
    this.events = events;
    this.planes = planes;
    this.vm = new SecureVm(gfnPlanesOf(planes), new DevicePool(config.hosts.secureMemoryBytes), config.esm.gfnStates);
    this.vm.addSlot(config.guest.pages);
    this.wanted = wantedGfns(config, finalPages(config) / WORD_PAGES);
    this.evicted = evictedGfns(config, this.wanted);
  }

  get isActive(): boolean {
    return this.state.jobs.length > 0;
  }

  /** When the next step is due. */
  get dueNs(): SimNs {
    return this.isActive ? this.state.nextNs : Infinity;
  }

  /** State records, for checkpoints. */
  get states(): readonly object[] {
    return [this.state, this.vm.state, this.vm.pool.state];
  }

  /** Carries out what an action of the script means for a POWER guest; false: nothing of its own. */
  act(action: EngineAction, atNs: SimNs): boolean {
    switch (action.action) {
      case 'esm':
        this.switchToSecure(atNs);
        return true;
      case 'reboot':
        this.reset(atNs);
        return true;
      case 'hotplug':
        this.plug(atNs, action.bytes);
        return true;
      case 'fault':
        return this.inject(atNs, action.fault);
      default:
        return false;
    }
  }

  /** UV_ESM by the guest's boot CPU. */
  switchToSecure(atNs: SimNs): void {
    this.command(atNs, 'UV_ESM', {});
    if (this.vm.vmState === 'SECURE') return this.command(atNs, 'UV_ESM', { value: 'already secure', fwError: 0 });
    if (this.isActive || !this.guest.clock.state.running) {
      return this.command(atNs, 'UV_ESM', { value: 'no vCPU runs that could call it', fwError: RETURN_CODE.H_BUSY });
    }
    this.guest.stop(atNs);
    const before = this.vm.vmState;
    const ret = hSvmInitStart(this.vm, this.host);
    this.hcall(atNs, 'H_SVM_INIT_START', ret, { state: this.vm.vmState, states: [before, this.vm.vmState] });
    this.beginResult(atNs);
    if (ret !== 'H_SUCCESS') return this.refuseSwitch(atNs, ret);
    this.hcall(atNs, 'UV_REGISTER_MEM_SLOT', 'H_SUCCESS', { count: this.vm.state.slots.length, untilNs: atNs });
    this.planes.dirty.fill(0);
    this.corruptPlane.fill(0);
    // KSM is told to unmerge at INIT_START (ksm_madvise, MADV_UNMERGEABLE).
    if (this.takeFault('F-38')) this.state.merged = setBits(this.wanted, MERGED_GFNS);
    const shared = sharedGfns(this.config);
    this.queue(atNs, 'page-in', 'page-in', 0, this.vm.pages);
    this.queue(atNs, 'share', 'share', shared.first, shared.first + shared.pages);
    this.queue(atNs, 'page-out', 'page-out', 0, this.vm.pages);
    this.queue(atNs, 'init-done', this.restKind, 0, this.handlesAsBefore('F-32') ? 0 : this.vm.pages);
  }

  /** QEMU's system reset: KVM_PPC_SVM_OFF with all vCPUs stopped, unless the guest's is inside UV_ESM. */
  reset(atNs: SimNs): void {
    const vcpuRunning = this.vm.vmState === 'TRANSIENT' || this.takeFault('F-36');
    const refusal = svmOffRefusal(this.vm, vcpuRunning);
    if (refusal !== undefined) {
      this.command(atNs, 'KVM_PPC_SVM_OFF', { ret: refusal });
      if (refusal === 0) this.corruptPlane.fill(0);
      this.state.resets = [...this.state.resets, { atNs, ret: refusal, dropped: 0, kept: 0, twoOwners: 0 }];
      return;
    }
    if (this.state.jobs.some(({ task }) => task === 'reset')) return;
    this.lookAtWrites(atNs);
    this.guest.stop(atNs);
    this.queue(atNs, 'reset', 'drop', 0, this.vm.pages);
  }

  /** A memory slot is plugged in behind the others. */
  plug(atNs: SimNs, bytes: Bytes): void {
    const slot = this.vm.addSlot(bytes / this.config.guest.pageBytes);
    this.showFresh(slot);
    this.command(atNs, 'KVM_SET_USER_MEMORY_REGION', { value: `slot ${slot.id}, ${slot.pages} GFNs`, args: `guest_phys_addr 0x${(slot.firstGfn * this.config.guest.pageBytes).toString(16)}, memory_size 0x${bytes.toString(16)}`, ret: 0 });
    if (!this.vm.state.initStart) {
      this.notePlug({ atNs, pages: slot.pages, vmState: 'NORMAL', refused: 0, normal: 0 });
      return;
    }
    const asBefore = this.handlesAsBefore('F-31');
    const isAsked = asBefore && this.config.esm.pages === 'all';
    this.hcall(atNs, 'UV_REGISTER_MEM_SLOT', 'H_SUCCESS', { value: `slot ${slot.id}` });
    registerMemSlot(this.vm, slot);
    const kind = isAsked ? 'page-in-refused' : this.restKind;
    const job = createJob('plug', kind, slot.firstGfn, asBefore && !isAsked ? slot.firstGfn : slot.firstGfn + slot.pages, slot.id);
    if (!this.isActive) this.state.nextNs = atNs;
    for (const interrupted of this.state.jobs) interrupted.told = false;
    this.state.jobs = [job, ...this.state.jobs];
  }

  /** Host memory pressure, QEMU, a debugger: something outside touches a GFN. */
  touchFromOutside(atNs: SimNs, gfn: number): void {
    if (gfn < 0) return;
    const before = this.vm.gfnState(gfn);
    const failing = this.takeFault('F-37');
    const seen = hypervisorAccess(this.vm, gfn, failing ? 'U_FUNCTION' : 'U_SUCCESS');
    if (seen === 'plain' && before !== 'SHARED' && before !== 'NORMAL') this.state.plaintextReads++;
    if (before !== 'SECURE') return;
    this.hcall(atNs, 'UV_PAGE_OUT', failing ? 'H_FUNCTION' : 'H_SUCCESS', { value: failing ? `GFN ${gfn}: SIGBUS to QEMU` : `GFN ${gfn}` });
  }

  /** Does one step of the work under way; it begins at `state.nextNs`. */
  step(): void {
    const job = this.state.jobs[0];
    if (job === undefined) return;
    if (!job.begun) this.begin(job);
    if (job.cursor >= job.end) return this.finish(job);
    const atNs = this.state.nextNs;
    const { pages, ns, stuck } = runSweep(this.vm, this.sweepPlanes, job, job.stepPages);
    this.state.nextNs += ns;
    this.note(job, pages, atNs);
    if (stuck) this.giveUp(job);
  }

  /** What the secure guest has written since the last look. */
  lookAtWrites(atNs: SimNs): void {
    const { state, vm } = this;
    if (state.lookedWrites === this.guest.state.writes || vm.vmState !== 'SECURE') return;
    state.lookedWrites = this.guest.state.writes;
    const fetched = takeWrites(vm, this.planes.dirty, this.corruptPlane);
    if (fetched === 0) return;
    state.pagedInLater += fetched;
    this.hcall(atNs, 'H_SVM_PAGE_IN', 'H_SUCCESS', { value: 'the guest touched paged-out GFNs', count: fetched, untilNs: atNs + fetched * PAGE_IN_NS });
  }

  /**
   * F-31 to F-38 (confidential-migration.md 7.3): those of a moment act at once, the others when their moment comes. False for a fault
   * that a secure VM does not know.
   */
  inject(atNs: SimNs, fault: string): boolean {
    if (!FAULTS.includes(fault)) return false;
    if (fault === 'F-34') this.vm.pool.state.capacity = this.vm.pool.state.used;
    else if (fault === 'F-35') this.hcall(atNs, 'H_SVM_INIT_ABORT', initAbortRefusal(this.vm) ?? 'H_PARAMETER', {});
    else this.state.faults = [...this.state.faults, fault];
    if (fault === 'F-37') this.touchFromOutside(atNs, this.firstSecureGfn);
    return true;
  }

  /** What came of the switch, if there was one. */
  resultAt(endNs: SimNs): SecureSwitchResult | undefined {
    const { result, plugs, resets } = this.state;
    if (result === undefined) return undefined;
    return { ...result, ...(result.outcome === 'running' ? { endNs, gfnStates: this.counts } : {}), plugs, resets };
  }

  get counts(): GfnCounts {
    return gfnCounts(this.vm.planes, 0, this.vm.pages);
  }

  /** Frames that the guest reads wrongly now, as pairs GFN, CRITICAL_CODE, the first 4096. */
  get critical(): readonly number[] {
    return corruptGfns(this.vm, this.corruptPlane, MAPPED_GFNS).flatMap((gfn) => [gfn, CRITICAL_CODE.corruptGfn]);
  }

  /** How many those are. */
  get twoOwners(): PageCount {
    const { vmState, planes } = this.vm;
    return this.countBits((word) => this.corruptPlane[word]! & (vmState === 'NORMAL' ? -1 : planes.gfnSecure[word]!));
  }

  get integrity(): Integrity {
    const { pagesChecked, violations, twoOwners } = this.state;
    return { ...NOTHING_CHECKED, pagesChecked, stale: twoOwners, violations };
  }

  /** Next GFN of the sweep under way, or -1. */
  get cursor(): number {
    return this.state.jobs[0]?.cursor ?? -1;
  }

  private get corruptPlane(): Plane {
    return presentPlane(this.planes.gfnCorrupt);
  }

  private get host(): { hasSecureMemory: boolean; radix: boolean; enabled: boolean } {
    return { hasSecureMemory: this.vm.pool.state.capacity > 0, radix: true, enabled: true };
  }

  private get sweepPlanes(): SweepPlanes {
    return { wanted: this.wanted, evicted: this.evicted, convertsPagedOut: this.state.faults.includes('F-33') };
  }

  private get restKind(): SweepKind {
    return this.vm.gfnStates === 'counter-proposal' ? 'send-rest' : 'convert';
  }

  private get firstSecureGfn(): number {
    const word = this.vm.planes.gfnSecure.findIndex((bits) => bits !== 0);
    return word < 0 ? -1 : word * 32 + 31 - Math.clz32(this.vm.planes.gfnSecure[word]! & -this.vm.planes.gfnSecure[word]!);
  }

  /** The hypervisor before the series, or a fault that makes it act so. */
  private handlesAsBefore(fault: string): boolean {
    return this.vm.gfnStates === 'off' || this.state.faults.includes(fault);
  }

  private takeFault(fault: string): boolean {
    const has = this.state.faults.includes(fault);
    this.state.faults = this.state.faults.filter((known) => known !== fault);
    return has;
  }

  private queue(atNs: SimNs, task: GuestTask, kind: SweepKind, first: number, end: number): void {
    if (!this.isActive) this.state.nextNs = atNs;
    this.state.jobs = [...this.state.jobs, createJob(task, kind, first, end)];
  }

  private begin(job: LockedJob): void {
    job.begun = true;
    job.stepPages = stepPages(job.kind, countSweep(this.vm, this.sweepPlanes, job));
    if (job.task === 'init-done') this.beginInitDone();
    if (job.task === 'abort') this.command(this.state.nextNs, 'H_SVM_INIT_ABORT', {});
    if (job.task === 'reset') this.state.twoOwners = this.countBits((word) => this.corruptPlane[word]! & ~this.vm.planes.gfnSecure[word]!);
  }

  /** With F-33 pages that are paged out get an empty device page: what was in them is gone. */
  private beginInitDone(): void {
    this.command(this.state.nextNs, 'H_SVM_INIT_DONE', {});
    this.state.beforeDone = this.counts;
    if (!this.sweepPlanes.convertsPagedOut) return;
    this.vm.planes.gfnPagedOut.forEach((bits, word) => {
      this.corruptPlane[word]! |= bits;
    });
  }

  private countBits(bitsOf: (word: number) => number): PageCount {
    let pages = 0;
    for (let word = 0; word < this.corruptPlane.length; word++) pages += popcount(bitsOf(word));
    return pages;
  }

  /** One bulk event for each sweep, which grows. */
  private note(job: LockedJob, pages: PageCount, atNs: SimNs): void {
    if (pages === 0) return;
    const name = SWEEP_EVENT[job.kind];
    const { nextNs } = this.state;
    job.done += pages;
    this.state.pageEvents += pages;
    this.countPages(job, pages);
    if (job.told && this.events.extend(name, pages, nextNs)) return;
    job.told = true;
    const value = job.kind === 'share' ? { value: 'H_PAGE_IN_SHARED' } : {};
    const fwError = job.kind === 'convert' || job.kind === 'drop' ? {} : { fwError: job.kind === 'page-in-refused' ? RETURN_CODE.H_PARAMETER : 0 };
    this.command(atNs, name, { ...value, ...fwError, count: pages, untilNs: nextNs });
  }

  private countPages(job: LockedJob, pages: PageCount): void {
    const { result } = this.state;
    if (result === undefined || result.outcome !== 'running' || job.task === 'plug') return;
    const { pagedIn, converted, pagedOut } = result;
    if (job.kind === 'page-in') this.state.result = { ...result, pagedIn: pagedIn + pages };
    if (job.kind === 'convert') this.state.result = { ...result, converted: converted + pages };
    if (job.kind === 'page-out') this.state.result = { ...result, pagedOut: pagedOut + pages };
    if (job.kind === 'send-rest') this.state.result = { ...result, pagedIn: pagedIn + pages };
  }

  /** No device PFN is left: the ultravisor gives the switch up; at a plugged slot the error is ignored (6.8). */
  private giveUp(job: LockedJob): void {
    const { nextNs } = this.state;
    if (job.task === 'plug') {
      job.cursor = job.end;
      return;
    }
    this.hcall(nextNs, job.task === 'init-done' ? 'H_SVM_INIT_DONE' : 'H_SVM_PAGE_IN', job.task === 'init-done' ? 'H_STATE' : 'H_PARAMETER', {
      value: `secure memory is full: ${this.vm.pool.state.capacity} GFNs`,
    });
    this.state.jobs = [];
    this.queue(nextNs, 'abort', 'page-out-all', 0, this.vm.pages);
  }

  private finish(job: LockedJob): void {
    this.state.jobs = this.state.jobs.slice(1);
    const { nextNs } = this.state;
    switch (job.task) {
      case 'init-done':
        this.vm.state.initDone = true;
        this.hcall(nextNs, 'H_SVM_INIT_DONE', 'H_SUCCESS', { state: 'SECURE', states: ['TRANSIENT', 'SECURE'] });
        this.endSwitch(nextNs, 'secure', 'H_SUCCESS');
        break;
      case 'abort':
        this.abortSwitch(nextNs);
        break;
      case 'reset':
        this.endReset(job, nextNs);
        break;
      case 'plug':
        this.endPlug(job, nextNs);
        break;
      default:
    }
  }

  private abortSwitch(atNs: SimNs): void {
    const before = this.vm.vmState;
    const ret = hSvmInitAbort(this.vm);
    this.hcall(atNs, 'UV_SVM_TERMINATE', 'H_SUCCESS', { states: [before, this.vm.vmState] });
    this.hcall(atNs, 'H_SVM_INIT_ABORT', ret, { state: this.vm.vmState, states: [before, this.vm.vmState] });
    this.endSwitch(atNs, 'aborted', ret);
  }

  /** INIT_START failed: the series has set its flag before its checks, and only INIT_ABORT takes it back. */
  private refuseSwitch(atNs: SimNs, ret: HcallReturn): void {
    const before = this.vm.vmState;
    if (this.vm.state.initStart) this.hcall(atNs, 'H_SVM_INIT_ABORT', hSvmInitAbort(this.vm), { state: this.vm.vmState, states: [before, this.vm.vmState] });
    this.endSwitch(atNs, 'refused', ret);
  }

  private beginResult(atNs: SimNs): void {
    this.state.result = {
      startNs: atNs, endNs: atNs, outcome: 'running', pagedIn: 0, converted: 0, pagedOut: 0, gfnStates: this.counts,
    };
  }

  private endSwitch(atNs: SimNs, outcome: SecureSwitchResult['outcome'], ret: HcallReturn): void {
    const { result } = this.state;
    invariant(result !== undefined, 'a switch that ends has begun');
    this.state.result = { ...result, endNs: atNs, outcome, gfnStates: this.counts };
    this.hcall(atNs, 'UV_ESM', ret, { value: 'returns' });
    this.state.lookedWrites = this.guest.state.writes;
    this.guest.resume(atNs);
    this.check(atNs, outcome !== 'secure');
  }

  private endReset(job: LockedJob, atNs: SimNs): void {
    const { pagedOut, shared, normal } = this.counts;
    const own = this.vm.gfnStates === 'on' ? 0 : pagedOut + shared;
    const before = this.vm.vmState;
    const ret = svmOff(this.vm, false);
    this.hcall(atNs, 'UV_UNREGISTER_MEM_SLOT', 'H_SUCCESS', { count: this.vm.state.slots.length, untilNs: atNs });
    this.hcall(atNs, 'UV_SVM_TERMINATE', 'H_SUCCESS', {});
    this.command(atNs, 'KVM_PPC_SVM_OFF', { ret, state: this.vm.vmState, states: [before, this.vm.vmState] });
    const reset = { atNs, ret, dropped: job.done, kept: normal - job.done + own, twoOwners: this.state.twoOwners };
    this.state.resets = [...this.state.resets, reset];
    this.planes.dirty.fill(0);
    this.guest.resume(atNs);
    this.check(atNs, true);
  }

  private endPlug(job: LockedJob, atNs: SimNs): void {
    const slot = this.vm.state.slots[job.slot];
    invariant(slot !== undefined, `slot ${job.slot} is plugged`);
    const { normal } = gfnCounts(this.vm.planes, slot.firstGfn, slot.firstGfn + slot.pages);
    this.notePlug({ atNs, pages: slot.pages, vmState: this.vm.vmState, refused: job.kind === 'page-in-refused' ? job.done : 0, normal });
    this.check(atNs, false);
  }

  /** The buffers may hold what they held before a seek. */
  private showFresh({ firstGfn, pages }: MemSlot): void {
    resizePlanes(this.planes, firstGfn + pages);
    for (const plane of Object.values(this.planes)) if (plane instanceof Int32Array) plane.fill(0, firstGfn >>> 5);
    this.planes.lastSentNs.fill(-1, Math.ceil(firstGfn / BLOCK_PAGES));
  }

  private notePlug(plug: SlotPlug): void {
    this.state.plugs = [...this.state.plugs, plug];
  }

  /** The invariants, at the end of a switch, a plug and a reset. What was found once stays found. */
  private check(atNs: SimNs, ended: boolean): void {
    const { state } = this;
    state.pagesChecked = this.vm.pages;
    if (ended) state.merged = [];
    const registering = state.jobs.flatMap(({ task, slot }) => (task === 'plug' ? [slot] : []));
    for (const violation of secureVmInvariants(this.vm, this.corruptPlane, { ...state, ended, registering })) {
      const isKnown = state.violations.some(({ invariant: name, text, count }) => name === violation.invariant && text === violation.text && count === violation.count);
      if (isKnown) continue;
      state.violations = [...state.violations, violation];
      this.events.add({ atNs, kind: 'violation', host: 'source', name: violation.invariant, value: violation.text, count: violation.count });
    }
    state.beforeDone = undefined;
  }

  private hcall(atNs: SimNs, name: string, ret: HcallReturn, facts: Partial<RunEvent>): void {
    this.command(atNs, name, { fwError: RETURN_CODE[ret], ...facts });
  }

  private command(atNs: SimNs, name: string, facts: Partial<RunEvent>): void {
    const { vmState } = this.vm;
    this.events.add({ states: [vmState, vmState], ...callArgs(name, facts.value), ...facts, atNs, kind: 'command', host: 'source', name });
  }
}
