import { forEachWord } from '../memory/bitRange';
import { popcount } from '../memory/popcount';
import type { GfnCounts } from '../record/runResult';
import type { GfnPlanes } from './gfnPlanes';

/** GFNs of [first, end) by state. */
export function gfnCounts({ gfnSecure, gfnPagedOut, gfnShared }: GfnPlanes, first: number, end: number): GfnCounts {
  let secure = 0;
  let pagedOut = 0;
  let shared = 0;
  forEachWord(first, end, (word, mask) => {
    secure += popcount(gfnSecure[word]! & mask);
    pagedOut += popcount(gfnPagedOut[word]! & mask);
    shared += popcount(gfnShared[word]! & mask);
  });
  return { secure, pagedOut, shared, normal: end - first - secure - pagedOut - shared };
}
