import type { PageCount, PageIndex, SimNs } from '../../base/units';
import type { EngineConfig } from '../config';
import type { FaultPlan } from '../faults/faultPlan';
import { readSkippingZeroWords, readUnmaskedTail } from '../faults/readWrongly';
import type { GfnRange } from '../host/pageStatus/gfnRange';
import { writePrivatePlane } from '../host/pageStatus/privatePlane';
import { StatusChannel, type PagesStatus } from '../host/pageStatus/statusChannel';
import { clearRange, setRange, testBit } from '../memory/bitRange';
import type { PagePlanes } from '../memory/pagePlanes';
import type { EventLog } from '../record/eventLog';
import type { RunEvent } from '../record/runEvent';
import { asFraction, drawAt, STREAMS, streamKey } from '../time/random';
import { sharedRunStart, sharedRunStarts } from './composition';
import { finalPages } from './finalPages';
import {
  firmwareSteps, kernelBootSteps, shutdownSteps, type BootPhase, type KernelOptions, type KernelStep, type StatusAnnouncement,
} from './kernel/bootSteps';
import { guestLayout, type GuestLayout } from './kernel/guestLayout';
import type { Readiness } from './readiness';

export interface PageStatusState {
  /** First page of the run that the kernel of now shares; earlier ones of this guest's life. */
  runStart: PageIndex;
  earlierRuns: number[];
  boots: number;
  /** Something was announced that the VMM's copy does not show yet. */
  unread: boolean;
  calls: number;
  /** Shared ranges in the store as start, end in turn; written by `freeze` only. */
  frozen: number[];
  /** Shared ranges that the destination's store holds, as start, end in turn; absent before a switchover. */
  arrived: readonly number[] | undefined;
  /** Reads of the log before the last read of the store in a migration. */
  logReads: number;
}

/** What the guest's life has to do with its page statuses and READY. */
interface StatusParts {
  readonly config: EngineConfig;
  readonly planes: PagePlanes;
  readonly readiness: Readiness;
  readonly events: EventLog;
  readonly faults: FaultPlan;
  /** A migration samples the store: the VMM's copy changes in its synchronisations only. */
  readonly isSampled: () => boolean;
}

/**
 * Page status over the life of one SEV guest. The truth is the guest's own (`privateTruth`); it reaches the host by hypercalls into
 * the store of `status-interface`; the VMM's copy of the store (`privateBelief`) is read at every synchronisation and chunk clear,
 * after the log (INV-09), and while nothing migrates with every call. Source: confidential-migration.md 2.6, 2.7.
 */
export class PageStatusLife {
  readonly state: PageStatusState;
  readonly channel: StatusChannel;
  private readonly parts: StatusParts;
  private readonly options: KernelOptions;
  private readonly layoutKey: number;

  constructor(parts: StatusParts) {
    const { guest, seed } = parts.config;
    this.parts = parts;
    this.options = { statusInterface: guest.statusInterface, firmwareAnnounces: guest.firmwareAnnounces, efi: true };
    this.channel = new StatusChannel(guest.statusInterface);
    this.layoutKey = streamKey(seed, STREAMS.layout);
    const runStart = sharedRunStart(guest.pages, guest.composition.sharedPages);
    this.state = { runStart, earlierRuns: [], boots: 0, unread: false, calls: 0, frozen: [], arrived: undefined, logReads: 0 };
  }

  /** Where the kernel of now keeps what it shares. */
  get layout(): GuestLayout {
    const { config, planes } = this.parts;
    const start = this.state.runStart;
    const shared = { start, end: start + config.guest.composition.sharedPages };
    return guestLayout(planes.pages, config.guest.vcpus, shared, Number(finalPages(config)));
  }

  /** The run begins with a guest that is up: its boot is told to the host, silently. */
  assumeBooted(): void {
    this.powerOn();
    const { privateTruth } = this.parts.planes;
    const { bssDecrypted, swiotlb } = this.layout;
    if (privateTruth !== undefined) clearRange(privateTruth, bssDecrypted.start, swiotlb.end);
    for (const step of [...firmwareSteps(this.layout, this.options), ...kernelBootSteps(this.layout, this.options)]) {
      if (step.kind === 'status') this.tell(step.first, step.pages, step.encrypted);
    }
  }

