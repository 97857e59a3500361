import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { granuleWrites } from '../../../../src/engine/guest/workload/granuleWrites';
import { drawnPage, scatterWrites } from '../../../../src/engine/guest/workload/scatterWrites';
import { popcount } from '../../../../src/engine/memory/popcount';
import { countOf, pagesOf } from '../../planeSets';
import { barePlanes, KEYS } from './planes';

const BIG = 1 << 20;
const count = (plane: Int32Array): number => plane.reduce((sum, word) => sum + popcount(word), 0);

/** Pages hit by `writes` uniform draws: mean and variance (occupancy; the variance of independent pages is above it). */
function occupancy(pages: number, writes: number): { readonly mean: number; readonly spread: number } {
  const missed = (1 - 1 / pages) ** writes;
  return { mean: pages * (1 - missed), spread: Math.sqrt(pages * missed * (1 - missed)) + 1 };
}

describe('writes drawn one by one', () => {
  const range = { first: 100, pages: 1000 };

  test('hit the pages that the scalar twin says, above 2^32 writes too', () => {
    fc.assert(
      fc.property(fc.oneof(fc.nat(1e6), fc.constantFrom(2 ** 32 - 20, 3 * 2 ** 32 - 7, 2 ** 45)), fc.nat(60), fc.integer({ min: 1, max: 3000 }), (from, writes, pages) => {
        const planes = barePlanes(4000);
        scatterWrites(planes, { first: 77, pages: Math.max(pages, writes) }, KEYS, from, from + writes);
        const expected = new Set(Array.from({ length: writes }, (_, i) => drawnPage({ first: 77, pages: Math.max(pages, writes) }, KEYS.draw, from + i)));
        expect(pagesOf(planes.dirty)).toEqual([...expected].toSorted((a, b) => a - b));
        expect(planes.stale).toEqual(planes.dirty);
      }),
    );
  });

  test('do not depend on how a run is cut into calls', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1500), { maxLength: 10 }), (cuts) => {
        const whole = barePlanes(2000);
        const cut = barePlanes(2000);
        scatterWrites(whole, range, KEYS, 0, 1500);
        const at = [0, ...cuts.toSorted((a, b) => a - b), 1500];
        for (let i = 1; i < at.length; i++) scatterWrites(cut, range, KEYS, at[i - 1]!, at[i]!);
        expect(cut.dirty).toEqual(whole.dirty);
      }),
    );
  });

  test('stay inside their range and hit each page alike', () => {
    const hits = new Int32Array(1100);
    for (let i = 0; i < 200_000; i++) hits[drawnPage(range, KEYS.draw, i)]!++;
    expect([...hits.subarray(0, 100)].every((n) => n === 0)).toBe(true);
    // chi-square of 1000 cells: mean 999, deviation 44.7
    const chi = hits.subarray(100).reduce((sum, n) => sum + (n - 200) ** 2 / 200, 0);
    expect(Math.abs(chi - 999)).toBeLessThan(5 * 44.7);
  });
});

describe('many writes at once', () => {
  const range = { first: 37, pages: BIG };
  const planes = barePlanes(BIG + 512);
  const written = (writes: number, from: number): Int32Array => {
    planes.dirty.fill(0);
    planes.stale.fill(0);
    scatterWrites(planes, range, KEYS, from, from + writes);
    expect(planes.stale).toEqual(planes.dirty);
    return planes.dirty;
  };

  test('the law of equal means: masks, granules and single draws dirty as many pages', () => {
    for (const writes of [100, 2000, 65_536, 131_072, 200_000, 1_048_576]) {
      const { mean, spread } = occupancy(BIG, writes);
      const runs = Array.from({ length: 2 }, (_, i) => count(written(writes, i * writes)));
      expect(Math.abs(runs.reduce((a, b) => a + b) / 2 - mean)).toBeLessThan(4 * (spread + Math.sqrt(writes)));
    }
  });

  test('granules: as many pages as single draws in the mean of many seeds, spread evenly over memory', () => {
    const writes = 20_000;
    let sum = 0;
    const seeds = 40;
    const parts = Array.from({ length: 16 }, () => 0);
    for (let seed = 0; seed < seeds; seed++) {
      planes.dirty.fill(0);
      granuleWrites(planes, range, seed * 7919, writes);
      sum += count(planes.dirty);
      for (let part = 0; part < 16; part++) parts[part]! += count(planes.dirty.subarray(part * 2048, (part + 1) * 2048));
    }
    const { mean } = occupancy(BIG, writes);
    expect(Math.abs(sum / seeds - mean)).toBeLessThan(4 * Math.sqrt(writes / seeds));
    for (const part of parts) expect(Math.abs(part - sum / 16)).toBeLessThan(5 * Math.sqrt(sum / 16));
  });

  test('granules: every place inside a granule is hit alike, and inside a word', () => {
    const bits = Array.from({ length: 32 }, () => 0);
    const places = Array.from({ length: 64 }, () => 0);
    for (let seed = 0; seed < 8; seed++) {
      planes.dirty.fill(0);
      granuleWrites(planes, { first: 0, pages: BIG }, seed * 104_729 + 1, 60_000);
      for (const page of pagesOf(planes.dirty.subarray(0, 4096))) {
        bits[page % 32]!++;
        places[page % 64]!++;
      }
    }
    for (const cells of [bits, places]) {
      const mean = cells.reduce((a, b) => a + b) / cells.length;
      const chi = cells.reduce((sum, n) => sum + (n - mean) ** 2 / mean, 0);
      expect(chi).toBeLessThan(cells.length - 1 + 5 * Math.sqrt(2 * cells.length));
    }
  });

  test('nothing outside the range, at either end, in any way of writing', () => {
    for (const first of [0, 1, 31, 32, 37]) {
      for (const pages of [BIG, BIG + 1, BIG + 31, BIG + 300]) {
        for (const writes of [50, 100_000, 300_000, 40_000_000]) {
          const planes = barePlanes(BIG + 1024);
          scatterWrites(planes, { first, pages }, KEYS, 5, 5 + writes);
          const end = first + pages;
          expect(pagesOf(planes.dirty.subarray(0, 2)).filter((page) => page < first)).toEqual([]);
          expect(pagesOf(planes.dirty.subarray(end >> 5)).filter((page) => page + (end >> 5) * 32 >= end)).toEqual([]);
        }
      }
    }
  });

  test('more than 21 + ln(pages) writes a page hit them all, and nothing else', () => {
    const planes = barePlanes(2048);
    scatterWrites(planes, { first: 3, pages: 1000 }, KEYS, 0, 1000 * 29);
    expect(pagesOf(planes.dirty)).toEqual(Array.from({ length: 1000 }, (_, i) => i + 3));
  });

  test('a small set that is written twice over goes by masks with the right mean', () => {
    let sum = 0;
    for (let i = 0; i < 50; i++) {
      const planes = barePlanes(2048);
      scatterWrites(planes, { first: 5, pages: 2000 }, KEYS, i * 5000, i * 5000 + 5000);
      sum += countOf(planes.dirty);
    }
    const { mean, spread } = occupancy(2000, 5000);
    expect(Math.abs(sum / 50 - mean)).toBeLessThan((5 * spread) / Math.sqrt(50));
  });
});

test('no writes and no pages change nothing', () => {
  const planes = barePlanes(512);
  scatterWrites(planes, { first: 0, pages: 512 }, KEYS, 10, 10);
  scatterWrites(planes, { first: 0, pages: 0 }, KEYS, 0, 1000);
  expect(countOf(planes.dirty)).toBe(0);
});
