import type { Columns } from './columns';
import type { PathId } from './paths';
import { STACK_ORDER } from './paths';

/** The stacked rates of one pixel column, as heights in pixels from the base line. */
export interface RateStack {
  /** Upper edge of each path's band, in the order of the stack; equal to the edge below where the path carried nothing. */
  readonly edges: Readonly<Record<PathId, Float64Array>>;
  /** Upper edge of the busiest bucket of the column. */
  readonly peak: Float64Array;
  /** 1 where the peak exceeds the domain and is cut. */
  readonly clipped: Uint8Array;
}

/**
 * Stacks rates by path. What is above 0 is at least 1 px high; what exceeds the domain is cut at the row's height.
 * @param sent all paths together
 * @param top pages/s at the upper edge of the row
 */
export function stackRates(rates: Readonly<Record<PathId, Columns>>, sent: Columns, top: number, height: number): RateStack {
  const width = rates.psp.value.length;
  const edges = Object.fromEntries(STACK_ORDER.map((path) => [path, new Float64Array(width)])) as Record<PathId, Float64Array>;
  const peak = new Float64Array(width);
  const clipped = new Uint8Array(width);
  for (let x = 0; x < width; x += 1) {
    let edge = 0;
    for (const path of STACK_ORDER) {
      const value = rates[path].value[x] ?? 0;
      if (value > 0) {
        edge = Math.min(edge + Math.max((value / top) * height, 1), height);
      }
      edges[path][x] = edge;
    }
    const highest = sent.max[x] ?? 0;
    peak[x] = Math.max(Math.min(((highest > 0 ? highest : 0) / top) * height, height), edge);
    clipped[x] = highest > top * 1.0001 ? 1 : 0;
  }
  return { edges, peak, clipped };
}
