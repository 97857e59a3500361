import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { granuleWrites } from '../../../src/engine/guest/workload/granuleWrites';
import { createPlanes, type PagePlanes } from '../../../src/engine/memory/pagePlanes';
import { resizePlanes } from '../../../src/engine/memory/resizePlanes';
import type { WriteTarget } from '../../../src/engine/memory/writtenPages';

const PAGES = 1 << 21;
const REGION_PAGES = 1 << 18;
const NONE = { imported: false, zero: false, status: false, pinned: false };

const range = fc.record({ first: fc.constantFrom(0, 1 << 12, 1 << 18, 512, 77), pages: fc.integer({ min: 1 << 20, max: 3 << 19 }) });
const slice = fc.record({ range, key: fc.integer(), writes: fc.integer({ min: 100, max: 20_000 }) });
type Slice = typeof slice extends fc.Arbitrary<infer T> ? T : never;

/** What a host does between slices: looks at a word and takes some of its pages out of both planes. */
const look = fc.record({ word: fc.integer({ min: 0, max: PAGES / 32 - 1 }), mask: fc.integer() });

function takeOut({ dirty, stale }: WriteTarget, word: number, mask: number): number {
  const seen = dirty[word]!;
  dirty[word]! &= ~mask;
  stale[word]! &= ~(mask << 1);
  return seen;
}

describe('writes that wait until their region is looked at', () => {
  test('are there at every look, and in the end, as if they had been carried out at once', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(slice, look), { minLength: 1, maxLength: 12 }), (steps) => {
        const late = createPlanes(PAGES, NONE);
        const atOnce = createPlanes(PAGES, NONE);
        const seen = (target: WriteTarget, at: (word: number) => WriteTarget): readonly number[] => steps.flatMap((step) => {
          if (!('writes' in step)) return [takeOut(at(step.word), step.word, step.mask)];
          granuleWrites(target, step.range, step.key, step.writes);
          return [];
        });
        expect(seen(late.written, (word) => late.written.at(word))).toEqual(seen(atOnce, () => atOnce));
        expect(late.dirty).toEqual(atOnce.dirty);
        expect(late.stale).toEqual(atOnce.stale);
      }),
      { numRuns: 12 },
    );
  });

  const write = (planes: PagePlanes, { key, writes }: Pick<Slice, 'key' | 'writes'>): void => granuleWrites(planes.written, { first: 0, pages: PAGES }, key, writes);
  const pagesIn = (plane: Int32Array): number => plane.reduce((sum, word) => sum + (word === 0 ? 0 : 1), 0);

  test('a look at one region leaves the others waiting; a look at the whole leaves none', () => {
    const planes = createPlanes(PAGES, NONE);
    write(planes, { key: 1, writes: 20_000 });
    expect(pagesIn(planes.written.dirty)).toBe(0);
    const { dirty } = planes.written.at(REGION_PAGES / 32);
    const region = dirty.subarray(REGION_PAGES / 32, (2 * REGION_PAGES) / 32);
    expect(pagesIn(region)).toBeGreaterThan(0);
    expect(pagesIn(dirty)).toBe(pagesIn(region));
    const seen = pagesIn(region);
    expect(pagesIn(planes.dirty)).toBeGreaterThan(seen);
    expect(pagesIn(region)).toBe(seen);
  });

  test('a look at words [from, to) sees all regions that they touch', () => {
    const planes = createPlanes(PAGES, NONE);
    write(planes, { key: 2, writes: 20_000 });
    const from = REGION_PAGES / 32 - 1;
    const { dirty } = planes.written.between(from, from + 2);
    expect(pagesIn(dirty.subarray(0, REGION_PAGES / 32))).toBeGreaterThan(0);
    expect(pagesIn(dirty.subarray(REGION_PAGES / 32, (2 * REGION_PAGES) / 32))).toBeGreaterThan(0);
    expect(pagesIn(dirty.subarray((2 * REGION_PAGES) / 32))).toBe(0);
  });

  test('the planes are plain values to whoever copies or resizes them', () => {
    const planes = createPlanes(PAGES, NONE);
    write(planes, { key: 3, writes: 5000 });
    const copy = { ...planes };
    expect(pagesIn(copy.dirty)).toBeGreaterThan(0);
    expect(Object.keys(planes)).toEqual(expect.arrayContaining(['dirty', 'stale']));
    resizePlanes(planes, REGION_PAGES);
    expect([planes.dirty.length, planes.stale.length, planes.written.dirty.length]).toEqual(Array(3).fill(REGION_PAGES / 32));
    expect(pagesIn(planes.dirty)).toBe(pagesIn(copy.dirty.subarray(0, REGION_PAGES / 32)));
  });
});
