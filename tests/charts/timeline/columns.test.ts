import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { levelColumns, rateColumns } from '../../../src/charts/timeline/columns';
import { rateBetween, totalAt } from '../../../src/charts/timeline/recording';
import { seriesOf } from './recordedRun';

const STEP = 1e6;

function spiked(values: readonly number[]) {
  return seriesOf(values.length, STEP, { remaining: (ns) => values[Math.min(Math.round(ns / STEP), values.length - 1)] ?? 0 });
}

describe('reduction to pixel columns', () => {
  it('keeps the highest and the lowest value of every level, however few pixels there are', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 1e6 }), { minLength: 2, maxLength: 300 }), fc.integer({ min: 1, max: 50 }), (values, width) => {
      const series = spiked(values);
      const all = { fromNs: 0, toNs: values.length * STEP };
      const columns = levelColumns({ series, computedNs: all.toNs }, 'remaining', all, width);
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
      const recording = { series, computedNs: all.toNs };
      const columns = rateColumns(recording, 'sent-plain', all, width);
      const counted = columns.value.reduce((sum, rate) => sum + (rate * (all.toNs / width)) / 1e9, 0);
      expect(counted).toBeCloseTo(totals.at(-1) ?? 0, 3);
      const highest = Math.max(...growth) / (STEP / 1e9);
      expect(Math.max(...columns.max)).toBeCloseTo(highest, 3);
    }));
  });

  it('leaves a gap where nothing is computed yet', () => {
    const series = seriesOf(10, STEP, { 'sent-plain': (ns) => ns / STEP });
    const columns = rateColumns({ series, computedNs: 4.5 * STEP }, 'sent-plain', { fromNs: 0, toNs: 10 * STEP }, 10);
    expect([...columns.value].map(Number.isNaN)).toEqual([false, false, false, false, false, true, true, true, true, true]);
  });

  it('closer than one bucket per pixel, shows the spread of a bucket once', () => {
    const series = spiked([0, 100, 100, 100]);
    const columns = levelColumns({ series, computedNs: 4 * STEP }, 'remaining', { fromNs: 0, toNs: 4 * STEP }, 16);
    expect([...columns.min].slice(0, 4)).toEqual([0, 100, 100, 100]);
  });

  it('reads a bucket that is still being filled at its true rate', () => {
    const series = seriesOf(3, STEP, { 'sent-plain': (ns) => Math.min(ns, 2.5 * STEP) / 1e3 });
    const recording = { series, computedNs: 2.5 * STEP };
    expect(rateBetween(recording, 'sent-plain', 2 * STEP, 3 * STEP)).toBeCloseTo(1e6);
    expect(totalAt(recording, 'sent-plain', 2.5 * STEP)).toBeCloseTo(2500);
  });
});
