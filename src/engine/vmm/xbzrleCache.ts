import type { Bytes, PageIndex } from '../../base/units';

/** A cached page may not be thrown out before it is two synchronisations old. Source: page_cache.c, CACHED_PAGE_LIFETIME. */
const CACHED_PAGE_LIFETIME = 2;
const EMPTY = -1;

export interface XbzrleCounters {
  bytes: Bytes;
  pages: number;
  cacheMiss: number;
  overflow: number;
  /** Rates of the last period, and what they count from. */
  cacheMissRate: number;
  encodingRate: number;
  missPrev: number;
  pagesPrev: number;
  bytesPrev: number;
  handledPrev: number;
}

function newXbzrleCounters(): XbzrleCounters {
  return { bytes: 0, pages: 0, cacheMiss: 0, overflow: 0, cacheMissRate: 0, encodingRate: 0, missPrev: 0, pagesPrev: 0, bytesPrev: 0, handledPrev: 0 };
}

/** QEMU's direct-mapped cache of pages as last sent. Source: migration/page_cache.c. */
export class XbzrleCache {
  readonly counters: XbzrleCounters = newXbzrleCounters();
  /** Page in each slot, and the synchronisation it was last used at. */
  readonly slots: Int32Array;
  readonly ages: Int32Array;

  constructor(cacheBytes: Bytes) {
    const slots = Math.max(1, Math.floor(cacheBytes / 4096));
    this.slots = new Int32Array(slots).fill(EMPTY);
    this.ages = new Int32Array(slots);
  }

  /** Empty again; `handled` pages were handled before. */
  reset(handled: number): void {
    this.slots.fill(EMPTY);
    Object.assign(this.counters, newXbzrleCounters(), { handledPrev: handled });
  }

  has(page: PageIndex): boolean {
    return this.slots[page % this.slots.length] === page;
  }

  /** Marks a page as used now, or puts it in; refused while the slot's page is young. Source: cache_insert. */
  insert(page: PageIndex, syncCount: number): boolean {
    const slot = page % this.slots.length;
    const held = this.slots[slot]!;
    if (held !== EMPTY && held !== page && this.ages[slot]! + CACHED_PAGE_LIFETIME > syncCount) return false;
    this.slots[slot] = page;
    this.ages[slot] = syncCount;
    return true;
  }

  /** Rates over a period that handled `handled` pages since its start. Source: migration_update_rates. */
  updateRates(handled: number): void {
    const { counters } = this;
    const pages = handled - counters.handledPrev;
    if (pages <= 0) return;
    counters.cacheMissRate = (counters.cacheMiss - counters.missPrev) / pages;
    const bytes = counters.bytes - counters.bytesPrev;
    counters.encodingRate = bytes === 0 ? 0 : ((counters.pages - counters.pagesPrev) * 4096) / bytes;
    Object.assign(counters, { missPrev: counters.cacheMiss, pagesPrev: counters.pages, bytesPrev: counters.bytes, handledPrev: handled });
  }
}

/** Number of bytes of a run length: one below 128, else two. Source: xbzrle.c, ULEB128 of at most two bytes. */
function lengthBytes(length: number): number {
  return length < 128 ? 1 : 2;
}

/**
 * Encoded size of a page in which `changes` places of `bytesPerChange` bytes differ, spread evenly: a run of equal bytes, its
 * length, a run of new ones, its length, the new bytes; the equal tail is left out. Over 4096: overflow, sent in full.
 */
export function encodedBytes(changes: number, bytesPerChange: Bytes): Bytes {
  const gap = Math.max(1, Math.floor((4096 - changes * bytesPerChange) / (changes + 1)));
  return changes * (lengthBytes(gap) + lengthBytes(bytesPerChange) + bytesPerChange);
}
