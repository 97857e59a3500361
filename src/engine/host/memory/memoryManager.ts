import type { PageCount, PageIndex, SimNs } from '../../../base/units';
import type { EngineConfig } from '../../config';
import type { FaultPlan } from '../../faults/faultPlan';
import { clearRange, forEachWord } from '../../memory/bitRange';
import type { PagePlanes, Plane } from '../../memory/pagePlanes';
import { popcount } from '../../memory/popcount';
import type { HostName } from '../../record/runEvent';
import type { MemoryUnplug } from '../../record/runResult';
import { asFraction, drawAt, STREAMS, streamKey } from '../../time/random';
import type { GfnRange } from '../pageStatus/gfnRange';
import { GfnRangeSet } from '../pageStatus/gfnRangeSet';
import { type DestroyedVms, NO_PINS, NONE_DESTROYED, type VmPins } from './vmPins';

/** Pages of OVMF_CODE.fd in a flash of 4 MiB: what LAUNCH_UPDATE_DATA encrypts. Source: edk2, OvmfPkgX64.fdf, 3,653,632 bytes. */
export const LAUNCH_IMAGE_PAGES = 892;

export interface MemoryManagerState {
  /** Pages with at least one pin. */
  pinnedPages: PageCount;
  /** Pages of registered regions, which count against RLIMIT_MEMLOCK. */
  registeredPages: PageCount;
  /** Pages that compaction moved, and found pinned. */
  moved: PageCount;
  refused: PageCount;
  compactions: number;
  /** Every page that the workload can write is pinned: writes need no look any more. */
  allPinned: boolean;
  /** The guest's VM, and the one that waits for it at the destination. */
  here: VmPins;
  there: VmPins;
  destroyed: DestroyedVms;
  /** Pages of each DIMM that was plugged in and is still there, the last at the end of memory. */
  dimms: readonly PageCount[];
  /** DIMMs that were taken out again. */
  unplugs: readonly MemoryUnplug[];
  /** Frames of which caches still held lines when they were given back. */
  writtenBack: readonly PageIndex[];
  /** Garbled and orphaned ranges as start, end in turn; written by `freeze` only. */
  frozen: number[];
  frozenOrphans: number[];
}

/**
 * The source host's memory: what is pinned, and what compaction may move. The tweak of SEV's encryption depends on the
 * physical address, so that a mapped private page must not move. Source: confidential-migration.md section 5.
 */
export class MemoryManager {
  readonly state: MemoryManagerState = {
    pinnedPages: 0, registeredPages: 0, moved: 0, refused: 0, compactions: 0, allPinned: false, here: NO_PINS, there: NO_PINS, destroyed: NONE_DESTROYED, writtenBack: [], dimms: [], unplugs: [], frozen: [], frozenOrphans: [],
  };
  /** Private pages with contents that were moved: the guest reads garbage there until the whole page is written anew. */
  private readonly garbled = new GfnRangeSet();
  /** Pinned at launch: pages whose frame was replaced since. Their region holds the old frames, and nobody pins the new ones. */
  private readonly orphans = new GfnRangeSet();
  private readonly planes: PagePlanes;
  private readonly config: EngineConfig;
  private readonly key: number;
  private readonly faults: FaultPlan | undefined;

  constructor(config: EngineConfig, planes: PagePlanes, faults?: FaultPlan) {
    this.config = config;
    this.faults = faults;
    this.planes = planes;
    this.key = streamKey(config.seed, STREAMS.compaction);
  }

  get garbledPages(): PageCount {
    return this.garbled.pages;
  }

  get garbledRanges(): readonly GfnRange[] {
    return this.garbled.ranges();
  }

  get orphanRanges(): readonly GfnRange[] {
    return this.orphans.ranges();
  }

  /** The guest is up when the run begins: all is pinned, or with demand pinning what was ever touched: contents, and what is shared. */
  assumeRunning(): void {
    const { pinned, zero, privateTruth, pages } = this.planes;
    if (pinned === undefined) return;
    this.create();
    this.register(pages);
    if (this.config.hosts.pinning === 'launch' || zero === undefined) {
      this.pin(0, Number(pages));
      return;
    }
    for (let word = 0; word < pinned.length; word++) {
      this.pinWord(word, ~(zero[word]! & (privateTruth?.[word] ?? -1)));
    }
  }

