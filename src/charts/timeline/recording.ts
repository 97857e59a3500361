import { bisectLeft } from 'd3';
import type { SimNs } from '../../base/units';
import { NS_PER_SECOND } from '../../base/units';
import type { SeriesId, SeriesSet } from '../../engine/record/series';
import { SERIES, SERIES_IDS } from '../../engine/record/series';

/** The buckets at whose end a `total` column is known, and how far apart they usually are. */
interface Samples {
  readonly buckets: Int32Array;
  /** Where each of them ends, ns. */
  readonly endsNs: Float64Array;
  readonly usualGap: number;
  /** A gap wider than this is a pause, not a sample that came late. */
  readonly pauseGap: number;
}

/** Series, how far they reach, and where their totals were sampled; what lies beyond `computedNs` is not known yet. */
export interface Recording {
  readonly series: SeriesSet;
  readonly computedNs: SimNs;
  /** Of what is counted as it happens. */
  readonly counted: Samples;
  /** Of `guest-writes`, which are counted when a slice of the guest's time ends. */
  readonly written: Samples;
}

function samplesOf({ columns, length, stepNs }: SeriesSet, ids: readonly SeriesId[], computedNs: SimNs, pause: number): Samples {
  const lasts = ids.map((id) => columns[id].last);
  const found: number[] = [];
  for (let bucket = 0; bucket < length; bucket += 1) {
    if (lasts.some((last) => last[bucket] !== (bucket === 0 ? 0 : last[bucket - 1]))) found.push(bucket);
  }
  const gaps = Int32Array.from(found, (bucket, index) => bucket - (found[index - 1] ?? -1)).sort();
  const usualGap = gaps[gaps.length >> 1] ?? 1;
  const endsNs = Float64Array.from(found, (bucket) => bucketEndNs(bucket, stepNs, computedNs));
  return { buckets: Int32Array.from(found), endsNs, usualGap, pauseGap: pause * usualGap };
}

const TOTALS = SERIES_IDS.filter((id) => SERIES[id].total);
/** In usual gaps. Steps of the migration vary more in length than the guest's slices do. */
const COUNTED_PAUSE = 16;
const WRITTEN_PAUSE = 4;

/** Wraps series for reading; undefined while there are none. */
export function readRecording(series: SeriesSet | undefined, computedNs: SimNs): Recording | undefined {
  if (series === undefined || series.length === 0) return undefined;
  return {
    series, computedNs,
    counted: samplesOf(series, TOTALS, computedNs, COUNTED_PAUSE),
    written: samplesOf(series, ['guest-writes'], computedNs, WRITTEN_PAUSE),
  };
}

/** End of a bucket, or where computing stands within it. */
function bucketEndNs(bucket: number, stepNs: SimNs, computedNs: SimNs): SimNs {
  const startNs = bucket * stepNs;
  return Math.max(Math.min(startNs + stepNs, computedNs), startNs + 1);
}

/** Value of a level column (remaining, threshold, ...) in the bucket that holds the moment. */
export function levelAt(recording: Recording, id: SeriesId, ns: SimNs): number {
  const { stepNs, length, columns } = recording.series;
  return columns[id].last[Math.min(Math.max(Math.floor(ns / stepNs), 0), length - 1)] ?? 0;
}

/**
 * A `total` column at a moment, in its unit. The engine samples at its own steps, which may span many buckets: between two
 * of them a total grows evenly. After a pause (a burst that is off, a stopped guest) it only grows from one usual gap on.
 */
export function totalAt(recording: Recording, id: SeriesId, ns: SimNs): number {
  const { buckets, endsNs, usualGap, pauseGap } = id === 'guest-writes' ? recording.written : recording.counted;
  if (ns <= 0) return 0;
  const { last } = recording.series.columns[id];
  const after = bisectLeft(endsNs, ns);
  const from = after === 0 ? -1 : (buckets[after - 1] ?? -1);
  const to = buckets[after];
  const before = from < 0 ? 0 : (last[from] ?? 0);
  if (to === undefined) return before;
  const toNs = endsNs[after] ?? 0;
  const paused = to - from > pauseGap;
  const fromNs = paused ? toNs - usualGap * recording.series.stepNs : (endsNs[after - 1] ?? 0);
  const share = Math.min(Math.max((ns - fromNs) / (toNs - fromNs), 0), 1);
  return before + ((last[to] ?? before) - before) * share;
}

/** Mean rate of a `total` column over [fromNs, toNs), in its unit per second. */
export function rateBetween(recording: Recording, id: SeriesId, fromNs: SimNs, toNs: SimNs): number {
  const end = Math.min(toNs, recording.computedNs);
  if (end <= fromNs) return 0;
  return ((totalAt(recording, id, end) - totalAt(recording, id, fromNs)) / (end - fromNs)) * NS_PER_SECOND;
}

/** Buckets of one stretch. A sample lies somewhere in its bucket, so a rate over one bucket may be off by its whole; over eight, by an eighth. */
export const STRETCH_BUCKETS = 8;

/** The summed rate of `total` columns over each stretch of eight buckets, in their unit per second: what peaks are judged by. */
export function stretchRates(recording: Recording, ids: readonly SeriesId[]): Float64Array {
  const stretchNs = STRETCH_BUCKETS * recording.series.stepNs;
  const count = Math.max(Math.floor(recording.computedNs / stretchNs), 1);
  const rates = new Float64Array(count);
  for (const id of ids) {
    let before = 0;
    for (let index = 0; index < count; index += 1) {
      const endNs = Math.min((index + 1) * stretchNs, recording.computedNs);
      const total = totalAt(recording, id, endNs);
      const spanNs = Math.max(endNs - index * stretchNs, 1);
      rates[index] = (rates[index] ?? 0) + ((total - before) / spanNs) * NS_PER_SECOND;
      before = total;
    }
  }
  return rates;
}
