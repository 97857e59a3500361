import type { SimNs } from '../../base/units';

/** Column of the recorded series. `total` columns only grow: their difference over time is a rate. */
export const SERIES = {
  remaining: { unit: 'pages', total: false },
  threshold: { unit: 'pages', total: false },
  'expected-downtime': { unit: 'ms', total: false },
  'dirty-pages-rate': { unit: 'pages/s', total: false },
  'cpu-throttle-percentage': { unit: '%', total: false },
  pinned: { unit: 'pages', total: false },
  'guest-writes': { unit: 'pages', total: true },
  'sent-plain': { unit: 'pages', total: true },
  'sent-zero': { unit: 'pages', total: true },
  'sent-psp': { unit: 'pages', total: true },
  'sent-helper': { unit: 'pages', total: true },
  'link-bytes': { unit: 'bytes', total: true },
  'psp-source-busy': { unit: 'ns', total: true },
  'psp-destination-busy': { unit: 'ns', total: true },
  'helper-source-busy': { unit: 'ns', total: true },
  'helper-destination-busy': { unit: 'ns', total: true },
  'link-busy': { unit: 'ns', total: true },
} as const;
export type SeriesId = keyof typeof SERIES;
export const SERIES_IDS = Object.keys(SERIES) as readonly SeriesId[];

/** min, max and last value of each bucket; a bucket without a sample repeats the last value before it. */
export interface SeriesColumn {
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly last: Float64Array;
}

/** Bucket i covers [i * stepNs, (i + 1) * stepNs); the step doubles when the buckets run out. */
export interface SeriesSet {
  readonly stepNs: SimNs;
  readonly length: number;
  readonly columns: Readonly<Record<SeriesId, SeriesColumn>>;
}
