import type { PageCount, PageIndex, SimNs } from '../../../base/units';
import type { EngineConfig } from '../../config';
import type { FaultPlan } from '../../faults/faultPlan';
import { clearRange, forEachWord, setRange } from '../../memory/bitRange';
import type { PagePlanes, Plane } from '../../memory/pagePlanes';
import { popcount } from '../../memory/popcount';
import type { EventLog } from '../../record/eventLog';
import type { MemoryRemap } from '../../record/runResult';
import type { GfnRange } from '../pageStatus/gfnRange';
import { regionArgs } from '../kvm/regionArgs';
import { GfnRangeSet } from '../pageStatus/gfnRangeSet';
import type { MemoryManager } from './memoryManager';
import { unpinFlushed } from './unpinFlushed';

/** Frames named of those that were given back without a flush. */
const NAMED_FRAMES = 16;

interface FrameParts {
  readonly config: EngineConfig;
  readonly planes: PagePlanes;
  readonly memory: MemoryManager;
  readonly events: EventLog;
  readonly faults: FaultPlan;
}

export interface ReplacedFramesState {
  /** Pages that no fault has mapped to their new frame yet. */
  waiting: PageCount;
  /** The words that they lie in. */
  firstWord: number;
  endWord: number;
  /** Faults on new frames since the last remap, and how many of them events tell of; the next event comes with twice as many. */
  faulted: PageCount;
  told: PageCount;
  /** Pages were mapped without a pin, and nobody has judged that yet. */
  hasNews: boolean;
  remaps: readonly MemoryRemap[];
  /** Ranges of lost contents as start, end in turn; written by `freeze` only. */
  frozen: number[];
}

/**
 * Frames that the VMM replaced under its guest. The MMU notifier zaps NPT entries and leaves pins alone, since these are kept outside of them:
 * the guest's next access faults, with another pfn than the one that is pinned. On demand: flush, unpin the old frame, pin the new one.
 * Pinned at launch: the region goes on holding the old frames, and nobody pins the new ones. Contents are gone either way.
 * Source: confidential-migration.md 5.3, 5.6. The engine sees writes alone: a read of the guest faults nothing in [simplification].
 */
export class ReplacedFrames {
  readonly state: ReplacedFramesState = { waiting: 0, firstWord: 0, endWord: 0, faulted: 0, told: 0, hasNews: false, remaps: [], frozen: [] };
  /** Pages whose contents went with their frame, until the guest writes them anew as a whole. */
  private readonly lost = new GfnRangeSet();
  private readonly parts: FrameParts;

  constructor(parts: FrameParts) {
    this.parts = parts;
  }

  get lostPages(): PageCount {
    return this.lost.pages;
  }

  get lostRanges(): readonly GfnRange[] {
    return this.lost.ranges();
  }

  hasLost(page: PageIndex): boolean {
    return this.lost.has(page);
  }

  /** New frames, all zero, behind pages [first, end). While nothing migrates the dirty log has no reader: it begins anew there. */
  remap(first: PageIndex, end: PageIndex, atNs: SimNs, isMigrating: boolean): void {
    const { planes, memory, events } = this.parts;
    const { replaced, zero, dirty } = planes;
    const { state } = this;
    let lost: PageCount = 0;
    state.firstWord = state.waiting > 0 ? Math.min(state.firstWord, first >>> 5) : first >>> 5;
    state.endWord = Math.max(state.waiting > 0 ? state.endWord : 0, Math.ceil(end / 32));
    forEachWord(first, end, (word, mask) => {
      const gone = mask & (zero === undefined ? -1 : ~zero[word]! | dirty[word]!);
      lost += popcount(gone);
      this.lost.addWord(word, gone);
      if (zero !== undefined) zero[word]! |= mask;
      if (!isMigrating) dirty[word]! &= ~mask;
      const held = memory.replaceFrames(word, mask);
      if (replaced === undefined) return;
      state.waiting += popcount(held & ~replaced[word]!);
      replaced[word]! |= held;
    });
    Object.assign(state, { faulted: 0, told: 0, remaps: [...state.remaps, { atNs, first, pages: end - first, lost }] });
    const range = `pages ${first} to ${end - 1}`;
    const tell = (name: string, value: string, args: string): void => events.add({ atNs, kind: 'command', host: 'source', name, value, args, ret: 0 });
    tell('mmap', `${range}: new frames`, `${regionArgs(['addr', 'length'], first, end - first)}, MAP_FIXED | MAP_ANONYMOUS`);
    tell('mmu_notifier_invalidate_range', `${range}: NPT entries zapped${replaced === undefined ? '' : ', pins stay'}`, regionArgs(['start', 'size'], first, end - first));
  }