  /** All is private until told otherwise: at the guest and at the host. */
  powerOn(): void {
    const { privateTruth, privateBelief, privateAtDestination } = this.parts.planes;
    for (const plane of [privateTruth, privateBelief, privateAtDestination]) plane?.fill(-1);
    this.channel.store?.reset();
  }

  /** The kernel leaves: what it says last, and READY taken back. Source: kvm.c, kvm_guest_cpu_offline, kvm_pv_reboot_notify. */
  shutdown(atNs: SimNs): void {
    this.carryOut(shutdownSteps(this.layout, this.options), atNs);
  }

  /**
   * System reset: page tables are gone, so all RAM is private to whoever runs next; the host is not told. What e820 does not call RAM
   * no kernel claims, and it stays as it is. The next kernel puts what it shares elsewhere, as kernels do whose addresses are drawn [choice].
   */
  reset(): void {
    const { state, parts } = this;
    const { privateTruth } = parts.planes;
    if (privateTruth !== undefined) for (const { start, end } of this.layout.e820Ram) setRange(privateTruth, start, end);
    state.boots++;
    state.earlierRuns.push(state.runStart);
    const starts = sharedRunStarts(parts.planes.pages, parts.config.guest.composition.sharedPages);
    const others = starts.filter((start) => start !== state.runStart);
    if (others.length > 0) state.runStart = others[Math.floor(asFraction(drawAt(this.layoutKey, state.boots)) * others.length)]!;
  }

  /** One phase of a boot: the pages that turn shared in it, and what is said of them. Returns the ranges that it writes anew. */
  passPhase(phase: BootPhase, atNs: SimNs): readonly GfnRange[] {
    const { layout } = this;
    const turned = [
      ...(phase === 'early' ? [layout.bssDecrypted] : []), ...(phase === 'cpus' ? [layout.perCpu] : []),
      ...(phase === 'mem-encrypt-init' ? [layout.swiotlb] : []),
    ];
    const { privateTruth } = this.parts.planes;
    if (privateTruth !== undefined) for (const { start, end } of turned) clearRange(privateTruth, start, end);
    const steps = phase === 'firmware' ? firmwareSteps(layout, this.options) : kernelBootSteps(layout, this.options);
    this.carryOut(steps.filter((step) => step.phase === phase), atNs);
    return turned;
  }

  /** The guest turns one page over and says so. */
  turnOver(page: PageIndex): void {
    const { privateTruth } = this.parts.planes;
    if (privateTruth === undefined) return;
    privateTruth[page >>> 5]! ^= 1 << (page & 31);
    this.tell(page, 1, testBit(privateTruth, page));
  }

  /** The guest turns pages over and its call is lost on the way (F-01, F-02): nobody is told. */
  turnOverUnheard({ start, end }: GfnRange, encrypted: boolean, atNs: SimNs): void {
    const { planes, events } = this.parts;
    if (planes.privateTruth === undefined) return;
    if (encrypted) setRange(planes.privateTruth, start, end);
    else clearRange(planes.privateTruth, start, end);
    events.add({ atNs, kind: 'guest', host: 'source', name: this.channel.callName, value: `${rangeText('dma-buffer', start, end - start, encrypted)}: lost on its way`, ...this.told(start, end - start, encrypted) });
  }

  /**
   * F-06: the guest turns a page over while it is being sent, after its bytes were read and before its type was. The sender takes that
   * send for the new page. Does nothing unless the fault's page is among those of `mask`.
   */
  turnOverInSend(word: number, mask: number, atNs: SimNs): void {
    const { faults, planes, events } = this.parts;
    const page = faults.find('F-06')?.page;
    const { privateTruth, privateBelief, privateAtDestination, dirty, stale } = planes;
    if (page === undefined || page >>> 5 !== word || privateTruth === undefined || privateBelief === undefined || privateAtDestination === undefined) return;
    const bit = 1 << (page & 31);
    if ((mask & bit) === 0) return;
    faults.take('F-06');
    const before = this.channel.statusOf(page, 1);
    this.turnOver(page);
    const told = this.told(page, 1, testBit(privateTruth, page), before);
    dirty[word]! &= ~bit;
    stale[word]! |= bit;
    for (const told of [privateBelief, privateAtDestination]) told[word] = (told[word]! & ~bit) | (privateTruth[word]! & bit);
    events.add({ atNs, kind: 'guest', host: 'source', name: this.channel.callName, value: rangeText('in mid-send', page, 1, testBit(privateTruth, page)), ret: 0, ...told });
  }

