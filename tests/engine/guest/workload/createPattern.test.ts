import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPattern } from '../../../../src/engine/guest/workload/createPattern';
import { fractionalPower } from '../../../../src/engine/guest/workload/zipfPattern';
import { countOf, pagesOf } from '../../planeSets';
import { testConfig, type ConfigChanges } from '../../testConfig';
import { barePlanes } from './planes';

const workloadOf = (changes: NonNullable<ConfigChanges['workload']>) => testConfig({ workload: { firstPage: 64, workingSetPages: 1024, ...changes } }).workload;

/** How often single writes hit each page: the pattern is asked for one write after the other. */
function hitsOf(changes: NonNullable<ConfigChanges['workload']>, writes: number, seed = 3): Int32Array {
  const pattern = createPattern(workloadOf(changes), seed);
  const planes = barePlanes(1536);
  const hits = new Int32Array(4096);
  for (let i = 0; i < writes; i++) {
    pattern.write(planes, i, i + 1);
    planes.dirty.forEach((word, at) => {
      if (word !== 0) for (const page of pagesOf(Int32Array.of(word))) hits[at * 32 + page]!++;
    });
    planes.dirty.fill(0);
  }
  return hits;
}

/** Distinct pages of one call. */
function pagesHit(changes: NonNullable<ConfigChanges['workload']>, from: number, to: number, seed = 3): readonly number[] {
  const planes = barePlanes(4096);
  createPattern(workloadOf(changes), seed).write(planes, from, to);
  expect(planes.stale).toEqual(planes.dirty);
  return pagesOf(planes.dirty);
}

describe('sequential', () => {
  test('write n goes to page (n + start) modulo the working set, however it is cut', () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.nat(1500), fc.nat(1500), fc.nat(2000), (from, first, second, startWrites) => {
        const changes = { kind: 'sequential', startWrites, workingSetPages: 1000 } as const;
        const expected = new Set(Array.from({ length: first + second }, (_, i) => 64 + ((from + i + startWrites) % 1000)));
        const cut = new Set([...pagesHit(changes, from, from + first), ...pagesHit(changes, from + first, from + first + second)]);
        expect([...cut].toSorted((a, b) => a - b)).toEqual([...expected].toSorted((a, b) => a - b));
        expect(pagesHit(changes, from, from + first + second)).toEqual([...expected].toSorted((a, b) => a - b));
      }),
    );
  });
});

test('idle writes nothing', () => {
  expect(pagesHit({ kind: 'idle' }, 0, 1e6)).toEqual([]);
});

test('burst and uniform write the same pages: only their clocks differ', () => {
  expect(pagesHit({ kind: 'burst' }, 100, 400)).toEqual(pagesHit({ kind: 'uniform' }, 100, 400));
});

describe('hotset', () => {
  const changes = { kind: 'hotset', hotPages: 100, hotShare: 0.9 } as const;

  test('its share of the writes hits the hot pages, the others the rest, each evenly', () => {
    const hits = hitsOf(changes, 20_000);
    const hot = hits.subarray(64, 164).reduce((a, b) => a + b, 0);
    const rest = hits.subarray(164, 1088).reduce((a, b) => a + b, 0);
    expect(hot + rest).toBe(20_000);
    expect(Math.abs(hot - 18_000)).toBeLessThan(2);
    const chi = hits.subarray(64, 164).reduce((sum, n) => sum + (n - 180) ** 2 / 180, 0);
    expect(Math.abs(chi - 99)).toBeLessThan(5 * Math.sqrt(2 * 99));
  });

  test('depends on the numbers of the writes alone', () => {
    fc.assert(
      fc.property(fc.nat(800), fc.nat(100), fc.nat(100), (from, first, second) => {
        const cut = new Set([...pagesHit(changes, from, from + first), ...pagesHit(changes, from + first, from + first + second)]);
        expect(pagesHit(changes, from, from + first + second)).toEqual([...cut].toSorted((a, b) => a - b));
      }),
    );
  });

  test('all hot, and nothing hot', () => {
    expect(pagesHit({ ...changes, hotShare: 1 }, 0, 150).every((page) => page < 164)).toBe(true);
    expect(pagesHit({ ...changes, hotShare: 0 }, 0, 150).every((page) => page >= 164)).toBe(true);
  });
});

describe('zipf', () => {
  test('each range of ranks gets its share of the writes', () => {
    for (const zipfExponent of [0, 0.5, 0.99, 1.5]) {
      const hits = hitsOf({ kind: 'zipf', zipfExponent }, 20_000);
      const weights = Array.from({ length: 1024 }, (_, i) => (i + 1) ** -zipfExponent);
      const total = weights.reduce((a, b) => a + b, 0);
      expect(Math.abs(hits.reduce((a, b) => a + b, 0) - 20_000)).toBeLessThan(11);
      for (let edge = 1; edge <= 512; edge *= 2) {
        const share = weights.slice(edge - 1, 2 * edge - 1).reduce((a, b) => a + b, 0) / total;
        const got = hits.subarray(64 + edge - 1, 64 + 2 * edge - 1).reduce((a, b) => a + b, 0) / 20_000;
        expect(Math.abs(got - share)).toBeLessThan(0.01 * share + 0.0015);
      }
    }
  });

  test('depends on the numbers of the writes alone', () => {
    fc.assert(
      fc.property(fc.nat(800), fc.nat(60), fc.nat(60), (from, first, second) => {
        const changes = { kind: 'zipf', zipfExponent: 0.99, workingSetPages: 3000 } as const;
        const cut = new Set([...pagesHit(changes, from, from + first), ...pagesHit(changes, from + first, from + first + second)]);
        const whole = pagesHit(changes, from, from + first + second).filter((page) => page >= 64 + 255);
        expect(whole).toEqual([...cut].filter((page) => page >= 64 + 255).toSorted((a, b) => a - b));
      }),
    );
  });

  test('powers by square roots agree with Math.pow', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 1e9, noNaN: true }), fc.double({ min: 0, max: 4, noNaN: true }), (x, y) => {
        expect(fractionalPower(x, y) / x ** y).toBeCloseTo(1, 5);
      }),
    );
  });
});

test('a write never leaves the working set', () => {
  for (const kind of ['uniform', 'hotset', 'zipf', 'sequential', 'burst'] as const) {
    for (const workingSetPages of [128, 129, 1000]) {
      const planes = barePlanes(4096);
      createPattern(workloadOf({ kind, workingSetPages, hotPages: 128 }), 5).write(planes, 0, 100_000);
      expect(countOf(planes.dirty)).toBeGreaterThan(workingSetPages / 4);
      expect(pagesOf(planes.dirty).filter((page) => page < 64 || page >= 64 + workingSetPages)).toEqual([]);
    }
  }
});
