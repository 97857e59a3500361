import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { levelColumns, rateColumns } from '../../../src/charts/timeline/columns';
import { rateBetween, readRecording, STRETCH_BUCKETS, totalAt } from '../../../src/charts/timeline/recording';
import { seriesOf } from './recordedRun';

const STEP = 1e6;

function read(series: ReturnType<typeof seriesOf>, computedNs: number) {
  const recording = readRecording(series, computedNs);
  if (recording === undefined) throw new Error('an empty series has no recording');
  return recording;
}

function spiked(values: readonly number[]) {
  return seriesOf(values.length, STEP, { remaining: (ns) => values[Math.min(Math.round(ns / STEP), values.length - 1)] ?? 0 });
}

describe('reduction to pixel columns', () => {
  it('keeps the highest and the lowest value of every level, however few pixels there are', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 1e6 }), { minLength: 2, maxLength: 300 }), fc.integer({ min: 1, max: 50 }), (values, width) => {
      const series = spiked(values);
      const all = { fromNs: 0, toNs: values.length * STEP };
      const columns = levelColumns(read(series, all.toNs), 'remaining', all, width);
      expect(Math.max(...columns.max)).toBe(Math.max(...series.columns.remaining.max));
      if (width > values.length) return;
      expect(Math.min(...columns.min)).toBe(Math.min(...series.columns.remaining.min));
    }));
  });

  it('averages rates exactly: pixels times width give back what was counted', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 1e6 }), { minLength: 2, maxLength: 200 }), fc.integer({ min: 1, max: 400 }), (growth, width) => {
      const totals = growth.reduce<number[]>((sums, value) => [...sums, (sums.at(-1) ?? 0) + value], []);
      const series = seriesOf(growth.length, STEP, { 'sent-plain': (ns) => (ns === 0 ? 0 : (totals[Math.round(ns / STEP) - 1] ?? 0)) });
      const all = { fromNs: 0, toNs: growth.length * STEP };
      const recording = read(series, all.toNs);
      const columns = rateColumns(recording, ['sent-plain'], all, width);
      const counted = columns.value.reduce((sum, rate) => sum + (rate * (all.toNs / width)) / 1e9, 0);
      expect(counted).toBeCloseTo(totals.at(-1) ?? 0, 3);
    }));
  });

  it('keeps the busiest stretch of eight buckets, however few pixels there are', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 1e6 }), { minLength: 8, maxLength: 160 }), fc.integer({ min: 1, max: 6 }), (growth, width) => {
      const totals = growth.reduce<number[]>((sums, value) => [...sums, (sums.at(-1) ?? 0) + value], []);
      const series = seriesOf(growth.length, STEP, { 'sent-plain': (ns) => (ns === 0 ? 0 : (totals[Math.round(ns / STEP) - 1] ?? 0)) });
      const all = { fromNs: 0, toNs: growth.length * STEP };
      const stretches = Array.from({ length: Math.floor(growth.length / STRETCH_BUCKETS) }, (_, index) =>
        growth.slice(index * STRETCH_BUCKETS, (index + 1) * STRETCH_BUCKETS).reduce((sum, value) => sum + value, 0));
      const highest = (Math.max(...stretches) / (STRETCH_BUCKETS * STEP)) * 1e9;
      expect(Math.max(...rateColumns(read(series, all.toNs), ['sent-plain'], all, width).max)).toBeGreaterThanOrEqual(highest * (1 - 1e-9));
    }));
  });

  it('reads buckets without a sample as what they are: unknown in between, not a rate of zero', () => {
    const everyFifth = (ns: number): number => Math.floor(ns / (5 * STEP)) * 5 * STEP;
    const series = seriesOf(40, STEP, { 'guest-writes': (ns) => everyFifth(ns) / 1e3, 'link-bytes': everyFifth });
    const columns = rateColumns(read(series, 40 * STEP), ['guest-writes'], { fromNs: 0, toNs: 40 * STEP }, 40);
    for (const rate of columns.value) expect(rate).toBeCloseTo(1e6);
  });

  it('still shows a pause of one path while another is sampled', () => {
    const series = seriesOf(30, STEP, { 'guest-writes': (ns) => Math.min(ns, 10 * STEP) + Math.max(0, ns - 20 * STEP), 'link-bytes': (ns) => ns });
    const columns = rateColumns(read(series, 30 * STEP), ['guest-writes'], { fromNs: 0, toNs: 30 * STEP }, 30);
    expect([columns.value[5], columns.value[15], columns.value[25]]).toEqual([1e9, 0, 1e9]);
  });

  it('takes the peak of a sum, not the sum of peaks that were never together', () => {
    const half = 24 * STEP;
    const series = seriesOf(48, STEP, { 'sent-plain': (ns) => Math.min(ns, half), 'sent-helper': (ns) => Math.max(0, ns - half) });
    const columns = rateColumns(read(series, 48 * STEP), ['sent-plain', 'sent-helper'], { fromNs: 0, toNs: 48 * STEP }, 1);
    expect(columns.max[0]).toBeCloseTo(1e9);
  });

  it('leaves a gap where nothing is computed yet', () => {
    const series = seriesOf(10, STEP, { 'sent-plain': (ns) => ns / STEP });
    const columns = rateColumns(read(series, 4.5 * STEP), ['sent-plain'], { fromNs: 0, toNs: 10 * STEP }, 10);
    expect([...columns.value].map(Number.isNaN)).toEqual([false, false, false, false, false, true, true, true, true, true]);
  });

  it('closer than one bucket per pixel, shows the spread of a bucket once', () => {
    const series = spiked([0, 100, 100, 100]);
    const columns = levelColumns(read(series, 4 * STEP), 'remaining', { fromNs: 0, toNs: 4 * STEP }, 16);
    expect([...columns.min].slice(0, 4)).toEqual([0, 100, 100, 100]);
  });

  it('reads a bucket that is still being filled at its true rate', () => {
    const series = seriesOf(3, STEP, { 'sent-plain': (ns) => Math.min(ns, 2.5 * STEP) / 1e3 });
    const recording = read(series, 2.5 * STEP);
    expect(rateBetween(recording, 'sent-plain', 2 * STEP, 3 * STEP)).toBeCloseTo(1e6);
    expect(totalAt(recording, 'sent-plain', 2.5 * STEP)).toBeCloseTo(2500);
  });
});
