import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CompositionConfig } from '../../../src/engine/config';
import { composeMemory, sharedRunStart } from '../../../src/engine/guest/composition';
import { createPlanes, type PagePlanes } from '../../../src/engine/memory/pagePlanes';
import { countOf, pagesOf } from '../planeSets';

const PAGES = 512 * 40;

function compose(composition: Partial<CompositionConfig>, seed = 1): PagePlanes {
  const planes = createPlanes(PAGES, { imported: false, zero: true, status: true, pinned: false });
  composeMemory(planes, { zeroShare: 0, sharedPages: 0, ...composition }, seed);
  return planes;
}

describe('zero memory', () => {
  test('is exactly its share of the 2 MiB runs, each all zero or not at all', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer(), (zeroShare, seed) => {
        const { zero } = compose({ zeroShare }, seed);
        expect(countOf(zero!)).toBe(Math.round(zeroShare * 40) * 512);
        for (let block = 0; block < 40; block++) expect([0, 512]).toContain(countOf(zero!.subarray(block * 16, block * 16 + 16)));
      }),
    );
  });

  test('lies elsewhere for another seed, and is no stripe at one end', () => {
    const chosen = [1, 2, 3, 4].map((seed) => pagesOf(compose({ zeroShare: 0.5 }, seed).zero!).filter((page) => page % 512 === 0));
    expect(new Set(chosen.map(String)).size).toBe(4);
    for (const blocks of chosen) expect(Math.abs(blocks.reduce((sum, page) => sum + page, 0) / blocks.length / PAGES - 0.5)).toBeLessThan(0.2);
  });

  test('of a known guest: `filled` of every `outOf` pages hold data, the rest of memory is zero', () => {
    const { zero } = compose({ filled: [{ first: 10, pages: 90, filled: 2, outOf: 10 }, { first: 1000, pages: 33, filled: 1, outOf: 1 }] });
    const filled = Array.from({ length: PAGES }, (_, page) => page).filter(
      (page) => (page >= 10 && page < 100 && (page - 10) % 10 < 2) || (page >= 1000 && page < 1033),
    );
    expect(countOf(zero!)).toBe(PAGES - filled.length);
    for (const page of filled) expect(pagesOf(zero!.subarray(page >> 5, (page >> 5) + 1))).not.toContain(page & 31);
  });
});

describe('shared memory', () => {
  test('one run, aligned to 2 MiB, the same in truth, belief and at the destination; all else private', () => {
    const planes = compose({ sharedPages: 1000 });
    const start = sharedRunStart(PAGES, 1000);
    expect(start % 512).toBe(0);
    for (const plane of [planes.privateTruth!, planes.privateBelief!, planes.privateAtDestination!]) {
      const isPrivate = new Set(pagesOf(plane));
      expect(isPrivate.size).toBe(PAGES - 1000);
      expect([start - 1, start, start + 999, start + 1000].map((page) => isPrivate.has(page))).toEqual([true, false, false, true]);
    }
  });

  test('lies below 3 GiB in a large guest and never before page 0', () => {
    expect(sharedRunStart(1 << 28, 16384) + 16384).toBeLessThan(786432);
    expect(sharedRunStart(512, 512)).toBe(0);
  });
});
