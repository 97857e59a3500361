import type { PageCount, PageIndex } from '../../base/units';
import type { MapLayout } from './mapLayout';
import type { PageOrder } from './pageOrder';

/** Pages [firstPage, firstPage + pages) of one tile; `tile` counts from the start of the guest. */
export interface TilePages {
  readonly tile: number;
  readonly firstPage: PageIndex;
  readonly pages: PageCount;
}

/** A cell in CSS pixels from the map's top left. */
export interface CellRect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Size of the whole map in CSS pixels. */
export function mapSize(layout: MapLayout): { readonly width: number; readonly height: number } {
  return {
    width: (layout.columns * layout.cellWidth) / layout.pixelRatio,
    height: (layout.rows * layout.cellHeight) / layout.pixelRatio,
  };
}

/** A tile by its number from the start of the guest; the last one may be short. */
export function tilePages(layout: MapLayout, tile: number): TilePages {
  const firstPage = tile * layout.tilePages;
  return { tile, firstPage, pages: Math.min(layout.tilePages, layout.guestPages - firstPage) };
}

/** The tile under a point in CSS pixels; undefined beside the tiles. */
export function tileAtPoint(layout: MapLayout, order: PageOrder, x: number, y: number): TilePages | undefined {
  const column = Math.floor((x * layout.pixelRatio) / layout.cellWidth);
  const row = Math.floor((y * layout.pixelRatio) / layout.cellHeight);
  if (column < 0 || row < 0 || column >= layout.columns || row >= layout.rows) return undefined;
  const tile = order.tileAt(row * layout.columns + column);
  return tile < 0 ? undefined : tilePages(layout, layout.firstTile + tile);
}

/** Where a tile of the guest is drawn; undefined outside the viewport. */
export function tileRect(layout: MapLayout, order: PageOrder, tile: number): CellRect | undefined {
  const inView = tile - layout.firstTile;
  if (inView < 0 || inView >= layout.tileCount) return undefined;
  const cell = order.cellOf(inView);
  const width = layout.cellWidth / layout.pixelRatio;
  const height = layout.cellHeight / layout.pixelRatio;
  return { x: (cell % layout.columns) * width, y: Math.floor(cell / layout.columns) * height, width, height };
}

/** Where the tile of a page is drawn; undefined outside the viewport. */
export function pageRect(layout: MapLayout, order: PageOrder, page: PageIndex): CellRect | undefined {
  return tileRect(layout, order, Math.floor(page / layout.tilePages));
}

/**
 * The first page of the tile `right` cells to the right and `down` below the tile of a page, as tiles lie on the map; the
 * page itself where there is none. In row order a step over the end of a row or of the viewport goes on in the guest.
 */
export function stepTile(layout: MapLayout, order: PageOrder, page: PageIndex, right: number, down: number): PageIndex {
  const from = Math.floor(page / layout.tilePages);
  if (layout.order === 'rows') {
    const target = (from + right + down * layout.columns) * layout.tilePages;
    return target < 0 || target >= layout.guestPages ? page : target;
  }
  const inView = from >= layout.firstTile && from < layout.firstTile + layout.tileCount;
  if (!inView) return layout.firstTile * layout.tilePages;
  const cell = order.cellOf(from - layout.firstTile);
  const column = (cell % layout.columns) + right;
  const row = Math.floor(cell / layout.columns) + down;
  if (column < 0 || row < 0 || column >= layout.columns || row >= layout.rows) return page;
  const tile = order.tileAt(row * layout.columns + column);
  return tile < 0 ? page : (layout.firstTile + tile) * layout.tilePages;
}
