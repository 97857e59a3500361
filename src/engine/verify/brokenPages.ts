import type { Plane } from '../memory/pagePlanes';
import { popcount } from '../memory/popcount';
import type { Violation } from '../record/runResult';

/** Largest page list in a violation. */
const NAMED_PAGES = 16;

/** The violation of an invariant by all pages of a plane, the first of them named; none if the plane is empty. */
export function brokenPages(invariant: string, plane: Plane, text: string): readonly Violation[] {
  let count = 0;
  const pages: number[] = [];
  for (let index = 0; index < plane.length; index++) {
    const word = plane[index]!;
    if (word === 0) continue;
    count += popcount(word);
    for (let left = word; left !== 0 && pages.length < NAMED_PAGES; left &= left - 1) {
      pages.push(index * 32 + 31 - Math.clz32(left & -left));
    }
  }
  return count === 0 ? [] : [{ invariant, pages, count, text }];
}
