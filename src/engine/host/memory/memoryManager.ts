import type { PageCount, PageIndex, SimNs } from '../../../base/units';
import type { EngineConfig } from '../../config';
import type { FaultPlan } from '../../faults/faultPlan';
import { clearRange, forEachWord, testBit } from '../../memory/bitRange';
import type { PagePlanes } from '../../memory/pagePlanes';
import { popcount } from '../../memory/popcount';
import { asFraction, drawAt, STREAMS, streamKey } from '../../time/random';
import type { GfnRange } from '../pageStatus/gfnRange';
import { GfnRangeSet } from '../pageStatus/gfnRangeSet';

export interface MemoryManagerState {
  pinnedPages: PageCount;
  /** Pages of registered regions, which count against RLIMIT_MEMLOCK. */
  registeredPages: PageCount;
  /** Pages that compaction moved, and found pinned. */
  moved: PageCount;
  refused: PageCount;
  compactions: number;
  /** Every page that the workload can write is pinned: writes need no look any more. */
  allPinned: boolean;
  /** Garbled ranges as start, end in turn; written by `freeze` only. */
  frozen: number[];
}

/**
 * The source host's memory: what is pinned, and what compaction may move. The tweak of SEV's encryption depends on the
 * physical address, so that a mapped private page must not move. Source: confidential-migration.md section 5.
 */
export class MemoryManager {
  readonly state: MemoryManagerState = { pinnedPages: 0, registeredPages: 0, moved: 0, refused: 0, compactions: 0, allPinned: false, frozen: [] };
  /** Private pages with contents that were moved: the guest reads garbage there until the whole page is written anew. */
  private readonly garbled = new GfnRangeSet();
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

  /** The guest is up when the run begins: all is pinned, or with demand pinning what was ever touched: contents, and what is shared. */
  assumeRunning(): void {
    const { pinned, zero, privateTruth, pages } = this.planes;
    if (pinned === undefined) return;
    this.register(pages);
    if (this.config.hosts.pinning === 'launch' || zero === undefined) {
      this.pin(0, Number(pages));
      return;
    }
    for (let word = 0; word < pinned.length; word++) {
      pinned[word] = ~(zero[word]! & (privateTruth?.[word] ?? -1));
      this.state.pinnedPages += popcount(pinned[word]!);
    }
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
      const fresh = mask & ~pinned[word]!;
      if (fresh !== 0 && this.faults?.isArmed === true) this.failPin(word, fresh);
      this.state.pinnedPages += popcount(fresh);
      pinned[word]! |= mask;
    });
  }

  /** F-22: no memory is left for the page that faults first. Who orders the guest's life asks for it. */
  private failPin(word: number, fresh: number): void {
    if (this.faults?.take('F-22') !== undefined) this.faults.strike('F-22', [word * 32 + 31 - Math.clz32(fresh & -fresh)]);
  }

  /** Firmware or kernel write whole pages [first, end) anew: with pinning on demand the first touch pins, and garbage is gone. */
  rewrite(first: PageIndex, end: PageIndex): void {
    this.pin(first, end);
    this.garbled.remove(first, end - first);
  }

  /** Demand pinning: the first write to a page faults, and the fault pins it. */
  pinWritten(): void {
    const { pinned, dirty } = this.planes;
    const { state, config } = this;
    if (pinned === undefined || state.allPinned || config.hosts.pinning === 'launch') return;
    const { firstPage, workingSetPages, conversionsPerSecond, alwaysDirtyPage } = config.workload;
    const isAnywhere = conversionsPerSecond > 0 || alwaysDirtyPage !== undefined;
    const first = isAnywhere ? 0 : firstPage >>> 5;
    const end = isAnywhere ? pinned.length : Math.min(pinned.length, Math.ceil((firstPage + workingSetPages) / 32));
    let isLoose = false;
    for (let word = first; word < end; word++) {
      if (pinned[word] === -1) continue;
      const fresh = dirty[word]! & ~pinned[word]!;
      if (fresh !== 0 && this.faults?.isArmed === true) this.failPin(word, fresh);
      pinned[word]! |= fresh;
      state.pinnedPages += popcount(fresh);
      isLoose ||= pinned[word] !== -1;
    }
    state.allPinned = !isLoose;
  }

  /** Memory was plugged in: [first, end) is registered, and pinned if everything is. */
  plug(first: PageIndex, end: PageIndex): void {
    this.register(end - first);
    this.state.allPinned = false;
    if (this.config.hosts.pinning === 'launch') this.pin(first, end);
  }

  /** Takes pins away: what must never happen to a page that the guest has touched (F-20). */
  unpin(first: PageIndex, end: PageIndex): void {
    const { pinned } = this.planes;
    if (pinned === undefined) return;
    forEachWord(first, end, (word, mask) => {
      this.state.pinnedPages -= popcount(mask & pinned[word]!);
    });
    clearRange(pinned, first, end);
    this.state.allPinned = false;
  }

  /** The host compacts at its rate: draws pages up to `atNs`, moves those that are not pinned. */
  compactUntil(atNs: SimNs): void {
    const due = Math.floor((atNs * this.config.hosts.compactionPagesPerSecond) / 1e9);
    for (; this.state.compactions < due; this.state.compactions++) this.tryMove(this.state.compactions);
  }

  /** The host moves pages [first, end), pinned or not: what compaction does to a page that lost its pin (F-20). */
  move(first: PageIndex, end: PageIndex): void {
    forEachWord(first, end, (word, mask) => {
      this.state.moved += popcount(mask);
      this.garble(word, mask);
    });
  }

  /** One whole pass of the host over the guest: every page moves but those that are pinned. Returns how many did and did not. */
  compactAll(): { readonly moved: PageCount; readonly refused: PageCount } {
    const { pinned, words, pages } = this.planes;
    let moved = 0;
    for (let word = 0; word < words; word++) {
      const loose = pinned === undefined ? -1 : ~pinned[word]!;
      if (loose === 0) continue;
      moved += popcount(loose);
      this.garble(word, loose);
    }
    this.state.moved += moved;
    this.state.refused += pages - moved;
    return { moved, refused: pages - moved };
  }

  /** Puts what is no plain data into `state`, for a checkpoint. */
  freeze(): void {
    this.state.frozen = this.garbled.ranges().flatMap(({ start, end }) => [start, end]);
  }

  thaw(): void {
    const { frozen } = this.state;
    this.garbled.clear();
    for (let at = 0; at + 1 < frozen.length; at += 2) this.garbled.add(frozen[at]!, frozen[at + 1]! - frozen[at]!);
  }

  private tryMove(index: number): void {
    const { pinned, pages } = this.planes;
    const page = Math.floor(asFraction(drawAt(this.key, index)) * pages);
    if (pinned !== undefined && testBit(pinned, page)) {
      this.state.refused++;
      return;
    }
    this.state.moved++;
    this.garble(page >>> 5, 1 << (page & 31));
  }

  /** Of the moved pages of a word those are garbage that are private and were ever written. */
  private garble(word: number, moved: number): void {
    const { privateTruth, zero, dirty } = this.planes;
    if (privateTruth === undefined) return;
    const written = zero === undefined ? -1 : ~zero[word]! | dirty[word]!;
    const lost = moved & privateTruth[word]! & written;
    if (lost === -1) this.garbled.add(word * 32, 32);
    else for (let left = lost; left !== 0; left &= left - 1) this.garbled.add(word * 32 + 31 - Math.clz32(left & -left), 1);
  }
}
