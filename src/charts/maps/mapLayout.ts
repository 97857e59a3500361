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
export function tilePagesFor(pages: PageCount, box: MapBox): PageCount {
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

/** The largest squares whose cells are not much smaller than those of smaller squares. */
function hilbertGrid(tiles: number, width: number, height: number): Grid {
  const grids: Grid[] = [];
  for (let square = 1; square <= Math.max(width, height); square *= 2) {
    if (square * square > tiles * 3 && square > 1) break;
    const grid = squareGrid(tiles, square, width, height);
    if (grid !== undefined) grids.push(grid);
  }
  const largest = Math.max(...grids.map((grid) => grid.cellWidth));
  const good = grids.filter((grid) => grid.cellWidth * 1.2 >= largest);
  return good.at(-1) ?? { columns: tiles, rows: 1, square: 1, cellWidth: 1, cellHeight: 1 };
}

/**
 * Lays the pages of a viewport out in a box.
 * @param pixelRatio device pixels per CSS pixel; cells are whole device pixels
 */
export function layoutMap(guestPages: PageCount, viewport: MapViewport, order: MapOrder, box: MapBox, pixelRatio: number): MapLayout {
  const pages = Math.min(viewport.pages === 0 ? guestPages : viewport.pages, guestPages);
  const tilePages = tilePagesFor(pages, box);
  const tiles = Math.ceil(guestPages / tilePages);
  const tileCount = Math.min(Math.ceil(pages / tilePages), tiles);
  const firstTile = Math.max(0, Math.min(Math.floor(viewport.firstPage / tilePages), tiles - tileCount));
  const width = Math.round(box.width * pixelRatio);
  const height = Math.round(box.height * pixelRatio);
  const grid = order === 'rows' ? rowGrid(tileCount, width, height) : hilbertGrid(tileCount, width, height);
  return { guestPages, order, tilePages, firstTile, tileCount, pixelRatio, ...grid };
}