  /** After writes of the guest: what it touched is mapped to its new frame. */
  lookAtWrites(atNs: SimNs): void {
    const { state, parts: { planes, memory, faults } } = this;
    const { replaced } = planes;
    if (state.waiting === 0 || replaced === undefined) return;
    const end = Math.min(state.endWord, replaced.length);
    const { dirty } = planes.written.between(state.firstWord, end);
    const frames: PageIndex[] = [];
    let touched: PageCount = 0;
    for (let word = state.firstWord; word < end; word++) {
      const fresh = replaced[word]! & dirty[word]!;
      if (fresh === 0) continue;
      touched += popcount(fresh);
      replaced[word]! &= ~fresh;
      for (let left = fresh; left !== 0 && frames.length < NAMED_FRAMES; left &= left - 1) frames.push(word * 32 + 31 - Math.clz32(left & -left));
      if (faults.isArmed && this.isOnDemand) memory.failPin(word, fresh);
    }
    if (touched === 0) return;
    state.waiting -= touched;
    state.faulted += touched;
    if (this.isOnDemand) this.pinAnew(atNs, touched, frames);
    else this.mapUnpinned(atNs);
  }

  /** Whether pages were mapped without a pin since this was last asked. */
  takeNews(): boolean {
    const { hasNews } = this.state;
    this.state.hasNews = false;
    return hasNews;
  }

  /** Firmware, kernel or a driver write pages [first, end) anew, as a whole. */
  rewrite(first: PageIndex, end: PageIndex): void {
    if (this.lost.pages > 0) this.lost.remove(first, end - first);
  }

  /** Memory [first, end) is unplugged. */
  unplug(first: PageIndex, end: PageIndex): void {
    const { replaced } = this.parts.planes;
    this.rewrite(first, end);
    if (replaced === undefined || this.state.waiting === 0) return;
    forEachWord(first, end, (word, mask) => (this.state.waiting -= popcount(mask & replaced[word]!)));
    clearRange(replaced, first, end);
  }

  /** The VM is destroyed: nobody waits for a fault any more. */
  forget(): void {
    this.parts.planes.replaced?.fill(0);
    this.state.waiting = 0;
  }

  /** The guest's memory is that of the host where it arrived: what it lost came along as what is wrong there. */
  takeOver(): void {
    this.lost.clear();
  }

  /** Pages that are private and mapped, to frames that nobody pinned: what INV-23 forbids. */
  loose(): Plane {
    const { planes: { replaced, privateTruth, words }, memory } = this.parts;
    const loose = new Int32Array(words);
    if (replaced === undefined || privateTruth === undefined) return loose;
    for (const { start, end } of memory.orphanRanges) setRange(loose, start, end);
    for (let word = 0; word < words; word++) loose[word]! &= privateTruth[word]! & ~replaced[word]!;
    return loose;
  }

  freeze(): void {
    this.state.frozen = this.lost.flat();
  }

  thaw(): void {
    this.lost.refill(this.state.frozen);
  }

  private get isOnDemand(): boolean {
    return this.parts.config.hosts.pinning === 'demand';
  }

  /** PINNED(p), fault with pfn q: flush, unpin p, PINNED(q). References stay as many as they were. */
  private pinAnew(atNs: SimNs, touched: PageCount, frames: readonly PageIndex[]): void {
    const { parts: { events, memory, faults } } = this;
    const isFlushed = faults.take('F-23') === undefined;
    if (!isFlushed) memory.giveBackUnflushed(touched);
    const pages = this.untold(!isFlushed);
    if (pages === 0) return;
    unpinFlushed({ events, memory }, { atNs, host: 'source', value: `${pages} pages: their old frames`, npages: pages, isFlushed, frames });
    events.add({ atNs, kind: 'command', host: 'source', name: 'pin_user_pages_fast', value: `${pages} pages: their new frames`, args: `nr_pages ${pages}, FOLL_LONGTERM | FOLL_WRITE`, ret: 0, states: ['UNPINNED', 'PINNED'] });
  }

  private mapUnpinned(atNs: SimNs): void {
    const pages = this.untold(false);
    if (pages === 0) return;
    this.state.hasNews = true;
    this.parts.events.add({ atNs, kind: 'command', host: 'source', name: 'direct_page_fault', value: `${pages} pages: new frames mapped, not pinned; their region holds the old ones`, ret: 0 });
  }

  /** Faults for the next event to tell of: with each doubling and with the last of all, else none. */
  private untold(isNow: boolean): PageCount {
    const { state } = this;
    if (!isNow && state.waiting > 0 && state.faulted < 2 * state.told) return 0;
    const pages = state.faulted - state.told;
    state.told = state.faulted;
    return pages;
  }
}