  /** The VM is launched; with demand pinning the image that firmware encrypted stays on pinned_regions_list. */
  create(): void {
    if (this.planes.pinned === undefined) return;
    this.state.here = { alive: true, slots: 0, regions: this.config.hosts.pinning === 'demand' ? LAUNCH_IMAGE_PAGES : 0 };
  }

  /** A migration begins: a VM waits at the destination, its memory registered like this one's. */
  createThere(): void {
    if (this.planes.pinned === undefined) return;
    this.state.there = { alive: true, slots: this.config.hosts.pinning === 'launch' ? this.planes.pages : 0, regions: 0 };
  }

  /** KVM_MEMORY_ENCRYPT_REG_REGION of `pages`: accounted in both modes of pinning. */
  register(pages: PageCount): void {
    if (this.planes.pinned !== undefined) this.state.registeredPages += pages;
  }

  /** Pins pages [first, end): at launch, or because the guest touches them while it boots. */
  pin(first: PageIndex, end: PageIndex): void {
    const { pinned } = this.planes;
    if (pinned === undefined) return;
    forEachWord(first, end, (word, mask) => {
      const fresh = mask & ~pinned[word]! & ~this.orphansIn(word);
      if (fresh !== 0 && this.faults?.isArmed === true) this.failPin(word, fresh);
      this.pinWord(word, fresh);
    });
  }

  /** One reference more for each page of `fresh`, none of which a memslot has pinned yet. */
  private pinWord(word: number, fresh: number): void {
    const { state, planes } = this;
    const pages = popcount(fresh);
    state.here = { ...state.here, slots: state.here.slots + pages };
    state.pinnedPages += planes.regionPinned === undefined ? pages : popcount(fresh & ~planes.regionPinned[word]!);
    planes.pinned![word]! |= fresh;
  }

  /**
   * SEND_UPDATE_DATA at the source and RECEIVE_UPDATE_DATA at the destination pin these pages of a word. In mainline for the time of the
   * command, on top of the region's pin; with RFC v1 until the VM is destroyed. Source: confidential-migration.md 1.7, 5.3.
   */
  pinForCommand(word: number, pages: number): void {
    const { state, planes } = this;
    const { pinned, regionPinned } = planes;
    if (pinned === undefined || regionPinned === undefined) return;
    const count = popcount(pages);
    state.here = { ...state.here, regions: state.here.regions + count };
    state.there = { ...state.there, regions: state.there.regions + count };
    state.pinnedPages += popcount(pages & ~pinned[word]! & ~regionPinned[word]!);
    regionPinned[word]! |= pages;
  }

  /** F-22: no memory is left for the page that faults first. Who orders the guest's life asks for it. */
  failPin(word: number, fresh: number): void {
    if (this.faults?.take('F-22') !== undefined) this.faults.state.failedPin = word * 32 + 31 - Math.clz32(fresh & -fresh);
  }

  /** Firmware or kernel write whole pages [first, end) anew: with pinning on demand the first touch pins, and garbage is gone. */
  rewrite(first: PageIndex, end: PageIndex): void {
    this.pin(first, end);
    this.garbled.remove(first, end - first);
  }

  /** Demand pinning: the first write to a page faults, and the fault pins it. */
  pinWritten(): void {
    const { pinned } = this.planes;
    const { state, config } = this;
    if (pinned === undefined || state.allPinned || config.hosts.pinning === 'launch') return;
    const { dirty } = this.planes;
    const { firstPage, workingSetPages, conversionsPerSecond, alwaysDirtyPage } = config.workload;
    const isAnywhere = conversionsPerSecond > 0 || alwaysDirtyPage !== undefined;
    const first = isAnywhere ? 0 : firstPage >>> 5;
    const end = isAnywhere ? pinned.length : Math.min(pinned.length, Math.ceil((firstPage + workingSetPages) / 32));
    let isLoose = false;
    for (let word = first; word < end; word++) {
      if (pinned[word] === -1) continue;
      const fresh = dirty[word]! & ~pinned[word]!;
      if (fresh !== 0 && this.faults?.isArmed === true) this.failPin(word, fresh);
      if (fresh !== 0) this.pinWord(word, fresh);
      isLoose ||= pinned[word] !== -1;
    }
    state.allPinned = !isLoose;
  }

