import type { SimNs } from '../../base/units';
import { SERIES_IDS, type SeriesColumn, type SeriesId, type SeriesSet } from './series';

/** Buckets kept; when a run outgrows them, pairs are merged and the step doubles. A power of two. */
const BUCKETS = 4096;
const FIRST_STEP_NS = 65_536;

interface GrowingColumn {
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly last: Float64Array;
}

/** Bounded series of a run of unknown length: min, max and last of each bucket survive every merge. */
export class SeriesRecorder {
  private stepNs: SimNs = FIRST_STEP_NS;
  private length = 0;
  private readonly columns: readonly GrowingColumn[] = SERIES_IDS.map(() => ({
    min: new Float64Array(BUCKETS), max: new Float64Array(BUCKETS), last: new Float64Array(BUCKETS),
  }));
  /** Grows with every sample, so that a reader can tell news. */
  version = 0;

  /** End of the bucket of the last sample: a sample before it adds nothing to slowly changing columns. */
  get bucketEndNs(): SimNs {
    return this.length * this.stepNs;
  }

  /** Records one value per column, in the order of SERIES_IDS, at `atNs`; times never go back. */
  sample(atNs: SimNs, values: Float64Array): void {
    while (atNs >= BUCKETS * this.stepNs) this.merge();
    const bucket = Math.floor(atNs / this.stepNs);
    const isFirst = this.version === 0;
    while (this.length <= bucket) this.openBucket();
    for (let i = 0; i < this.columns.length; i++) {
      const { min, max, last } = this.columns[i]!;
      const value = values[i]!;
      if (isFirst || value < min[bucket]!) min[bucket] = value;
      if (isFirst || value > max[bucket]!) max[bucket] = value;
      last[bucket] = value;
    }
    this.version++;
  }

  /** A copy of what is recorded, trimmed to its length. */
  snapshot(): SeriesSet {
    const columns: Partial<Record<SeriesId, SeriesColumn>> = {};
    SERIES_IDS.forEach((id, i) => {
      const { min, max, last } = this.columns[i]!;
      columns[id] = { min: min.slice(0, this.length), max: max.slice(0, this.length), last: last.slice(0, this.length) };
    });
    return { stepNs: this.stepNs, length: this.length, columns: columns as Record<SeriesId, SeriesColumn> };
  }

  get byteLength(): number {
    return this.columns.length * 3 * BUCKETS * 8;
  }

  /** A new bucket starts where the last one ended. */
  private openBucket(): void {
    const at = this.length++;
    for (const { min, max, last } of this.columns) {
      const before = at === 0 ? 0 : last[at - 1]!;
      min[at] = before;
      max[at] = before;
      last[at] = before;
    }
  }

  private merge(): void {
    const half = Math.ceil(this.length / 2);
    for (const { min, max, last } of this.columns) {
      for (let i = 0; i < half; i++) {
        const right = Math.min(2 * i + 1, this.length - 1);
        min[i] = Math.min(min[2 * i]!, min[right]!);
        max[i] = Math.max(max[2 * i]!, max[right]!);
        last[i] = last[right]!;
      }
    }
    this.length = half;
    this.stepNs *= 2;
  }
}
