import type { PageCount } from '../../base/units';
import { WORD_PAGES } from '../memory/pagePlanes';
import type { LegendCounts } from './mapMode';

/**
 * Turns words of the planes into tile codes, for one mode. A tile is opened by `add` and ended by `close`; the legend's
 * counts run over all tiles closed so far.
 */
export interface TileScan {
  /** Adds the pages of words [from, to) to the open tile; in each word only the bits of `mask` count. */
  add(from: number, to: number, mask: number): void;
  /** Ends the open tile, which has `pages` pages: its code on the source, and on the destination times 256. */
  close(pages: PageCount): number;
  /**
   * Scans whole tiles of `tileWords` words from `firstWord` on, as many as `source` holds, in a loop of its own: calls of
   * `add` and `close` through the interface cost a fifth of a picture. Absent, or false when it cannot: the caller loops.
   */
  wholeTiles?(tileWords: number, firstWord: number, source: Uint8Array, destination: Uint8Array): boolean;
  sourceCounts(): LegendCounts;
  destinationCounts(): LegendCounts;
}

/** Words that a scan adds at once. */
const PIECE_WORDS = 1024;

function addWords(scan: TileScan, from: number, to: number): void {
  for (let w = from; w < to; w += PIECE_WORDS) scan.add(w, Math.min(w + PIECE_WORDS, to), -1);
}

/** Scans pages [fromPage, toPage) for the legend's sake alone; both ends at a word edge. */
export function scanCounts(scan: TileScan, fromPage: number, toPage: number): void {
  if (toPage <= fromPage) return;
  addWords(scan, fromPage / WORD_PAGES, toPage / WORD_PAGES);
  scan.close(toPage - fromPage);
}

/**
 * Scans the tiles from `firstTile` on, as many as `source` holds, and writes their codes.
 * @param pages pages of the guest; the last tile may be cut short by them
 * @param tilePages a power of two from 1 up
 */
export function scanTiles(
  scan: TileScan, pages: PageCount, tilePages: PageCount, firstTile: number, source: Uint8Array, destination: Uint8Array,
): void {
  const cellMask = tilePages >= WORD_PAGES ? -1 : (1 << tilePages) - 1;
  const whole = tilePages >= WORD_PAGES ? Math.min(source.length, Math.floor(pages / tilePages) - firstTile) : 0;
  const done = whole > 0 && scan.wholeTiles?.(tilePages / WORD_PAGES, (firstTile * tilePages) / WORD_PAGES, source.subarray(0, whole), destination);
  for (let i = done === true ? whole : 0; i < source.length; i++) {
    const first = (firstTile + i) * tilePages;
    const tile = Math.min(tilePages, pages - first);
    const word = first >>> 5;
    if (tilePages >= WORD_PAGES) addWords(scan, word, word + (tile >>> 5));
    else scan.add(word, word + 1, cellMask << (first & 31));
    const codes = scan.close(tile);
    source[i] = codes & 0xff;
    destination[i] = codes >>> 8;
  }
}