  /** Memory was plugged in: [first, end) is registered, and pinned if everything is. Before its VM is launched that is left to the boot, with all other. */
  plug(first: PageIndex, end: PageIndex): void {
    if (!this.state.here.alive) return;
    this.register(end - first);
    this.state.allPinned = false;
    if (this.config.hosts.pinning !== 'launch') return;
    this.pin(first, end);
    const { there } = this.state;
    if (there.alive) this.state.there = { ...there, slots: there.slots + end - first };
  }

  /**
   * The frames behind these pages of a word are replaced. A pin stays on the old frame: of the memslot until a fault finds the new one (demand) or
   * for good (launch), of `pinned_regions_list` until the VM is destroyed. Returns the pages whose memslot pin is on a frame not theirs any more.
   */
  replaceFrames(word: number, mask: number): number {
    const { state, planes, orphans } = this;
    const { pinned, regionPinned } = planes;
    if (pinned === undefined || !state.here.alive) return 0;
    const held = mask & pinned[word]!;
    if (regionPinned !== undefined) {
      state.pinnedPages -= popcount(mask & regionPinned[word]! & ~pinned[word]!);
      regionPinned[word]! &= ~mask;
    }
    if (this.config.hosts.pinning === 'demand') return held;
    const without = held | (mask & this.orphansIn(word));
    state.pinnedPages -= popcount(held);
    pinned[word]! &= ~held;
    orphans.addWord(word, held);
    return without;
  }

  /** References were given back while caches could still hold lines. */
  giveBackUnflushed(pages: PageCount): void {
    const { state } = this;
    state.destroyed = { ...state.destroyed, unflushed: state.destroyed.unflushed + pages };
  }

  /** Whether a memslot or its region holds a frame for this page, its present one or an earlier one. */
  holdsFrame(page: PageIndex): boolean {
    const { pinned } = this.planes;
    return pinned !== undefined && (((pinned[page >>> 5]! >>> (page & 31)) & 1) === 1 || this.orphans.has(page));
  }

  /** Pins that the memslots of [first, end) hold. */
  pinsIn(first: PageIndex, end: PageIndex): PageCount {
    const { pinned } = this.planes;
    let pages = this.orphansWithin(first, end);
    if (pinned !== undefined) forEachWord(first, end, (word, mask) => (pages += popcount(mask & pinned[word]!)));
    return pages;
  }

  /**
   * The memslot of [first, end) is freed: what it has pinned is given back, its pages are locked no more. What a command put on
   * `pinned_regions_list` stays there until the VM is destroyed. Returns what was done. Source: confidential-migration.md 5.3.
   */
  unplug(first: PageIndex, end: PageIndex, atNs: SimNs, isFlushed: boolean): MemoryUnplug {
    const { state } = this;
    this.garbled.remove(first, end - first);
    state.dimms = state.dimms.slice(0, -1);
    const before = state.here.slots;
    this.unpin(first, end);
    state.here = { ...state.here, slots: state.here.slots - this.orphansWithin(first, end) };
    this.orphans.remove(first, end - first);
    if (state.here.alive) state.registeredPages -= end - first;
    const unplug = { atNs, pages: end - first, unpinned: before - state.here.slots, flushed: isFlushed };
    if (!isFlushed) this.giveBackUnflushed(unplug.unpinned);
    state.unplugs = [...state.unplugs, unplug];
    return unplug;
  }

