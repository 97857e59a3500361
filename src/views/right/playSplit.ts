import type { SimNs } from '../../base/units';

/** How many of a list in time order happened at or before a moment; binary search. */
export function playSplit(events: readonly { readonly atNs: SimNs }[], ns: SimNs): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((events[middle]?.atNs ?? 0) <= ns) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A list in the order of time; equal times keep their order. Two hosts record side by side, so theirs may differ. */
export function inTime<T extends { readonly atNs: SimNs }>(events: readonly T[]): readonly T[] {
  return events.toSorted((a, b) => a.atNs - b.atNs);
}
