import type { Plane } from './pagePlanes';

/** Mask of the bits [from, to) of one word; 0 <= from < to <= 32. */
function partMask(from: number, to: number): number {
  return ((to === 32 ? 0 : 1 << to) - (1 << from)) | 0;
}

/** Calls `visit(word, mask)` for every word that [first, end) touches, with the bits that lie inside. */
export function forEachWord(first: number, end: number, visit: (word: number, mask: number) => void): void {
  if (end <= first) return;
  const lastWord = (end - 1) >>> 5;
  for (let word = first >>> 5; word <= lastWord; word++) {
    const from = word === first >>> 5 ? first & 31 : 0;
    const to = word === lastWord ? ((end - 1) & 31) + 1 : 32;
    visit(word, from === 0 && to === 32 ? -1 : partMask(from, to));
  }
}

/** Sets the bits of pages [first, end). */
export function setRange(plane: Plane, first: number, end: number): void {
  if (end <= first) return;
  const firstWord = first >>> 5;
  const lastWord = (end - 1) >>> 5;
  const tail = ((end - 1) & 31) + 1;
  if (firstWord === lastWord) {
    plane[firstWord]! |= partMask(first & 31, tail);
    return;
  }
  plane[firstWord]! |= partMask(first & 31, 32);
  plane.fill(-1, firstWord + 1, lastWord);
  plane[lastWord]! |= partMask(0, tail);
}

/** Clears the bits of pages [first, end). */
export function clearRange(plane: Plane, first: number, end: number): void {
  forEachWord(first, end, (word, mask) => {
    plane[word]! &= ~mask;
  });
}

/** Whether page `page` is set. */
export function testBit(plane: Plane, page: number): boolean {
  return ((plane[page >>> 5]! >>> (page & 31)) & 1) === 1;
}
