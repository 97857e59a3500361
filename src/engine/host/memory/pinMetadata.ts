import type { Bytes, PageCount } from '../../../base/units';

/** Of a page in an encrypted memslot: its entry in `pfns[]`, and its bit in `pinned_bitmap`. */
const PFN_BYTES = 8;
const BITMAP_BYTES = 1 / 8;

/**
 * What the memslots of a guest of `pages` keep of its pins: 2.03 MiB for each GiB, with demand pinning alone; what is pinned at launch is
 * known by its region. Source: confidential-migration.md 5.3, 5.4 (patch 4 of thread 004).
 */
export function pinMetadataBytes(pages: PageCount, pinning: 'launch' | 'demand'): Bytes {
  return pinning === 'demand' ? Math.ceil(pages * (PFN_BYTES + BITMAP_BYTES)) : 0;
}
