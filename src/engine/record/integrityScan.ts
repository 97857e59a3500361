import type { PageCount } from '../../base/units';
import type { PagePlanes } from '../memory/pagePlanes';
import { popcount } from '../memory/popcount';
import type { LegendCounts } from './mapMode';
import { INTEGRITY_CODE } from './mapMode';
import type { TileScan } from './tileScan';

/**
 * `integrity` mode, before exceptions: once the oracle has judged, all of the source and what the destination received is
 * right. Exceptions are known to the frame's context only and are moved from here to their own kind.
 */
export class IntegrityScan implements TileScan {
  private readonly planes: PagePlanes;
  private readonly seen: number;
  private readonly checked: boolean;
  private received = 0;
  private allPages = 0;
  private allReceived = 0;

  constructor(planes: PagePlanes, migrationBegan: boolean, checked: boolean) {
    this.planes = planes;
    this.checked = checked;
    this.seen = migrationBegan && checked ? -1 : 0;
  }

  add(from: number, to: number, mask: number): void {
    const { sent0, sent1, sent2 } = this.planes;
    const seen = this.seen & mask;
    if (seen === 0) return;
    for (let w = from; w < to; w++) {
      const here = (sent0[w] | sent1[w] | sent2[w]) & seen;
      if (here !== 0) this.received += here === -1 ? 32 : popcount(here);
    }
  }

  close(pages: PageCount): number {
    const source = this.checked ? INTEGRITY_CODE.right : INTEGRITY_CODE.unchecked;
    const destination = this.received > 0 ? INTEGRITY_CODE.right : INTEGRITY_CODE.unchecked;
    this.allPages += pages;
    this.allReceived += this.received;
    this.received = 0;
    return source | (destination << 8);
  }

  sourceCounts(): LegendCounts {
    return this.checked ? [this.allPages, 0, 0, 0, 0, 0, 0, 0] : [0, 0, 0, 0, 0, this.allPages, 0, 0];
  }

  destinationCounts(): LegendCounts {
    return [this.allReceived, 0, 0, 0, 0, this.allPages - this.allReceived, 0, 0];
  }
}
