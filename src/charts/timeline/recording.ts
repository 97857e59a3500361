import type { SimNs } from '../../base/units';
import { NS_PER_SECOND } from '../../base/units';
import type { SeriesId, SeriesSet } from '../../engine/record/series';

/** Series and how far they reach; what lies beyond `computedNs` is not known yet. */
export interface Recording {
  readonly series: SeriesSet;
  readonly computedNs: SimNs;
}

function bucketOf(recording: Recording, ns: SimNs): number {
  const { stepNs, length } = recording.series;
  return Math.min(Math.max(Math.floor(ns / stepNs), 0), length - 1);
}

/** End of a bucket; the last one ends where computing stands. */
export function bucketEndNs(recording: Recording, bucket: number): SimNs {
  const { stepNs, length } = recording.series;
  const end = (bucket + 1) * stepNs;
  if (bucket < length - 1) return end;
  return Math.max(Math.min(end, recording.computedNs), bucket * stepNs + 1);
}

/** Value of a level column (remaining, threshold, ...) in the bucket that holds the moment; 0 before anything is recorded. */
export function levelAt(recording: Recording, id: SeriesId, ns: SimNs): number {
  if (recording.series.length === 0) return 0;
  return recording.series.columns[id].last[bucketOf(recording, ns)] ?? 0;
}

/** A `total` column at a moment, in its unit; linear within a bucket. */
export function totalAt(recording: Recording, id: SeriesId, ns: SimNs): number {
  const { series } = recording;
  if (series.length === 0 || ns <= 0) return 0;
  const bucket = bucketOf(recording, ns);
  const { last } = series.columns[id];
  const before = bucket === 0 ? 0 : (last[bucket - 1] ?? 0);
  const startNs = bucket * series.stepNs;
  const share = Math.min((ns - startNs) / (bucketEndNs(recording, bucket) - startNs), 1);
  return before + ((last[bucket] ?? before) - before) * share;
}

/** Mean rate of a `total` column over [fromNs, toNs), in its unit per second. */
export function rateBetween(recording: Recording, id: SeriesId, fromNs: SimNs, toNs: SimNs): number {
  const end = Math.min(toNs, recording.computedNs);
  if (end <= fromNs) return 0;
  return ((totalAt(recording, id, end) - totalAt(recording, id, fromNs)) / (end - fromNs)) * NS_PER_SECOND;
}

/** Rate of a `total` column within one bucket, in its unit per second. */
export function bucketRate(recording: Recording, id: SeriesId, bucket: number): number {
  const { series } = recording;
  const { last } = series.columns[id];
  const before = bucket === 0 ? 0 : (last[bucket - 1] ?? 0);
  const lengthNs = bucketEndNs(recording, bucket) - bucket * series.stepNs;
  return (((last[bucket] ?? before) - before) / lengthNs) * NS_PER_SECOND;
}
