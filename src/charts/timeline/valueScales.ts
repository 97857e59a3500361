import type { RowBox } from './timelineFrame';
import type { TimelineDomains } from './timelineInput';

/** Maps a value to a y of the row; what exceeds the domain is drawn at its edge. */
export type ValueScale = (value: number) => number;

export function linearScale(row: RowBox, top: number): ValueScale {
  return (value) => yAt(row, value / top);
}

/** Whole decades from floor to top; at and below the floor (0 included) a value lies on the base line. */
export function logScale(row: RowBox, floor: number, top: number): ValueScale {
  const span = Math.log(top / floor);
  return (value) => yAt(row, value <= floor ? 0 : Math.log(value / floor) / span);
}

/** By hand: d3's scales bring intervals, colours and formats of ticks along, a tenth of the page's first load. */
function yAt(row: RowBox, share: number): number {
  return row.y + row.height * (1 - Math.min(Math.max(share, 0), 1));
}

/** The log axis of `remaining`; at and below its floor (0 included) a value lies on the base line. */
export function remainingScale(row: RowBox, domains: TimelineDomains): ValueScale {
  return logScale(row, domains.remainingFloor, domains.remaining);
}

/** The decades of the log axis. */
export function decades(domains: TimelineDomains): readonly number[] {
  const result: number[] = [];
  for (let value = domains.remainingFloor; value <= domains.remaining * 1.001; value *= 10) result.push(value);
  return result;
}
