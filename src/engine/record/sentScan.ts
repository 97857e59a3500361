import type { PageCount } from '../../base/units';
import type { PagePlanes } from '../memory/pagePlanes';
import { popcount } from '../memory/popcount';
import type { LegendCounts } from './mapMode';
import { SENT_CODE } from './mapMode';
import type { TileScan } from './tileScan';

/** The three bits of a page's count saturate here: it stands for seven sends or more. */
const SATURATED = 7;

/** Class of `pages` pages that were sent `sends` times in all, each page counting seven times at most. */
export function sentCode(sends: number, pages: PageCount): number {
  if (sends === 0) return SENT_CODE.never;
  if (sends <= pages) return SENT_CODE.once;
  if (sends <= 2 * pages) return SENT_CODE.upTo2;
  if (sends <= 4 * pages) return SENT_CODE.upTo4;
  return sends < SATURATED * pages ? SENT_CODE.upTo8 : SENT_CODE.more;
}

/** `sent` mode, both hosts alike: how often a page crossed. */
export class SentScan implements TileScan {
  private readonly planes: PagePlanes;
  private readonly seen: number;
  private sends = 0;
  private allPages = 0;
  /** Pages by number of sends, 0 left out: the rest. */
  private readonly times = new Float64Array(SATURATED + 1);

  constructor(planes: PagePlanes, migrationBegan: boolean) {
    this.planes = planes;
    this.seen = migrationBegan ? -1 : 0;
  }

  add(from: number, to: number, mask: number): void {
    const { sent0, sent1, sent2 } = this.planes;
    const seen = this.seen & mask;
    let once = 0;
    let a = 0;
    let b = 0;
    let c = 0;
    let ab = 0;
    let ac = 0;
    let bc = 0;
    let abc = 0;
    for (let w = from; w < to; w++) {
      const x = sent0[w] & seen;
      const y = sent1[w] & seen;
      const z = sent2[w] & seen;
      if ((y | z) === 0) {
        if (x !== 0) once += x === -1 ? 32 : popcount(x);
        continue;
      }
      a += popcount(x);
      b += popcount(y);
      ab += popcount(x & y);
      if (z === 0) continue;
      c += popcount(z);
      ac += popcount(x & z);
      bc += popcount(y & z);
      abc += popcount(x & y & z);
    }
    this.sends += once + a + 2 * b + 4 * c;
    this.addTimes(a + once - ab - ac + abc, b - ab - bc + abc, ab - abc, c - ac - bc + abc, ac - abc, bc - abc, abc);
  }

  private addTimes(...pages: readonly [number, number, number, number, number, number, number]): void {
    for (let n = 1; n <= SATURATED; n++) this.times[n] += pages[n - 1];
  }

  close(pages: PageCount): number {
    const code = sentCode(this.sends, pages);
    this.allPages += pages;
    this.sends = 0;
    return code | (code << 8);
  }

  sourceCounts(): LegendCounts {
    const counts = [0, 0, 0, 0, 0, 0];
    let sent = 0;
    for (let n = 1; n <= SATURATED; n++) {
      counts[sentCode(n, 1)] += this.times[n];
      sent += this.times[n];
    }
    counts[SENT_CODE.never] = this.allPages - sent;
    return counts;
  }

  destinationCounts(): LegendCounts {
    return this.sourceCounts();
  }
}