  /** Takes pins away: what must never happen to a page that the guest has touched (F-20). */
  unpin(first: PageIndex, end: PageIndex): void {
    const { state, planes } = this;
    const { pinned, regionPinned } = planes;
    if (pinned === undefined) return;
    forEachWord(first, end, (word, mask) => {
      state.pinnedPages -= popcount(mask & this.heldIn(word));
      state.here = { ...state.here, slots: state.here.slots - popcount(mask & pinned[word]!) };
    });
    clearRange(pinned, first, end);
    if (regionPinned !== undefined) clearRange(regionPinned, first, end);
    state.allPinned = false;
  }

  /** Pages of a word with at least one pin. */
  heldIn(word: number): number {
    const { pinned, regionPinned } = this.planes;
    return (pinned?.[word] ?? 0) | (regionPinned?.[word] ?? 0);
  }

  /**
   * A VM is destroyed and gives back what its memslots and regions have marked, and the list; what it took and did not give back is
   * leaked (INV-24). The planes show what it held until `handOver` or `forget`. Source: svm/sev.c, sev_vm_destroy; confidential-migration.md 5.3.
   */
  release(host: HostName, isFlushed: boolean): VmPins {
    const { state, planes } = this;
    const vm = host === 'source' ? state.here : state.there;
    if (!vm.alive) return NO_PINS;
    const markedThere = this.config.hosts.pinning === 'launch' ? planes.pages : 0;
    const slots = host === 'source' ? popcountAll(planes.pinned!) + this.orphans.pages : markedThere;
    const { vms, leaked, unflushed } = state.destroyed;
    state.destroyed = { vms: vms + 1, leaked: leaked + vm.slots - slots, unflushed: unflushed + (isFlushed ? 0 : slots + vm.regions) };
    if (host === 'source') state.here = NO_PINS;
    else state.there = NO_PINS;
    return { ...vm, slots };
  }

  /** Frames were given back while caches held lines of them: whoever has them next gets these lines. */
  writeBack(frames: readonly PageIndex[]): void {
    this.state.writtenBack = [...this.state.writtenBack, ...frames];
  }

  /** The context moves to another VM of this host: what its memslots mark now, and the list, are that VM's. Source: confidential-migration.md 5.3. */
  moveContext(): void {
    const { state, planes } = this;
    if (planes.pinned !== undefined) state.here = { ...state.here, slots: popcountAll(planes.pinned) + this.orphans.pages };
  }

  /** Nothing of a destroyed VM is held any more. */
  forget(): void {
    const { state, planes } = this;
    if (state.here.alive) return;
    planes.pinned?.fill(0);
    planes.regionPinned?.fill(0);
    this.orphans.clear();
    Object.assign(state, { pinnedPages: 0, registeredPages: 0, allPinned: false });
  }

  /**
   * The guest runs in the VM that waited for it, and these are that VM's pins. On demand: what RECEIVE_UPDATE_DATA pinned, and of what
   * arrived the pages that were ever touched, which the guest maps at once [choice].
   */
  handOver(): void {
    const { state, planes } = this;
    const { pinned, regionPinned, privateAtDestination, zero, privateTruth, sent0, sent1, sent2 } = planes;
    if (pinned === undefined) return;
    this.forget();
    state.here = { ...state.there, alive: true, slots: 0 };
    state.there = NO_PINS;
    this.register(planes.pages);
    for (let word = 0; word < planes.words; word++) {
      const arrived = sent0[word]! | sent1[word]! | sent2[word]!;
      const touched = zero === undefined ? -1 : ~(zero[word]! & (privateTruth?.[word] ?? -1));
      if (regionPinned !== undefined) {
        regionPinned[word] = arrived & (privateAtDestination?.[word] ?? 0);
        state.pinnedPages += popcount(regionPinned[word]!);
      }
      this.pinWord(word, this.config.hosts.pinning === 'launch' ? -1 : arrived & touched);
    }
  }

