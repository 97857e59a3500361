import type { PageIndex } from '../../../base/units';
import type { LateWrites, WriteTarget } from '../../memory/writtenPages';
import { mix32 } from '../../time/random';
import { power } from '../../time/power';
import type { ScatterRange } from './scatterWrites';

/**
 * Many random writes over a large range, in address order, so that the cache sees a stream instead of a scatter: the range
 * is cut in granules of a few writes each, the number of writes of a granule is drawn from the binomial distribution,
 * and each of them draws its page inside. The total scatters around `writes` (standard deviation: its root).
 */
export function granuleWrites(target: WriteTarget, range: ScatterRange, key: number, writes: number): void {
  const granules = new Granules(range, key, writes);
  if (target.later !== undefined && granules.fitRegions) target.later(granules);
  else granules.carryOut(0, Infinity, target);
}

class Granules implements LateWrites {
  private readonly range: ScatterRange;
  private readonly key: number;
  private readonly shift: number;
  private readonly cumulative: Float64Array;
  private readonly guide: Uint8Array;

  constructor(range: ScatterRange, key: number, writes: number) {
    this.range = range;
    this.key = key;
    this.shift = granuleShift(range.pages / writes);
    this.cumulative = binomialTable(writes, (1 << this.shift) / range.pages);
    this.guide = guideOf(this.cumulative);
  }

  /** No granule lies in two regions: both are powers of two of pages. */
  get fitRegions(): boolean {
    return this.shift <= 18 && this.range.first % (1 << this.shift) === 0;
  }

  carryOut(from: PageIndex, to: PageIndex, { dirty, stale }: WriteTarget): void {
    const { range, key, shift, cumulative, guide } = this;
    const end = range.first + range.pages;
    const granules = Math.ceil((Math.min(to, end) - range.first) / (1 << shift));
    const top = 32 - shift;
    for (let granule = Math.max(0, (from - range.first) / (1 << shift)); granule < granules; granule++) {
      let draw = mix32(key + Math.imul(granule, 0x9e3779b9));
      const chance = draw >>> 0;
      let count = guide[draw >>> GUIDE_SHIFT]!;
      while (chance >= cumulative[count]!) count++;
      const first = range.first + granule * (1 << shift);
      for (; count > 0; count--) {
        draw = (Math.imul(draw, 0x2c9277b5) + 0x3c6ef372) | 0;
        const page = first + (draw >>> top);
        if (page >= end) continue;
        const word = page >> 5;
        const bit = 1 << (page & 31);
        dirty[word]! |= bit;
        stale[word]! |= bit;
      }
    }
  }
}

/** Where to begin the look into the table for draws that share their upper bits: mostly it ends there. */
const GUIDE_SHIFT = 22;

function guideOf(cumulative: Float64Array): Uint8Array {
  const guide = new Uint8Array(1 << (32 - GUIDE_SHIFT));
  let count = 0;
  for (let i = 0; i < guide.length; i++) {
    while ((i << GUIDE_SHIFT) >>> 0 >= cumulative[count]!) count++;
    guide[i] = count;
  }
  return guide;
}

/** The power of two of pages that expects four to eight writes. */
function granuleShift(pagesPerWrite: number): number {
  let shift = 1;
  while (shift < 20 && 2 << shift <= 8 * pagesPerWrite) shift++;
  return shift;
}

/**
 * Cumulative binomial distribution of `trials` with chance `chance`, in units of 2^-32, by the recurrence from one term to the
 * next: products and quotients only. Ends with a sentinel that no draw reaches.
 */
function binomialTable(trials: number, chance: number): Float64Array {
  const table: number[] = [];
  let term = power(1 - chance, trials);
  let sum = term;
  for (let count = 0; count < 64 && count <= trials; count++) {
    table.push(Math.floor(sum * 4294967296));
    term *= ((trials - count) / (count + 1)) * (chance / (1 - chance));
    sum += term;
  }
  table.push(4294967296);
  return Float64Array.from(table);
}
