import type { WriteTarget } from '../../memory/writtenPages';
import { setRange } from '../../memory/bitRange';
import { drawAt, epochKey } from '../../time/random';
import { power } from '../../time/power';
import { granuleWrites } from './granuleWrites';
import { probabilityMask } from '../../time/probabilityMask';

/** Pages [first, first + pages), written at random with replacement. */
export interface ScatterRange {
  readonly first: number;
  readonly pages: number;
}

/** From this size on masks and granules scatter too little for anybody to notice (design.md section 3). */
const MASK_PAGES = 1 << 20;
/** Fewer writes than one to 2^14 pages are cheaper drawn one by one. */
const PAGES_PER_GRANULE_WRITE = 16384;
/** A mask costs about four drawn writes per word of 32 pages. */
const WRITES_PER_WORD = 4;
/** Chance below which the last page of a range was missed: 1 in 10^9. */
const SATURATION_E = 21;

/** Carries out writes [from, to) into the range: one by one, by granules, by masks of 32 pages, or all pages at once when all are hit. */
export function scatterWrites(planes: WriteTarget, range: ScatterRange, keys: { readonly draw: number; readonly mask: number }, from: number, to: number): void {
  const writes = to - from;
  const { pages } = range;
  if (writes <= 0 || pages === 0) return;
  if (writes > pages * (SATURATION_E + naturalLogBound(pages))) {
    setRange(planes.dirty, range.first, range.first + pages);
    setRange(planes.stale, range.first, range.first + pages);
  } else if ((pages >= MASK_PAGES && writes > (pages / 32) * WRITES_PER_WORD) || writes > 2 * pages) {
    maskWrites(planes, range, epochKey(keys.mask, from), 1 - power(1 - 1 / pages, writes));
  } else if (pages >= MASK_PAGES && writes * PAGES_PER_GRANULE_WRITE > pages) {
    granuleWrites(planes, range, epochKey(keys.mask, from), writes);
  } else {
    drawWrites(planes, range, keys.draw, from, to);
  }
}

/** ln(pages) from above, from the number of binary digits: engines need not agree on Math.log. */
function naturalLogBound(pages: number): number {
  return (32 - Math.clz32(pages)) * 0.6931471805599453;
}

function drawWrites(planes: WriteTarget, range: ScatterRange, key: number, from: number, to: number): void {
  const { dirty, stale } = planes;
  const first = range.first;
  const scale = range.pages / 4294967296;
  const epochEnd = Math.floor(from / 4294967296) * 4294967296 + 4294967296;
  if (to > epochEnd) {
    drawWrites(planes, range, key, from, epochEnd);
    drawWrites(planes, range, key, epochEnd, to);
    return;
  }
  const high = (key + Math.imul(Math.floor(from / 4294967296), 0x85ebca6b)) | 0;
  const count = to - from;
  let counter = Math.imul(from | 0, 0x9e3779b9);
  for (let i = 0; i < count; i++) {
    let v = high ^ counter;
    counter = (counter + 0x9e3779b9) | 0;
    v ^= v >>> 16;
    v = Math.imul(v, 0x21f0aaad);
    v ^= v >>> 15;
    v = Math.imul(v, 0x735a2d97);
    v ^= v >>> 15;
    const page = first + (((v >>> 0) * scale) | 0);
    const word = page >> 5;
    const bit = 1 << (page & 31);
    dirty[word]! |= bit;
    stale[word]! |= bit;
  }
}

/** The page that one drawn write hits: the scalar twin of the loop above, for probes and tests. */
export function drawnPage(range: ScatterRange, key: number, index: number): number {
  return range.first + Math.floor(((drawAt(key, index) >>> 0) * range.pages) / 4294967296);
}

function maskWrites(planes: WriteTarget, range: ScatterRange, key: number, probability: number): void {
  const { dirty, stale } = planes;
  const end = range.first + range.pages;
  const lastWord = (end - 1) >>> 5;
  for (let word = range.first >>> 5; word <= lastWord; word++) {
    let hits = probabilityMask(key ^ Math.imul(word, 0x85ebca6b), probability);
    if (word === range.first >>> 5) hits &= -1 << (range.first & 31);
    if (word === lastWord && (end & 31) !== 0) hits &= (1 << (end & 31)) - 1;
    dirty[word]! |= hits;
    stale[word]! |= hits;
  }
}
