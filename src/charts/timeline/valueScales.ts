import { scaleLinear, scaleLog } from 'd3';
import type { RowBox } from './timelineFrame';
import type { TimelineDomains } from './timelineInput';

/** Maps a value to a y of the row; what exceeds the domain is drawn at its edge. */
export type ValueScale = (value: number) => number;

export function linearScale(row: RowBox, top: number): ValueScale {
  const scale = scaleLinear().domain([0, top]).range([row.y + row.height, row.y]).clamp(true);
  return (value) => scale(value);
}

/** The log axis of `remaining`; at and below its floor (0 included) a value lies on the base line. */
export function remainingScale(row: RowBox, domains: TimelineDomains): ValueScale {
  const scale = scaleLog().domain([domains.remainingFloor, domains.remaining]).range([row.y + row.height, row.y]).clamp(true);
  return (value) => scale(Math.max(value, domains.remainingFloor));
}

/** The decades of the log axis. */
export function decades(domains: TimelineDomains): readonly number[] {
  const result: number[] = [];
  for (let value = domains.remainingFloor; value <= domains.remaining * 1.001; value *= 10) result.push(value);
  return result;
}
