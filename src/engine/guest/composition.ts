import type { CompositionConfig, FilledRange } from '../config';
import { clearRange, setRange } from '../memory/bitRange';
import { BLOCK_PAGES, type PagePlanes } from '../memory/pagePlanes';
import { asFraction, drawAt, STREAMS, streamKey } from '../time/random';

/** Bounce buffers lie low in memory, where 32-bit devices reach: the run of shared pages is centred below 3 GiB [estimate]. */
const LOW_MEMORY_PAGES = 786432;

/** First page of the run of shared pages that a kernel has at the start, aligned to 2 MiB. */
export function sharedRunStart(pages: number, sharedPages: number): number {
  const starts = sharedRunStarts(pages, sharedPages);
  return Math.max(starts[0]!, Math.floor((Math.min(pages, LOW_MEMORY_PAGES) - sharedPages) / 2 / BLOCK_PAGES) * BLOCK_PAGES);
}

/**
 * All places, aligned to 2 MiB, where a kernel may put its run of shared pages: in low memory, not over the first 2 MiB with their
 * legacy hole unless there is no room elsewhere.
 */
export function sharedRunStarts(pages: number, sharedPages: number): readonly number[] {
  const last = Math.floor(Math.max(0, Math.min(pages, LOW_MEMORY_PAGES) - sharedPages) / BLOCK_PAGES);
  return last === 0 ? [0] : Array.from({ length: last }, (_, block) => (block + 1) * BLOCK_PAGES);
}

/** Sets `zero` and the three status planes to how memory is when the run begins. */
export function composeMemory(planes: PagePlanes, composition: CompositionConfig, seed: number): void {
  if (planes.zero !== undefined) {
    if (composition.filled !== undefined) fillKnownGuest(planes.zero, planes.pages, composition.filled);
    else leaveUntouched(planes.zero, planes.pages, composition.zeroShare, streamKey(seed, STREAMS.composition));
  }
  const start = sharedRunStart(planes.pages, composition.sharedPages);
  for (const status of [planes.privateTruth, planes.privateBelief, planes.privateAtDestination]) {
    if (status === undefined) continue;
    status.fill(-1);
    clearRange(status, start, start + composition.sharedPages);
  }
}

/** Marks exactly round(share * blocks) blocks of 2 MiB as zero, drawn without replacement. */
function leaveUntouched(zero: Int32Array, pages: number, share: number, key: number): void {
  const blocks = pages / BLOCK_PAGES;
  let wanted = Math.round(share * blocks);
  for (let block = 0; block < blocks && wanted > 0; block++) {
    if (asFraction(drawAt(key, block)) * (blocks - block) >= wanted) continue;
    setRange(zero, block * BLOCK_PAGES, (block + 1) * BLOCK_PAGES);
    wanted--;
  }
}

function fillKnownGuest(zero: Int32Array, pages: number, filled: readonly FilledRange[]): void {
  setRange(zero, 0, pages);
  for (const range of filled) {
    if (range.filled >= range.outOf) {
      clearRange(zero, range.first, range.first + range.pages);
      continue;
    }
    for (let at = range.first; at < range.first + range.pages; at += range.outOf) {
      clearRange(zero, at, Math.min(at + range.filled, range.first + range.pages));
    }
  }
}