  /** The host compacts at its rate: draws pages up to `atNs`, moves those that are not pinned. `isGuestHere`: what is in the dirty log was written on this host. */
  compactUntil(atNs: SimNs, isGuestHere = true): void {
    const due = Math.floor((atNs * this.config.hosts.compactionPagesPerSecond) / 1e9);
    const isGone = this.planes.pinned !== undefined && !this.state.here.alive;
    if (this.compactsAlike && !isGone && due > this.state.compactions) {
      this.state[this.planes.pinned === undefined ? 'moved' : 'refused'] += due - this.state.compactions;
      this.state.compactions = due;
    }
    for (; this.state.compactions < due; this.state.compactions++) if (!isGone) this.tryMove(this.state.compactions, isGuestHere);
  }

  /** Whichever page compaction draws, the same comes of it: nothing is pinned and nothing encrypted, or everything is pinned. */
  get compactsAlike(): boolean {
    const { pinned, regionPinned, privateTruth, pages } = this.planes;
    if (this.config.hosts.compactionPagesPerSecond === 0) return true;
    if (pinned === undefined && regionPinned === undefined) return privateTruth === undefined;
    return this.state.pinnedPages === pages;
  }

  /** The host moves pages [first, end), pinned or not: what compaction does to a page that lost its pin (F-20). */
  move(first: PageIndex, end: PageIndex): void {
    forEachWord(first, end, (word, mask) => {
      this.state.moved += popcount(mask);
      this.garble(word, mask);
    });
  }

  /** One whole pass of the host over the guest: every page moves but those that are pinned. Returns how many did and did not. */
  compactAll(isGuestHere = true): { readonly moved: PageCount; readonly refused: PageCount } {
    const { words, pages } = this.planes;
    let moved = 0;
    for (let word = 0; word < words; word++) {
      const loose = ~this.heldIn(word);
      if (loose === 0) continue;
      moved += popcount(loose);
      this.garble(word, loose, isGuestHere);
    }
    this.state.moved += moved;
    this.state.refused += pages - moved;
    return { moved, refused: pages - moved };
  }

  /** The guest's memory, handed over, is another host's from `atNs` on: that one has compacted at its rate before, and moved nothing of it. */
  takeOver(atNs: SimNs): void {
    this.garbled.clear();
    const compactions = Math.floor((atNs * this.config.hosts.compactionPagesPerSecond) / 1e9);
    Object.assign(this.state, { moved: 0, refused: 0, compactions, allPinned: false });
  }

  /** Puts what is no plain data into `state`, for a checkpoint. */
  freeze(): void {
    this.state.frozen = this.garbled.flat();
    this.state.frozenOrphans = this.orphans.flat();
  }

  thaw(): void {
    this.garbled.refill(this.state.frozen);
    this.orphans.refill(this.state.frozenOrphans);
  }

  private orphansIn(word: number): number {
    let mask = 0;
    if (this.orphans.pages > 0) for (const { start, end } of this.orphans.ranges({ start: word * 32, end: word * 32 + 32 })) forEachWord(start, end, (_, bits) => (mask |= bits));
    return mask;
  }

  private orphansWithin(start: PageIndex, end: PageIndex): PageCount {
    return this.orphans.ranges({ start, end }).reduce((sum, range) => sum + range.end - range.start, 0);
  }

  private tryMove(index: number, isGuestHere: boolean): void {
    const { pages } = this.planes;
    const page = Math.floor(asFraction(drawAt(this.key, index)) * pages);
    if (((this.heldIn(page >>> 5) >>> (page & 31)) & 1) === 1) {
      this.state.refused++;
      return;
    }
    this.state.moved++;
    this.garble(page >>> 5, 1 << (page & 31), isGuestHere);
  }

  /** Of the moved pages of a word those are garbage that are private and were ever written. */
  private garble(word: number, moved: number, isGuestHere = true): void {
    const { privateTruth, zero, dirty } = this.planes;
    if (privateTruth === undefined) return;
    const written = zero === undefined ? -1 : ~zero[word]! | (isGuestHere ? dirty[word]! : 0);
    this.garbled.addWord(word, moved & privateTruth[word]! & written);
  }
}

function popcountAll(plane: Plane): PageCount {
  let pages = 0;
  for (const word of plane) pages += popcount(word);
  return pages;
}
