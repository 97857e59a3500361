import type { PageCount, SimNs } from '../../base/units';

/** A section is looked at every 64 pages, a power of two, and ends after 50 ms. Source: ram_save_iterate, MAX_WAIT. */
const CHECK_PAGES = 64;
const MAX_WAIT_MS = 50;

/** Pages to the next look at the clock, after `sectionPages` of the section. */
export function pagesUntilCheck(sectionPages: PageCount): PageCount {
  return CHECK_PAGES - ((sectionPages + CHECK_PAGES - 1) & (CHECK_PAGES - 1));
}

/** Whether the look at the clock after `sectionPages` pages and `ns` ends the section. */
export function isSectionOver(sectionPages: PageCount, ns: SimNs): boolean {
  return (sectionPages & (CHECK_PAGES - 1)) === 1 && Math.floor(ns / 1e6) > MAX_WAIT_MS;
}