  /** The source's store goes to the destination's, if its interface can load one. */
  handOver(): void {
    const { store } = this.channel;
    const { config, faults } = this.parts;
    if (store === undefined) return;
    const there = store.fresh();
    if (config.guest.statusInterface !== 'rfc-v1' && !faults.has('F-04')) there.load(store.serialise());
    this.state.arrived = flat(there.ranges());
  }

  /** The guest's host is the one where it arrived: its store holds what came there, its VMM reads that, and a fresh destination takes all as private. */
  takeOver(): void {
    const { state, parts } = this;
    state.frozen = [...(state.arrived ?? [])];
    state.arrived = undefined;
    this.thaw();
    parts.planes.privateAtDestination?.fill(-1);
    this.readAnew();
  }

  /** QEMU begins anew with a copy that is all private, and reads. */
  readAnew(): void {
    this.parts.planes.privateBelief?.fill(-1);
    this.state.unread = true;
    this.readAll();
  }

  /** Memory was plugged in: [first, first + pages), private as all RAM is until told otherwise. */
  plug(first: PageIndex, pages: PageCount, atNs: SimNs): void {
    const { privateTruth, privateBelief, privateAtDestination } = this.parts.planes;
    for (const plane of [privateTruth, privateBelief, privateAtDestination]) if (plane !== undefined) setRange(plane, first, first + pages);
    if (this.channel.store === undefined) return;
    const before = this.channel.statusOf(first, pages);
    const rax = this.tell(first, pages, true);
    this.note(atNs, rangeText('hotplug', first, pages, true), rax, 1, this.told(first, pages, true, before));
  }

  /** Whether the kernel of now has its bounce buffers, or a part of them, from page `first` on. */
  keepsFrom(first: PageIndex): boolean {
    const { bssDecrypted, swiotlb } = this.layout;
    return bssDecrypted.start < swiotlb.end && swiotlb.end > first;
  }

  /** The guest takes [first, first + pages) offline: what it shares there becomes private again, and the host is told. */
  unplug(first: PageIndex, pages: PageCount, atNs: SimNs): void {
    const { privateTruth } = this.parts.planes;
    if (privateTruth !== undefined) setRange(privateTruth, first, first + pages);
    const before = this.channel.statusOf(first, pages);
    if (before === 'private') return;
    const ret = this.tell(first, pages, true);
    this.note(atNs, rangeText('hotunplug', first, pages, true), ret, 1, this.told(first, pages, true, before));
  }

  /** The VMM reads the whole store, after the log; `logReads`: how often that was read, in a migration. */
  readAll(logReads = this.state.logReads): void {
    const { state, channel, parts } = this;
    state.logReads = logReads;
    const { privateBelief, pages } = parts.planes;
    if (!state.unread || privateBelief === undefined || channel.store === undefined) return;
    state.unread = false;
    const isDone = parts.faults.isArmed && readSkippingZeroWords(parts.faults, channel.store, privateBelief, pages);
    if (!isDone) writePrivatePlane(privateBelief, pages, channel.store.ranges({ start: 0, end: Number(pages) }));
    if (parts.faults.isArmed) readUnmaskedTail(parts.faults, channel.store, privateBelief);
  }

  /** The VMM reads the store for the pages [start, end) whose log it has just cleared. */
  readChunk(start: PageIndex, end: PageIndex, logReads: number): void {
    const { state, channel, parts } = this;
    state.logReads = logReads;
    const { privateBelief, pages } = parts.planes;
    if (!state.unread || privateBelief === undefined || channel.store === undefined || parts.faults.has('F-08')) return;
    const window = { start, end: Math.min(end, pages) };
    setRange(privateBelief, window.start, window.end);
    for (const shared of channel.store.ranges(window)) clearRange(privateBelief, shared.start, shared.end);
    if (parts.faults.isArmed) readUnmaskedTail(parts.faults, channel.store, privateBelief);
  }

  /** Puts the store into `state`, for a checkpoint. */
  freeze(): void {
    this.state.frozen = flat(this.channel.store?.ranges() ?? []);
  }

  /** Sets the store to what `state` holds, after a checkpoint was restored. */
  thaw(): void {
    const { store } = this.channel;
    const { frozen } = this.state;
    store?.reset();
    for (let at = 0; at + 1 < frozen.length; at += 2) store?.share(frozen[at]!, frozen[at + 1]! - frozen[at]!);
  }

