import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GfnRangeSet } from '../../../../src/engine/host/pageStatus/gfnRangeSet';

const words = fc.array(fc.record({ word: fc.nat(5), mask: fc.oneof(fc.constant(-1), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })) }), { maxLength: 12 });

function setOf(drawn: readonly { readonly word: number; readonly mask: number }[]): GfnRangeSet {
  const set = new GfnRangeSet();
  for (const { word, mask } of drawn) set.addWord(word, mask);
  return set;
}

describe('a set of GFNs', () => {
  test('a word of a plane adds the pages of its bits, the 31st too, and no other', () => {
    fc.assert(fc.property(words, (drawn) => {
      const set = setOf(drawn);
      const pages = new Set(drawn.flatMap(({ word, mask }) => Array.from({ length: 32 }, (_, bit) => bit).filter((bit) => ((mask >>> bit) & 1) === 1).map((bit) => word * 32 + bit)));
      expect(set.pages).toBe(pages.size);
      for (let page = 0; page < 6 * 32 + 1; page++) expect(set.has(page)).toBe(pages.has(page));
    }));
  });

  test('is the same after it was written as plain data and read back over another', () => {
    fc.assert(fc.property(words, words, (drawn, others) => {
      const set = setOf(drawn);
      const other = setOf(others);
      other.refill(JSON.parse(JSON.stringify(set.flat())) as number[]);
      expect([other.ranges(), other.pages]).toEqual([set.ranges(), set.pages]);
    }));
  });
});
