import type { PageCount } from '../../base/units';
import { WORD_PAGES } from '../memory/pagePlanes';
import type { PagePlanes } from '../memory/pagePlanes';

import { popcount } from '../memory/popcount';
import type { LegendCounts } from './mapMode';
import { STATE_CODE } from './mapMode';
import { countReceivedAndAgain, MAX_COUNTED_WORDS } from './tileKernels';
import type { TileScan } from './tileScan';

/**
 * Class of a tile of which `received` pages were sent and `again` of these are stale. A tile without a sent page is "not
 * sent"; one with any is classed by the share of its pages to send again (1+, 16+, 128+, 384+ of 512).
 */
export function stateCode(received: PageCount, again: PageCount, pages: PageCount): number {
  if (received === 0) return STATE_CODE.notSent;
  if (again === 0) return STATE_CODE.current;
  const of512 = again * 512;
  if (of512 >= 384 * pages) return STATE_CODE.again384;
  if (of512 >= 128 * pages) return STATE_CODE.again128;
  return of512 >= 16 * pages ? STATE_CODE.again16 : STATE_CODE.again1;
}

/** `state` mode, both hosts alike: what was sent and is not stale is current, what is stale is to be sent again. */
export class StateScan implements TileScan {
  private readonly planes: PagePlanes;
  private readonly seen: number;
  private received = 0;
  private again = 0;
  private allPages = 0;
  private allReceived = 0;
  private allAgain = 0;

  constructor(planes: PagePlanes, migrationBegan: boolean) {
    this.planes = planes;
    this.seen = migrationBegan ? -1 : 0;
  }

  add(from: number, to: number, mask: number): void {
    const { sent0, sent1, sent2, stale } = this.planes;
    const seen = this.seen & mask;
    if (seen === -1 && (to - from) % 8 === 0 && to - from <= MAX_COUNTED_WORDS) {
      const packed = countReceivedAndAgain(sent0, sent1, sent2, stale, from, to);
      this.received += packed >>> 16;
      this.again += packed & 0xffff;
      return;
    }
    let received = 0;
    let again = 0;
    for (let w = from; w < to; w++) {
      const here = (sent0[w] | sent1[w] | sent2[w]) & seen;
      if (here === 0) continue;
      received += here === -1 ? 32 : popcount(here);
      const old = here & stale[w];
      if (old !== 0) again += popcount(old);
    }
    this.received += received;
    this.again += again;
  }

  wholeTiles(tileWords: number, firstWord: number, source: Uint8Array, destination: Uint8Array): boolean {
    if (this.seen === 0 || tileWords % 8 !== 0 || tileWords > MAX_COUNTED_WORDS) return false;
    const { sent0, sent1, sent2, stale } = this.planes;
    const pages = tileWords * WORD_PAGES;
    let allReceived = 0;
    let allAgain = 0;
    for (let i = 0; i < source.length; i++) {
      const first = firstWord + i * tileWords;
      const packed = countReceivedAndAgain(sent0, sent1, sent2, stale, first, first + tileWords);
      allReceived += packed >>> 16;
      allAgain += packed & 0xffff;
      source[i] = stateCode(packed >>> 16, packed & 0xffff, pages);
    }
    destination.set(source);
    this.allPages += source.length * pages;
    this.allReceived += allReceived;
    this.allAgain += allAgain;
    return true;
  }

  close(pages: PageCount): number {
    const code = stateCode(this.received, this.again, pages);
    this.allPages += pages;
    this.allReceived += this.received;
    this.allAgain += this.again;
    this.received = 0;
    this.again = 0;
    return code | (code << 8);
  }

  /** Being sent and violations are known to the frame's context only. */
  sourceCounts(): LegendCounts {
    return [this.allReceived - this.allAgain, this.allAgain, this.allPages - this.allReceived, 0, 0];
  }

  destinationCounts(): LegendCounts {
    return this.sourceCounts();
  }
}
