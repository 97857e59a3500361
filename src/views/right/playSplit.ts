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
