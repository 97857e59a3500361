import type { PageCount, PageIndex } from '../../base/units';
import { GIB, MIB } from '../../base/units';
import type { EngineConfig } from '../config';
import { clearRange, setRange } from '../memory/bitRange';
import { WORD_PAGES, type Plane } from '../memory/pagePlanes';
import { popcount } from '../memory/popcount';
import { asFraction, drawAt, STREAMS, streamKey } from '../time/random';

/** Bounce buffers lie low in memory, where 32-bit devices reach: the shared run is centred below 3 GiB [estimate]. */
const LOW_MEMORY_BYTES = 3 * GIB;
/** A quarter of the necessary pages lies at the bottom (kernel, initial file system, device tree) [estimate]. */
const BOTTOM_SHARE = 0.25;
/** The rest lies in runs of so much, anywhere above [estimate]. */
const RUN_BYTES = 16 * MIB;

interface GfnRange {
  readonly first: PageIndex;
  readonly pages: PageCount;
}

/** GFNs that the guest shares with the host while it becomes secure: one run. */
export function sharedGfns({ guest }: EngineConfig): GfnRange {
  const pages = Math.min(guest.composition.sharedPages, guest.pages);
  const low = Math.min(guest.pages, LOW_MEMORY_BYTES / guest.pageBytes);
  return { first: Math.max(0, Math.floor((low - pages) / 2)), pages };
}

/**
 * GFNs that the ultravisor pages in: all, or those it needs, which are never shared ones; where too few others are left, fewer.
 * A function of the scenario alone.
 * @returns a plane of `words` words; a slot that is plugged later is in it with `all` only
 */
export function wantedGfns(config: EngineConfig, words: number): Plane {
  const wanted = new Int32Array(words);
  if (config.esm.pages === 'all') wanted.fill(-1);
  else for (const { first, pages } of neededRuns(config)) setRange(wanted, first, first + pages);
  return wanted;
}

/** The bottom run and the runs above it, in address order, exactly as many pages as are needed. */
function neededRuns(config: EngineConfig): readonly GfnRange[] {
  const { guest, esm, seed } = config;
  const shared = sharedGfns(config);
  const needed = Math.min(Math.ceil(esm.neededBytes / guest.pageBytes), guest.pages - shared.pages);
  const bottom: GfnRange = { first: 0, pages: Math.min(Math.ceil(needed * BOTTOM_SHARE), shared.pages === 0 ? needed : shared.first) };
  const runPages = RUN_BYTES / guest.pageBytes;
  const places = gaps(config, bottom.pages).flatMap((gap) => cut(gap, runPages));
  return [bottom, ...drawn(places, needed - bottom.pages, streamKey(seed, STREAMS.composition))];
}

/** What lies between the bottom run, the shared run and the end of memory. */
function gaps(config: EngineConfig, bottomPages: PageCount): readonly GfnRange[] {
  const { guest } = config;
  const shared = sharedGfns(config);
  if (shared.pages === 0) return [{ first: bottomPages as number, pages: guest.pages - bottomPages }];
  const behind = shared.first + shared.pages;
  return [{ first: bottomPages as number, pages: shared.first - bottomPages }, { first: behind, pages: guest.pages - behind }];
}

function cut({ first, pages }: GfnRange, runPages: PageCount): GfnRange[] {
  const runs: GfnRange[] = [];
  for (let at = 0; at < pages; at += runPages) runs.push({ first: first + at, pages: Math.min(runPages, pages - at) });
  return runs;
}

/** Takes places in address order, each with the chance that leaves enough for the rest, until `wanted` pages are found. */
function drawn(places: readonly GfnRange[], wanted: PageCount, key: number): readonly GfnRange[] {
  const runs: GfnRange[] = [];
  let left = places.reduce((sum, { pages }) => sum + pages, 0);
  let missing = wanted;
  places.forEach(({ first, pages }, index) => {
    const mustTake = left - pages < missing;
    if (missing > 0 && (mustTake || asFraction(drawAt(key, index)) * left < missing)) {
      const taken = Math.min(pages, missing);
      runs.push({ first, pages: taken });
      missing -= taken;
    }
    left -= pages;
  });
  return runs;
}

/** GFNs that the hypervisor pages out again: evenly spread over those that were paged in and are not shared. */
export function evictedGfns(config: EngineConfig, wanted: Plane): Plane {
  const { esm, guest } = config;
  const shared = sharedGfns(config);
  const candidates = wanted.slice();
  clearRange(candidates, shared.first, shared.first + shared.pages);
  clearRange(candidates, guest.pages, candidates.length * WORD_PAGES);
  const total = candidates.reduce((sum, word) => sum + popcount(word), 0);
  const wantedOut = Math.min(total, Math.ceil(esm.pagedOutBytes / guest.pageBytes));
  return everyNth(candidates, total, wantedOut);
}

/** Bits number floor(k * total / count) of the `total` bits of a plane. */
function everyNth(plane: Plane, total: PageCount, count: PageCount): Plane {
  const chosen = new Int32Array(plane.length);
  let seen = 0;
  let k = 0;
  for (let word = 0; word < plane.length && k < count; word++) {
    const bits = plane[word]!;
    const here = popcount(bits);
    for (; k < count && Math.floor((k * total) / count) < seen + here; k++) {
      chosen[word]! |= nthBit(bits, Math.floor((k * total) / count) - seen);
    }
    seen += here;
  }
  return chosen;
}

function nthBit(bits: number, n: number): number {
  let left = bits;
  for (let skipped = 0; skipped < n; skipped++) left &= left - 1;
  return left & -left;
}
