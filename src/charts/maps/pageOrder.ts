import { hilbertCell } from './hilbertCurve';
import type { MapLayout } from './mapLayout';
import { NO_TILE } from './paletteTable';

/** Where the tiles of a layout lie: tile 0 is the first of the viewport, cell 0 the top left. One to one. */
export interface PageOrder {
  readonly cellOf: (tile: number) => number;
  /** -1 for a cell without a tile. */
  readonly tileAt: (cell: number) => number;
  /** Codes by tile to codes by cell; cells without a tile become NO_TILE. */
  readonly arrange: (tiles: Uint8Array, cells: Uint8Array) => void;
}

function rowOrder(layout: MapLayout): PageOrder {
  return {
    cellOf: (tile) => tile,
    tileAt: (cell) => (cell < layout.tileCount ? cell : -1),
    arrange(tiles, cells) {
      cells.set(tiles);
      cells.fill(NO_TILE, Math.min(tiles.length, layout.tileCount));
    },
  };
}

/** Squares run left to right, then right to left, mirrored: so the curve goes on from one to the next. */
function hilbertCells({ tileCount, columns, square }: MapLayout): Int32Array {
  const across = columns / square;
  const perSquare = square * square;
  const cells = new Int32Array(tileCount);
  for (let tile = 0; tile < tileCount; tile++) {
    const index = Math.floor(tile / perSquare);
    const band = Math.floor(index / across);
    const back = band % 2 === 1;
    const inside = hilbertCell(square, tile % perSquare);
    const x = inside % square;
    const column = (back ? across - 1 - (index % across) : index % across) * square + (back ? square - 1 - x : x);
    cells[tile] = (band * square + Math.floor(inside / square)) * columns + column;
  }
  return cells;
}

function hilbertOrder(layout: MapLayout): PageOrder {
  const cells = hilbertCells(layout);
  const tiles = new Int32Array(layout.columns * layout.rows).fill(-1);
  cells.forEach((cell, tile) => {
    tiles[cell] = tile;
  });
  return {
    cellOf: (tile) => cells[tile] ?? -1,
    tileAt: (cell) => tiles[cell] ?? -1,
    arrange(codes, target) {
      target.fill(NO_TILE);
      for (let tile = 0; tile < cells.length; tile++) target[cells[tile] ?? 0] = codes[tile] ?? NO_TILE;
    },
  };
}

/** The order of a layout; keep it while the layout stays, a Hilbert order is a table. */
export function createPageOrder(layout: MapLayout): PageOrder {
  return layout.order === 'rows' ? rowOrder(layout) : hilbertOrder(layout);
}
