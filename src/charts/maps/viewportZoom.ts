import type { PageCount, PageIndex } from '../../base/units';
import type { MapViewport } from './mapLayout';

/** Pages of the steps below the whole guest: 6 GiB, 64 MiB, 2 MiB and one page of 4 KiB. */
const STEPS: readonly PageCount[] = [1572864, 16384, 512, 1];

const WHOLE: MapViewport = { firstPage: 0, pages: 0 };

/** Pages across the maps at each zoom step, the whole guest first; a step shows at most half of the one before. */
export function zoomSteps(guestPages: PageCount): readonly PageCount[] {
  return [guestPages, ...STEPS.filter((pages) => pages * 2 <= guestPages)];
}

/** Pages that a viewport shows. */
export function shownPages(viewport: MapViewport, guestPages: PageCount): PageCount {
  return viewport.pages === 0 ? guestPages : Math.min(viewport.pages, guestPages);
}

export function isWhole(viewport: MapViewport, guestPages: PageCount): boolean {
  return shownPages(viewport, guestPages) === guestPages;
}

/** A viewport begins at a tile's edge, however large the tiles: at whole rows of sixty-four, or at its own size. */
function alignment(pages: PageCount): PageCount {
  return pages <= 512 ? pages : 2 ** Math.floor(Math.log2(pages / 64));
}

/** A viewport of `pages` that begins at `firstPage` or as near to it as alignment and the guest's ends allow. */
export function placeViewport(firstPage: number, pages: PageCount, guestPages: PageCount): MapViewport {
  if (pages >= guestPages) return WHOLE;
  const step = alignment(pages);
  return { firstPage: Math.min(Math.max(0, Math.floor(firstPage / step) * step), guestPages - pages), pages };
}

/**
 * One zoom step in (1) or out (-1), keeping `page` at the share `place` of the way through the viewport.
 * @param place 0..1
 */
export function zoomViewport(viewport: MapViewport, guestPages: PageCount, direction: 1 | -1, page: PageIndex, place = 0.5): MapViewport {
  const shown = shownPages(viewport, guestPages);
  const steps = zoomSteps(guestPages);
  const pages = direction === 1 ? steps.find((step) => step < shown) : steps.findLast((step) => step > shown);
  if (pages === undefined) return viewport;
  const at = pages <= 512 ? Math.floor(page / pages) * pages : page - place * pages;
  return placeViewport(at, pages, guestPages);
}

/** Moves a viewport by `pages`; the whole guest stays. */
export function panViewport(viewport: MapViewport, guestPages: PageCount, pages: number): MapViewport {
  if (isWhole(viewport, guestPages)) return WHOLE;
  const step = alignment(viewport.pages);
  const moved = Math.sign(pages) * Math.max(step, Math.round(Math.abs(pages) / step) * step);
  return placeViewport(viewport.firstPage + moved, viewport.pages, guestPages);
}

/** The viewport itself if it shows the page, else one of its size around the page. */
export function viewportWith(viewport: MapViewport, guestPages: PageCount, page: PageIndex): MapViewport {
  const pages = shownPages(viewport, guestPages);
  const inside = page >= viewport.firstPage && page < viewport.firstPage + pages;
  if (inside || pages === guestPages) return viewport;
  return placeViewport(pages <= 512 ? page : page - pages / 2, pages, guestPages);
}
