import type { PageCount, PageIndex } from '../../base/units';

export type MapOrder = 'rows' | 'hilbert';

/** Part of the guest that the maps show; the whole guest when `pages` is 0. */
export interface MapViewport {
  readonly firstPage: PageIndex;
  readonly pages: PageCount;
}

/** Room for one map in CSS pixels, whole numbers. */
export interface MapBox {
  readonly width: number;
  readonly height: number;
}

/** Which tiles a map shows, in which cells, and how large a cell is. Equal inputs give equal layouts. */
export interface MapLayout {
  readonly guestPages: PageCount;
  readonly order: MapOrder;
  /** A power of two. */
  readonly tilePages: PageCount;
  readonly firstTile: number;
  readonly tileCount: number;
  readonly columns: number;
  readonly rows: number;
  /** Side of a Hilbert square in cells; 0 in row order. */
  readonly square: number;
  /** Device pixels of a cell. */
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly pixelRatio: number;
}

/** A last row may stick out of the box by this share of its height. */
const SLACK = 1.01;
/** Cells may be this much wider than high, or higher than wide. */
const MOST_STRETCH = 1.5;
/** Larger Hilbert squares may leave this much more of the box empty than the best ones do. */
const MORE_WASTE = 0.12;
/** Cells on the side of the smallest Hilbert square that is worth one. */
const LEAST_SQUARE = 64;

interface Grid {
  readonly columns: number;
  readonly rows: number;
  readonly square: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
}

function isPowerOfTwo(value: number): boolean {
  return Math.log2(value) % 1 === 0;
}

/** The smallest power of two of pages at which `pages` fit a box of one tile per CSS pixel. */
function tilePagesFor(pages: PageCount, box: MapBox): PageCount {
  let tilePages = 1;
  while (Math.ceil(pages / tilePages) > box.width * box.height) tilePages *= 2;
  return tilePages;
}

/** Rows across the whole box, cells as large as they fit; of equally large ones those with a power of two per row. */
function rowGrid(tiles: number, width: number, height: number): Grid {
  let best: Grid | undefined;
  for (let cellWidth = 1; cellWidth <= width; cellWidth++) {
    const columns = Math.min(tiles, Math.floor(width / cellWidth));
    const rows = Math.ceil(tiles / columns);
    const fit = Math.floor((height * SLACK) / rows);
    if (fit < 1) break;
    const cellHeight = Math.min(fit, tiles === 1 ? fit : Math.floor(cellWidth * MOST_STRETCH));
    if (cellWidth > cellHeight * MOST_STRETCH && best !== undefined) continue;
    const area = cellWidth * cellHeight;
    const bestArea = best === undefined ? 0 : best.cellWidth * best.cellHeight;
    if (area > bestArea || (area === bestArea && isPowerOfTwo(columns))) best = { columns, rows, square: 0, cellWidth, cellHeight };
  }
  return best ?? { columns: tiles, rows: 1, square: 0, cellWidth: 1, cellHeight: 1 };
}

function squaresAcross(length: number, square: number, cell: number): number {
  return Math.floor(length / (square * cell));
}

/** Cells as large as they fit with squares of this side; undefined when not even single pixels do. */
function squareGrid(tiles: number, square: number, width: number, height: number): Grid | undefined {
  const needed = Math.ceil(tiles / (square * square));
  let cell = 0;
  while (squaresAcross(width, square, cell + 1) * squaresAcross(height, square, cell + 1) >= needed) cell++;
  if (cell === 0) return undefined;
  const across = Math.min(needed, squaresAcross(width, square, cell));
  return { columns: across * square, rows: Math.ceil(needed / across) * square, square, cellWidth: cell, cellHeight: cell };
}

/** Share of a band as wide as the box and as high as the grid that no tile covers. */
function wasteOf({ rows, cellWidth }: Grid, tiles: number, width: number): number {
  return 1 - (tiles * cellWidth) / (width * rows);
}

/** The largest squares whose cells are not much smaller, and whose gaps not much larger, than those of smaller squares. */
function hilbertGrid(tiles: number, width: number, height: number): Grid | undefined {
  const grids: Grid[] = [];
  for (let square = 1; square <= Math.max(width, height); square *= 2) {
    if (square * square > tiles * 3 && square > 1) break;
    const grid = squareGrid(tiles, square, width, height);
    if (grid !== undefined) grids.push(grid);
  }
  const largest = Math.max(...grids.map((grid) => grid.cellWidth));
  const large = grids.filter((grid) => grid.cellWidth * 1.2 >= largest);
  const least = Math.min(...large.map((grid) => wasteOf(grid, tiles, width)));
  return large.findLast((grid) => wasteOf(grid, tiles, width) <= least + MORE_WASTE);
}

/** Squares so small that the curve says no more than rows do. */
function isFrayed(grid: Grid, tiles: number): boolean {
  return grid.square < Math.min(LEAST_SQUARE, Math.sqrt(tiles) / 4);
}

interface Tiling {
  readonly tilePages: PageCount;
  readonly tileCount: number;
  readonly firstTile: number;
}

function tilingOf(guestPages: PageCount, { firstPage }: MapViewport, pages: PageCount, tilePages: PageCount): Tiling {
  const tiles = Math.ceil(guestPages / tilePages);
  const tileCount = Math.min(Math.ceil(pages / tilePages), tiles);
  return { tilePages, tileCount, firstTile: Math.max(0, Math.min(Math.floor(firstPage / tilePages), tiles - tileCount)) };
}

/**
 * Lays the pages of a viewport out in a box.
 * @param pixelRatio device pixels per CSS pixel; cells are whole device pixels
 */
export function layoutMap(guestPages: PageCount, viewport: MapViewport, order: MapOrder, box: MapBox, pixelRatio: number): MapLayout {
  const pages = Math.min(viewport.pages === 0 ? guestPages : viewport.pages, guestPages);
  const finest = tilePagesFor(pages, box);
  const width = Math.round(box.width * pixelRatio);
  const height = Math.round(box.height * pixelRatio);
  const made = (tiling: Tiling, grid: Grid): MapLayout => ({ guestPages, order, pixelRatio, ...tiling, ...grid });
  const rows = tilingOf(guestPages, viewport, pages, finest);
  if (order === 'rows') return made(rows, rowGrid(rows.tileCount, width, height));
  for (let tilePages = finest; tilePages < pages; tilePages *= 2) {
    const tiling = tilingOf(guestPages, viewport, pages, tilePages);
    const grid = hilbertGrid(tiling.tileCount, width, height);
    if (grid !== undefined && !isFrayed(grid, tiling.tileCount)) return made(tiling, grid);
  }
  return made(rows, hilbertGrid(rows.tileCount, width, height) ?? { columns: rows.tileCount, rows: 1, square: 1, cellWidth: 1, cellHeight: 1 });
}
