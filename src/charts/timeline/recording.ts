import type { SimNs } from '../../base/units';
import { NS_PER_SECOND } from '../../base/units';
import type { SeriesId, SeriesSet } from '../../engine/record/series';
import { SERIES, SERIES_IDS } from '../../engine/record/series';

/** Series, how far they reach, and which buckets hold a sample; what lies beyond `computedNs` is not known yet. */
export interface Recording {
  readonly series: SeriesSet;
  readonly computedNs: SimNs;
  /** Buckets in which any total grew. Between two of them nothing was sampled, so totals grow evenly there. */
  readonly sampled: Int32Array;
}

const TOTALS = SERIES_IDS.filter((id) => SERIES[id].total);

function sampledBuckets(series: SeriesSet): Int32Array {
  const columns = TOTALS.map((id) => series.columns[id].last);
  const grew = (bucket: number): boolean => columns.some((last) => last[bucket] !== (bucket === 0 ? 0 : last[bucket - 1]));
  const found: number[] = [];
  for (let bucket = 0; bucket < series.length; bucket += 1) if (grew(bucket)) found.push(bucket);
  return Int32Array.from(found);
}

/** Wraps series for reading; undefined while there are none. */
export function readRecording(series: SeriesSet | undefined, computedNs: SimNs): Recording | undefined {
  return series === undefined || series.length === 0 ? undefined : { series, computedNs, sampled: sampledBuckets(series) };
}

/** End of a bucket, or where computing stands within it. */
function bucketEndNs(recording: Recording, bucket: number): SimNs {
  const startNs = bucket * recording.series.stepNs;
  return Math.max(Math.min(startNs + recording.series.stepNs, recording.computedNs), startNs + 1);
}

/** Value of a level column (remaining, threshold, ...) in the bucket that holds the moment. */
export function levelAt(recording: Recording, id: SeriesId, ns: SimNs): number {
  const { stepNs, length, columns } = recording.series;
  return columns[id].last[Math.min(Math.max(Math.floor(ns / stepNs), 0), length - 1)] ?? 0;
}

/** Index into `sampled` of the first sample that ends at or after a moment. */
function sampleAfter(recording: Recording, ns: SimNs): number {
  let low = 0;
  let high = recording.sampled.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (bucketEndNs(recording, recording.sampled[middle] ?? 0) < ns) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A `total` column at a moment, in its unit; linear between two samples. */
export function totalAt(recording: Recording, id: SeriesId, ns: SimNs): number {
  if (ns <= 0) return 0;
  const { sampled, series } = recording;
  const { last } = series.columns[id];
  const after = sampleAfter(recording, ns);
  const from = after === 0 ? undefined : sampled[after - 1];
  const to = sampled[after];
  const before = from === undefined ? 0 : (last[from] ?? 0);
  if (to === undefined) return before;
  const fromNs = from === undefined ? 0 : bucketEndNs(recording, from);
  const share = (ns - fromNs) / (bucketEndNs(recording, to) - fromNs);
  return before + ((last[to] ?? before) - before) * Math.min(share, 1);
}

/** Mean rate of a `total` column over [fromNs, toNs), in its unit per second. */
export function rateBetween(recording: Recording, id: SeriesId, fromNs: SimNs, toNs: SimNs): number {
  const end = Math.min(toNs, recording.computedNs);
  if (end <= fromNs) return 0;
  return ((totalAt(recording, id, end) - totalAt(recording, id, fromNs)) / (end - fromNs)) * NS_PER_SECOND;
}

/** Buckets of one stretch. A sample lies somewhere in its bucket, so a rate over one bucket may be off by its whole; over eight, by an eighth. */
export const STRETCH_BUCKETS = 8;

/** The rate of a `total` column over each stretch of eight buckets, in its unit per second: what peaks are judged by. */
export function stretchRates(recording: Recording, id: SeriesId): Float64Array {
  const stretchNs = STRETCH_BUCKETS * recording.series.stepNs;
  const count = Math.max(Math.floor(recording.computedNs / stretchNs), 1);
  const rates = new Float64Array(count);
  let before = 0;
  for (let index = 0; index < count; index += 1) {
    const endNs = Math.min((index + 1) * stretchNs, recording.computedNs);
    const total = totalAt(recording, id, endNs);
    const spanNs = endNs - index * stretchNs;
    rates[index] = spanNs > 0 ? ((total - before) / spanNs) * NS_PER_SECOND : 0;
    before = total;
  }
  return rates;
}
