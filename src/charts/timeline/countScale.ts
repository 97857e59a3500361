import type { RowBox } from './timelineFrame';
import type { TimelineInput } from './timelineInput';
import { logScale, type ValueScale } from './valueScales';

/** Counts of pages of one guest on a log axis: whole decades, four of them. */
export interface CountDomain {
  readonly floor: number;
  readonly top: number;
}

/** Whole decades up to all pages of the guest, and low enough to see the first thousandth of them. */
export function countDomain(pages: number): CountDomain {
  const top = 10 ** Math.ceil(Math.log10(Math.max(pages, 100)));
  return { floor: Math.max(top / 1e5, 1), top };
}

/** Pixel of a count; nothing, and less than the floor, lies on the base line. */
export function countScale(row: RowBox, { floor, top }: CountDomain): ValueScale {
  return logScale(row, floor, top);
}

/** How many pages the counts of a row can reach. */
export function countedPages(row: RowBox, input: TimelineInput): number {
  if (row.id === 'pinned') return input.pinnablePages ?? 0;
  return (input.gfns ?? []).reduce((most, { secure, normal, shared, pagedOut }) => Math.max(most, secure + normal + shared + pagedOut), 0);
}
