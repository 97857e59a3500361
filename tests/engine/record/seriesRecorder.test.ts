import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SERIES, SERIES_IDS } from '../../../src/engine/record/series';
import { SeriesRecorder } from '../../../src/engine/record/seriesRecorder';

interface Sample {
  readonly atNs: number;
  readonly values: readonly number[];
}

const BUCKETS = 4096;

/** A bucket starts with the value before it; min, max and last of that and of its samples. A total grows evenly between samples. */
function naive(samples: readonly Sample[], stepNs: number, column: number): { readonly min: number[]; readonly max: number[]; readonly last: number[] } {
  const length = Math.floor(samples.at(-1)!.atNs / stepNs) + 1;
  const out = { min: [] as number[], max: [] as number[], last: [] as number[] };
  let before: number | undefined;
  let next = 0;
  for (let bucket = 0; bucket < length; bucket++) {
    const seen: number[] = before === undefined ? [] : [before];
    while (next < samples.length && samples[next]!.atNs < (bucket + 1) * stepNs) seen.push(samples[next++]!.values[column]!);
    const previous = samples[next - 1];
    const following = samples[next];
    if (SERIES[SERIES_IDS[column]!].total && previous !== undefined && following !== undefined && bucket + 1 < length) {
      const share = ((bucket + 1) * stepNs - previous.atNs) / (following.atNs - previous.atNs);
      seen.push(previous.values[column]! + (following.values[column]! - previous.values[column]!) * share);
    }
    out.min.push(Math.min(...seen));
    out.max.push(Math.max(...seen));
    out.last.push(seen.at(-1)!);
    before = seen.at(-1)!;
  }
  return out;
}

const gap = fc.oneof(fc.nat(1000), fc.nat(200_000), fc.nat(50_000_000), fc.nat(2_000_000_000));

test('min, max and last of every bucket survive every merge', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(gap, fc.integer({ min: -100, max: 100 })), { minLength: 1, maxLength: 60 }), (drawn) => {
      const recorder = new SeriesRecorder();
      let atNs = -drawn[0]![0];
      const samples = drawn.map(([pause, value]): Sample => ({ atNs: (atNs += pause), values: SERIES_IDS.map((_, i) => value * (i + 1)) }));
      for (const { atNs: at, values } of samples) recorder.sample(at, Float64Array.from(values));
      const { stepNs, length, columns } = recorder.snapshot();
      expect(length).toBeLessThanOrEqual(BUCKETS);
      expect(Math.log2(stepNs / 65_536) % 1).toBe(0);
      expect(stepNs === 65_536 || samples.at(-1)!.atNs >= (BUCKETS * stepNs) / 2).toBe(true);
      for (const column of [0, SERIES_IDS.length - 1]) {
        const { min, max, last } = columns[SERIES_IDS[column]!];
        const expected = naive(samples, stepNs, column);
        for (const [got, wanted] of [[min, expected.min], [max, expected.max], [last, expected.last]] as const) {
          expect(got).toHaveLength(wanted.length);
          expect(Math.max(...wanted.map((value, bucket) => Math.abs(value - got[bucket]!)))).toBeLessThan(1e-6);
        }
      }
    }),
    { numRuns: 60 },
  );
});

test('a snapshot is a copy, and the version grows with every sample', () => {
  const recorder = new SeriesRecorder();
  recorder.sample(0, new Float64Array(SERIES_IDS.length).fill(5));
  const { columns } = recorder.snapshot();
  const before = recorder.version;
  recorder.sample(10, new Float64Array(SERIES_IDS.length).fill(9));
  expect(columns.pinned.last[0]).toBe(5);
  expect(recorder.version).toBeGreaterThan(before);
  expect(recorder.snapshot().columns.pinned).toEqual({ min: Float64Array.of(5), max: Float64Array.of(9), last: Float64Array.of(9) });
});

test('days of a run fit as many buckets as a second', () => {
  const recorder = new SeriesRecorder();
  for (let hour = 0; hour < 50; hour++) recorder.sample(hour * 3600e9, new Float64Array(SERIES_IDS.length).fill(hour));
  const { stepNs, length, columns } = recorder.snapshot();
  expect(length).toBeLessThanOrEqual(BUCKETS);
  expect(columns.pinned.last[Math.floor((7 * 3600e9) / stepNs)]).toBe(7);
  expect(recorder.byteLength).toBe(SERIES_IDS.length * 3 * BUCKETS * 8);
});
