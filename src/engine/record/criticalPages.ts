import type { PageCount, PageIndex } from '../../base/units';
import { WORD_PAGES } from '../memory/pagePlanes';
import type { PagePlanes } from '../memory/pagePlanes';
import type { FrameContext } from './frameContext';
import { normalInSecure } from './gfnScan';
import type { MapMode } from './mapMode';
import { CRITICAL_CODE } from './mapMode';
import { believedWrongly, toldWrongly } from './statusScan';

/** More rings than this nobody can tell apart, and a frame stays small. */
export const MAX_RINGS = 256;

/** The map that shows a critical state: what the source's host did wrong, or what the destination holds. */
export function criticalHost(code: number): 'source' | 'destination' {
  return code >= CRITICAL_CODE.moved ? 'source' : 'destination';
}

/**
 * Visits the oracle's exceptions, each page once; of several on one host the highest code stands, 0 means none.
 * @param critical pairs page, code in ascending order of pages
 */
export function forEachCriticalPage(
  critical: Int32Array, visit: (page: PageIndex, onSource: number, onDestination: number) => void,
): void {
  for (let i = 0; i < critical.length;) {
    const page = critical[i];
    let onSource = 0;
    let onDestination = 0;
    for (; i < critical.length && critical[i] === page; i += 2) {
      const code = critical[i + 1];
      if (criticalHost(code) === 'source') onSource = Math.max(onSource, code);
      else onDestination = Math.max(onDestination, code);
    }
    visit(page, onSource, onDestination);
  }
}

/** Puts the exceptions into the codes of the tiles from `firstTile` on: a critical state wins over all, the highest over others. */
export function markCritical(
  critical: Int32Array, tilePages: PageCount, firstTile: number, source: Uint8Array, destination: Uint8Array,
): void {
  forEachCriticalPage(critical, (page, onSource, onDestination) => {
    const tile = Math.floor(page / tilePages) - firstTile;
    if (tile < 0 || tile >= source.length) return;
    if (onSource > source[tile]) source[tile] = onSource;
    if (onDestination > destination[tile]) destination[tile] = onDestination;
  });
}

/** Pairs tile, code without repetition, at most MAX_RINGS. */
class RingList {
  readonly pairs: number[] = [];
  private readonly known = new Set<number>();

  get full(): boolean {
    return this.known.size >= MAX_RINGS;
  }

  add(tile: number, code: number): void {
    const key = tile * 256 + code;
    if (code === 0 || this.full || this.known.has(key)) return;
    this.known.add(key);
    this.pairs.push(tile, code);
  }
}

function addWord(rings: RingList, word: number, bits: number, tilePages: PageCount, code: number): void {
  for (let rest = bits; rest !== 0; rest &= rest - 1) {
    const page = word * WORD_PAGES + (31 - Math.clz32(rest & -rest));
    rings.add(Math.floor(page / tilePages), code);
  }
}

/**
 * Critical tiles of the whole guest as pairs tile, code: the oracle's in every mode; in `status` mode the pages whose status
 * host or destination has wrong, in `gfn` mode the frames that are NORMAL in a secure VM.
 * @param wrongPages how many such pages of the mode there are; 0 saves the search for them
 */
export function collectRings(
  planes: PagePlanes, context: FrameContext, mode: MapMode, tilePages: PageCount, wrongPages: PageCount,
): Int32Array {
  const rings = new RingList();
  forEachCriticalPage(context.critical, (page, onSource, onDestination) => {
    rings.add(Math.floor(page / tilePages), onSource);
    rings.add(Math.floor(page / tilePages), onDestination);
  });
  for (let w = 0; w < planes.words && wrongPages > 0 && !rings.full; w++) {
    if (mode === 'gfn') addWord(rings, w, normalInSecure(planes, context.gfn, w), tilePages, CRITICAL_CODE.normalInSecure);
    else addStatusWord(rings, planes, context, w, tilePages);
  }
  return Int32Array.from(rings.pairs);
}

function addStatusWord(rings: RingList, planes: PagePlanes, context: FrameContext, word: number, tilePages: PageCount): void {
  const seen = context.migrationBegan ? -1 : 0;
  addWord(rings, word, believedWrongly(planes, word, context.scanPage >= 0), tilePages, CRITICAL_CODE.beliefDiffers);
  addWord(rings, word, toldWrongly(planes, word) & seen, tilePages, CRITICAL_CODE.misclassified);
}
