import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clearRange, forEachWord, setRange, testBit } from '../../../src/engine/memory/bitRange';
import { pagesOf, planeOf } from '../planeSets';

const WORDS = 5;
const PAGES = WORDS * 32;
/** Pages at and next to the edges of words, where masks go wrong. */
const page = fc.oneof(fc.constantFrom(0, 1, 30, 31, 32, 33, 63, 64, 65, 95, 96, 127, 128, 159, 160), fc.nat(PAGES));
const pages = fc.uniqueArray(fc.nat(PAGES - 1));
const inside = (first: number, end: number) => (at: number) => at >= first && at < end;

describe('ranges of bits against sets of pages', () => {
  test('setRange adds exactly the pages of the range', () => {
    fc.assert(
      fc.property(pages, page, page, (before, first, end) => {
        const plane = planeOf(WORDS, before);
        setRange(plane, first, end);
        const all = Array.from({ length: PAGES }, (_, at) => at);
        expect(pagesOf(plane)).toEqual(all.filter((at) => before.includes(at) || inside(first, end)(at)));
      }),
    );
  });

  test('clearRange removes exactly the pages of the range', () => {
    fc.assert(
      fc.property(pages, page, page, (before, first, end) => {
        const plane = planeOf(WORDS, before);
        clearRange(plane, first, end);
        expect(pagesOf(plane)).toEqual(before.filter((at) => !inside(first, end)(at)).toSorted((a, b) => a - b));
      }),
    );
  });

  test('forEachWord visits each word once, in order, with the bits inside', () => {
    fc.assert(
      fc.property(page, page, (first, end) => {
        const visited: number[] = [];
        const plane = new Int32Array(WORDS);
        forEachWord(first, end, (word, mask) => {
          visited.push(word);
          plane[word] = mask;
        });
        expect(pagesOf(plane)).toEqual(Array.from({ length: PAGES }, (_, at) => at).filter(inside(first, end)));
        expect(visited).toEqual([...new Set(visited)].toSorted((a, b) => a - b));
        expect(visited).toHaveLength(end <= first ? 0 : Math.ceil(end / 32) - Math.floor(first / 32));
      }),
    );
  });

  test('testBit reads what was set', () => {
    fc.assert(
      fc.property(pages, fc.nat(PAGES - 1), (set, at) => {
        expect(testBit(planeOf(WORDS, set), at)).toBe(set.includes(at));
      }),
    );
  });
});
