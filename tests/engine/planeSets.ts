import type { Plane } from '../../src/engine/memory/pagePlanes';

/** The set pages of a plane, bit by bit: the slow reading that word kernels are held against. */
export function pagesOf(plane: Plane): number[] {
  const pages: number[] = [];
  for (let page = 0; page < plane.length * 32; page++) {
    if (Math.floor((plane[Math.floor(page / 32)]! >>> 0) / 2 ** (page % 32)) % 2 === 1) pages.push(page);
  }
  return pages;
}

/** A plane of `words` words with these pages set. */
export function planeOf(words: number, pages: Iterable<number>): Plane {
  const bits = Array.from({ length: words }, () => 0);
  for (const page of new Set(pages)) bits[Math.floor(page / 32)]! += 2 ** (page % 32);
  return Int32Array.from(bits, (word) => word | 0);
}

/** Number of set bits, by counting digits. */
export function countOf(plane: Plane): number {
  return plane.reduce((sum, word) => sum + (word >>> 0).toString(2).replaceAll('0', '').length, 0);
}
