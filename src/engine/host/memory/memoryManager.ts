import type { PageCount, SimNs } from '../../../base/units';
import type { EngineConfig } from '../../config';
import { forEachWord, testBit } from '../../memory/bitRange';
import type { PagePlanes } from '../../memory/pagePlanes';
import { popcount } from '../../memory/popcount';
import { asFraction, drawAt, STREAMS, streamKey } from '../../time/random';

export interface MemoryManagerState {
  pinnedPages: PageCount;
  /** Pages that compaction moved, and found pinned. */
  moved: PageCount;
  refused: PageCount;
  compactions: number;
  /** Private pages with contents that were moved: garbage from then on. */
  corrupted: number[];
}

/**
 * The source host's memory: what is pinned, and what compaction may move. The tweak of SEV's encryption depends on the
 * physical address, so that a mapped private page must not move. Source: confidential-migration.md section 5.
 */
export class MemoryManager {
  readonly state: MemoryManagerState = { pinnedPages: 0, moved: 0, refused: 0, compactions: 0, corrupted: [] };
  private readonly planes: PagePlanes;
  private readonly config: EngineConfig;
  private readonly key: number;

  constructor(config: EngineConfig, planes: PagePlanes) {
    this.config = config;
    this.planes = planes;
    this.key = streamKey(config.seed, STREAMS.compaction);
  }

  /** The guest is up when the run begins: all is pinned, or with demand pinning what was ever touched. */
  assumeRunning(): void {
    const { pinned, zero, pages } = this.planes;
    if (pinned === undefined) return;
    if (this.config.hosts.pinning === 'launch' || zero === undefined) {
      pinned.fill(-1);
      this.state.pinnedPages = pages;
      return;
    }
    for (let word = 0; word < pinned.length; word++) {
      pinned[word] = ~zero[word]!;
      this.state.pinnedPages += popcount(pinned[word]!);
    }
  }

  /** Pins pages [first, end): at launch, or because the guest touches them while it boots. */
  pin(first: number, end: number): void {
    const { pinned } = this.planes;
    if (pinned === undefined) return;
    forEachWord(first, end, (word, mask) => {
      this.state.pinnedPages += popcount(mask & ~pinned[word]!);
      pinned[word]! |= mask;
    });
  }

  /** Demand pinning: the first write to a page faults, and the fault pins it. */
  pinWritten(): void {
    const { pinned, dirty } = this.planes;
    if (pinned === undefined || this.config.hosts.pinning === 'launch') return;
    for (let word = 0; word < pinned.length; word++) {
      const fresh = dirty[word]! & ~pinned[word]!;
      if (fresh === 0) continue;
      pinned[word]! |= fresh;
      this.state.pinnedPages += popcount(fresh);
    }
  }

  /** The host compacts at its rate: draws pages up to `atNs`, moves those that are not pinned. */
  compactUntil(atNs: SimNs): void {
    const due = Math.floor((atNs * this.config.hosts.compactionPagesPerSecond) / 1e9);
    for (; this.state.compactions < due; this.state.compactions++) this.tryMove(this.state.compactions);
  }

  private tryMove(index: number): void {
    const { pinned, pages } = this.planes;
    const page = Math.floor(asFraction(drawAt(this.key, index)) * pages);
    if (pinned !== undefined && testBit(pinned, page)) {
      this.state.refused++;
      return;
    }
    this.state.moved++;
    if (this.hasPrivateContents(page)) this.state.corrupted.push(page);
  }

  private hasPrivateContents(page: number): boolean {
    const { privateTruth, zero, dirty } = this.planes;
    if (privateTruth === undefined || !testBit(privateTruth, page)) return false;
    return zero === undefined || !testBit(zero, page) || testBit(dirty, page);
  }
}
