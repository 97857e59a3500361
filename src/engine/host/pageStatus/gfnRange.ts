import type { PageCount, PageIndex } from '../../../base/units';

/** Half-open: pages from `start` up to, not including, `end`. */
export interface GfnRange {
  readonly start: PageIndex;
  readonly end: PageIndex;
}

/** Pages of a list of disjoint ranges. */
export function pagesOf(ranges: readonly GfnRange[]): PageCount {
  return ranges.reduce((sum, range) => sum + range.end - range.start, 0);
}