  private carryOut(all: readonly KernelStep[], atNs: SimNs): void {
    const steps = this.parts.faults.has('F-03') ? all.filter((step) => step.kind !== 'status' || step.cause !== 'e820-reset') : all;
    for (let at = 0; at < steps.length;) {
      const step = steps[at]!;
      if (step.kind === 'wrmsr') {
        this.parts.readiness.write(step.data, atNs);
        at++;
        continue;
      }
      const next = sameUntil(steps, at);
      const calls = steps.slice(at, next) as readonly StatusAnnouncement[];
      const { start, end } = hullOf(calls);
      const before = this.channel.statusOf(start, end - start);
      let rax = 0;
      for (const { first, pages, encrypted } of calls) rax = this.tell(first, pages, encrypted);
      this.note(atNs, rangeText(step.cause, start, end - start, step.encrypted), rax, next - at, this.told(start, end - start, step.encrypted, before));
      at = next;
    }
  }

  private note(atNs: SimNs, value: string, ret: number, count: number, told: Pick<RunEvent, 'args' | 'states'>): void {
    this.parts.events.add({ atNs, kind: 'guest', host: 'source', name: this.channel.callName, value, ret, ...(count > 1 ? { count } : {}), ...told });
  }

  /** Arguments of a call, and what the host has the pages as: `before` it, and now. */
  private told(first: PageIndex, pages: PageCount, encrypted: boolean, before?: PagesStatus): Pick<RunEvent, 'args' | 'states'> {
    const { channel } = this;
    const now = channel.statusOf(first, pages);
    return { args: channel.argsOfPages(first, pages, encrypted), states: [before ?? now, now] };
  }

  /**
   * One call. A page whose status it changes is one to send again, as if it had been written (INV-10; confidential-migration.md 2.7):
   * the guest's own first write makes it so too, except where a kernel takes back what an earlier one left.
   */
  private tell(first: PageIndex, pages: PageCount, encrypted: boolean): number {
    const { planes, isSampled } = this.parts;
    if (this.channel.store === undefined) return 0;
    const end = Math.min(first + pages, Number(planes.pages));
    const isMigrating = isSampled();
    if (isMigrating) this.sendAgain(first, end, encrypted);
    const rax = this.channel.call(first, pages, encrypted, Number(planes.pages));
    this.state.calls++;
    if (rax !== 0) return rax;
    this.state.unread ||= isMigrating;
    if (!isMigrating) this.believe(first, end, encrypted);
    return 0;
  }

  /** Taken as private again: those of the pages that the store has as shared. Shared: all of them. */
  private sendAgain(first: PageIndex, end: PageIndex, encrypted: boolean): void {
    const { dirty } = this.parts.planes;
    if (!encrypted || end - first === 1) return setRange(dirty, first, end);
    for (const shared of this.channel.store?.ranges({ start: first, end }) ?? []) setRange(dirty, shared.start, shared.end);
  }

  private believe(start: PageIndex, end: PageIndex, encrypted: boolean): void {
    const { privateBelief } = this.parts.planes;
    if (privateBelief === undefined || end <= start) return;
    if (encrypted) setRange(privateBelief, start, end);
    else clearRange(privateBelief, start, end);
  }
}

function flat(ranges: readonly GfnRange[]): number[] {
  return ranges.flatMap(({ start, end }) => [start, end]);
}

/** Where the calls for the cause of the one at `at` end. */
function sameUntil(steps: readonly KernelStep[], at: number): number {
  const first = steps[at] as StatusAnnouncement;
  const next = steps.findIndex((step, index) => index > at && !(step.kind === 'status' && step.cause === first.cause && step.phase === first.phase));
  return next < 0 ? steps.length : next;
}

/** From the first page of any of the calls to the last. */
function hullOf(calls: readonly StatusAnnouncement[]): GfnRange {
  return {
    start: calls.reduce((least, call) => Math.min(least, call.first), Infinity),
    end: calls.reduce((most, call) => Math.max(most, call.first + call.pages), 0),
  };
}

function rangeText(cause: string, first: PageIndex, pages: PageCount, encrypted: boolean): string {
  return `${cause}: pages ${first} to ${first + pages - 1} ${encrypted ? 'private' : 'shared'}`;
}
