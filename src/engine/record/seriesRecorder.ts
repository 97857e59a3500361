import type { SimNs } from '../../base/units';
import { SERIES, SERIES_IDS, type SeriesColumn, type SeriesId, type SeriesSet } from './series';

/** Buckets kept; when a run outgrows them, pairs are merged and the step doubles. A power of two. */
const BUCKETS = 4096;
const FIRST_STEP_NS = 65_536;

interface GrowingColumn {
  readonly isTotal: boolean;
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly last: Float64Array;
}

/**
 * Bounded series of a run of unknown length: min, max and last of each bucket survive every merge. Samples come at the ends
 * of pieces of work, some longer than a bucket: a total grew evenly in between, everything else kept its value.
 */
export class SeriesRecorder {
  private stepNs: SimNs = FIRST_STEP_NS;
  private length = 0;
  private lastNs: SimNs = 0;
  private readonly columns: readonly GrowingColumn[] = SERIES_IDS.map((id) => ({
    isTotal: SERIES[id].total, min: new Float64Array(BUCKETS), max: new Float64Array(BUCKETS), last: new Float64Array(BUCKETS),
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
    while (this.length <= bucket) this.openBucket(atNs, values);
    for (let i = 0; i < this.columns.length; i++) {
      const { min, max, last } = this.columns[i]!;
      const value = values[i]!;
      if (isFirst || value < min[bucket]!) min[bucket] = value;
      if (isFirst || value > max[bucket]!) max[bucket] = value;
      last[bucket] = value;
    }
    this.lastNs = atNs;
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

  /** Closes the newest bucket on the way to a sample of `values` at `atNs`; the next one starts where it ended. */
  private openBucket(atNs: SimNs, values: Float64Array): void {
    const at = this.length++;
    const share = at === 0 ? 0 : (at * this.stepNs - this.lastNs) / (atNs - this.lastNs);
    this.columns.forEach(({ isTotal, min, max, last }, i) => {
      const before = at === 0 ? 0 : last[at - 1]!;
      const end = isTotal && at > 0 ? before + (values[i]! - before) * share : before;
      if (at > 0) {
        last[at - 1] = end;
        min[at - 1] = Math.min(min[at - 1]!, end);
        max[at - 1] = Math.max(max[at - 1]!, end);
      }
      min[at] = end;
      max[at] = end;
      last[at] = end;
    });
    this.lastNs = Math.max(this.lastNs, at * this.stepNs);
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
