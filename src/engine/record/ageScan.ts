import type { PageCount, SimNs } from '../../base/units';
import { NS_PER_SECOND } from '../../base/units';
import type { PagePlanes } from '../memory/pagePlanes';
import { BLOCK_WORDS } from '../memory/pagePlanes';
import { popcount } from '../memory/popcount';
import type { LegendCounts } from './mapMode';
import { AGE_CODE } from './mapMode';
import type { TileScan } from './tileScan';

/** Class of the time since a send. */
export function ageCode(ageNs: SimNs): number {
  if (ageNs < NS_PER_SECOND) return AGE_CODE.below1s;
  if (ageNs < 5 * NS_PER_SECOND) return AGE_CODE.below5s;
  if (ageNs < 15 * NS_PER_SECOND) return AGE_CODE.below15s;
  return ageNs < 40 * NS_PER_SECOND ? AGE_CODE.below40s : AGE_CODE.older;
}

/**
 * `age` mode, both hosts alike. Times of sends are kept per block of 512 pages, so a page that was sent counts as old as
 * the last send in its block; a tile shows its youngest block.
 */
export class AgeScan implements TileScan {
  private readonly planes: PagePlanes;
  private readonly seen: number;
  private readonly atNs: SimNs;
  private youngest: number = AGE_CODE.never;
  private received = 0;
  private readonly all = [0, 0, 0, 0, 0, 0];

  constructor(planes: PagePlanes, migrationBegan: boolean, atNs: SimNs) {
    this.planes = planes;
    this.seen = migrationBegan ? -1 : 0;
    this.atNs = atNs;
  }

  add(from: number, to: number, mask: number): void {
    const { sent0, sent1, sent2 } = this.planes;
    const seen = this.seen & mask;
    for (let w = from; w < to;) {
      const block = Math.floor(w / BLOCK_WORDS);
      const end = Math.min(to, (block + 1) * BLOCK_WORDS);
      let received = 0;
      for (; w < end; w++) {
        const here = (sent0[w] | sent1[w] | sent2[w]) & seen;
        if (here !== 0) received += here === -1 ? 32 : popcount(here);
      }
      if (received > 0) this.addBlock(block, received);
    }
  }

  private addBlock(block: number, received: PageCount): void {
    const code = ageCode(this.atNs - this.planes.lastSentNs[block]);
    this.all[code] += received;
    this.received += received;
    if (code > this.youngest) this.youngest = code;
  }

  close(pages: PageCount): number {
    const code = this.youngest;
    this.all[AGE_CODE.never] += pages - this.received;
    this.youngest = AGE_CODE.never;
    this.received = 0;
    return code | (code << 8);
  }

  sourceCounts(): LegendCounts {
    return [...this.all];
  }

  destinationCounts(): LegendCounts {
    return [...this.all];
  }
}
