import type { SeriesId } from '../../engine/record/series';
import type { Recording } from './recording';
import { rateBetween, STRETCH_BUCKETS, stretchRates } from './recording';
import type { TimeWindow } from './timeWindow';

/** A series reduced to one value set per pixel column; NaN where nothing is recorded. */
export interface Columns {
  readonly min: Float64Array;
  readonly max: Float64Array;
  /** Value at the column's end (levels) or its exact mean (rates). */
  readonly value: Float64Array;
}

function emptyColumns(width: number): Columns {
  const column = (): Float64Array => new Float64Array(width).fill(Number.NaN);
  return { min: column(), max: column(), value: column() };
}

/** Buckets that a pixel column touches: [first, last]; undefined where nothing is recorded. */
function bucketsOf(recording: Recording, fromNs: number, toNs: number): readonly [number, number] | undefined {
  const { stepNs, length } = recording.series;
  const end = Math.min(toNs, recording.computedNs);
  if (end <= fromNs || fromNs < 0) return undefined;
  const first = Math.floor(fromNs / stepNs);
  if (first >= length) return undefined;
  return [first, Math.min(Math.max(Math.ceil(end / stepNs) - 1, first), length - 1)];
}

/** Whether a pixel column begins in a bucket that the column before it already began in. */
function continuesBucket(recording: Recording, fromNs: number, pixelNs: number): boolean {
  const { stepNs } = recording.series;
  return fromNs >= pixelNs && Math.floor(fromNs / stepNs) === Math.floor((fromNs - pixelNs) / stepNs);
}

/** Reduces a level column to `width` pixel columns; keeps min, max and last of each, so that no spike is lost. */
export function levelColumns(recording: Recording, id: SeriesId, window: TimeWindow, width: number): Columns {
  const out = emptyColumns(width);
  const source = recording.series.columns[id];
  const pixelNs = (window.toNs - window.fromNs) / width;
  for (let x = 0; x < width; x += 1) {
    const fromNs = window.fromNs + x * pixelNs;
    const buckets = bucketsOf(recording, fromNs, fromNs + pixelNs);
    if (buckets === undefined) continue;
    const last = source.last[buckets[1]] ?? Number.NaN;
    let min = last;
    let max = last;
    // Closer than one bucket per pixel, the spread belongs to the bucket's first pixel; the others show where it ended.
    const from = continuesBucket(recording, fromNs, pixelNs) ? buckets[0] + 1 : buckets[0];
    for (let bucket = from; bucket <= buckets[1]; bucket += 1) {
      min = Math.min(min, source.min[bucket] ?? min);
      max = Math.max(max, source.max[bucket] ?? max);
    }
    out.min[x] = min;
    out.max[x] = max;
    out.value[x] = last;
  }
  return out;
}

/**
 * Reduces `total` columns to their summed rate per second: the exact mean of each pixel column, and the extremes of the stretches
 * that end in it. A column without the end of a stretch is closer than the recording can tell, and has its mean alone.
 */
export function rateColumns(recording: Recording, ids: readonly SeriesId[], window: TimeWindow, width: number): Columns {
  const out = emptyColumns(width);
  const stretches = stretchRates(recording, ids);
  const stretchNs = STRETCH_BUCKETS * recording.series.stepNs;
  const pixelNs = (window.toNs - window.fromNs) / width;
  for (let x = 0; x < width; x += 1) {
    const fromNs = window.fromNs + x * pixelNs;
    if (bucketsOf(recording, fromNs, fromNs + pixelNs) === undefined) continue;
    let mean = 0;
    for (const id of ids) mean += rateBetween(recording, id, fromNs, fromNs + pixelNs);
    let min = mean;
    let max = mean;
    const end = Math.min(Math.floor((fromNs + pixelNs) / stretchNs), stretches.length);
    for (let index = Math.floor(fromNs / stretchNs); index < end; index += 1) {
      min = Math.min(min, stretches[index] ?? min);
      max = Math.max(max, stretches[index] ?? max);
    }
    out.min[x] = min;
    out.max[x] = max;
    out.value[x] = mean;
  }
  return out;
}
