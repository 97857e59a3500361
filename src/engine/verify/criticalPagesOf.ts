import type { GfnRange } from '../host/pageStatus/gfnRange';
import { CRITICAL_CODE } from '../record/mapMode';
import { MAPPED_PAGES } from './mappedPages';

/** The oracle's exceptions of both hosts as pairs page, CRITICAL_CODE in ascending order: what was judged, and what the host moved. */
export function criticalPagesOf(judged: readonly number[], moved: readonly GfnRange[]): readonly number[] {
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0; i < judged.length; i += 2) pairs.push([judged[i]!, judged[i + 1]!]);
  let left = MAPPED_PAGES;
  for (const { start, end } of moved) {
    for (let page = start; page < end && left > 0; page++, left--) pairs.push([page, CRITICAL_CODE.moved]);
  }
  return pairs.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]).flat();
}
