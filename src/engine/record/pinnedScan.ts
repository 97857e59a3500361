import type { PageCount } from '../../base/units';
import type { PagePlanes } from '../memory/pagePlanes';
import { popcount } from '../memory/popcount';
import type { LegendCounts } from './mapMode';
import { PINNED_CODE } from './mapMode';
import type { TileScan } from './tileScan';

function pinnedCode(pinned: PageCount, pages: PageCount): number {
  if (pinned === 0) return PINNED_CODE.none;
  return pinned === pages ? PINNED_CODE.all : PINNED_CODE.some;
}

/**
 * `pinned` mode. The source has planes of its own; on the destination the pages that it received and that are pinned on
 * the source count as pinned, since a host pins a page of such a guest before it may write it. Once the guest has moved the
 * source's VM is destroyed, and the planes are the destination's.
 */
export class PinnedScan implements TileScan {
  private readonly planes: PagePlanes;
  private readonly seen: number;
  private readonly hasMoved: boolean;
  private pinned = 0;
  private arrived = 0;
  private allPages = 0;
  private allPinned = 0;
  private allArrived = 0;

  constructor(planes: PagePlanes, migrationBegan: boolean, hasMoved: boolean) {
    this.planes = planes;
    this.hasMoved = hasMoved;
    this.seen = migrationBegan ? -1 : 0;
  }

  add(from: number, to: number, mask: number): void {
    const { pinned, regionPinned, sent0, sent1, sent2 } = this.planes;
    if (pinned === undefined) return;
    for (let w = from; w < to; w++) {
      const held = (regionPinned === undefined ? pinned[w] : pinned[w] | regionPinned[w]) & mask;
      if (held === 0) continue;
      const count = held === -1 ? 32 : popcount(held);
      if (this.hasMoved) {
        this.arrived += count;
        continue;
      }
      this.pinned += count;
      const there = held & (sent0[w] | sent1[w] | sent2[w]) & this.seen;
      if (there !== 0) this.arrived += there === -1 ? 32 : popcount(there);
    }
  }

  close(pages: PageCount): number {
    const codes = pinnedCode(this.pinned, pages) | (pinnedCode(this.arrived, pages) << 8);
    this.allPages += pages;
    this.allPinned += this.pinned;
    this.allArrived += this.arrived;
    this.pinned = this.arrived = 0;
    return codes;
  }

  /** Moves are known to the frame's context only. */
  sourceCounts(): LegendCounts {
    return [this.allPinned, this.allPages - this.allPinned, 0];
  }

  destinationCounts(): LegendCounts {
    return [this.allArrived, this.allPages - this.allArrived, 0];
  }
}
