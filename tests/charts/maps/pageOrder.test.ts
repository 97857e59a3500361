import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hilbertCell } from '../../../src/charts/maps/hilbertCurve';
import { mapSize, pageRect, stepTile, tileAtPoint } from '../../../src/charts/maps/mapGeometry';
import { layoutMap } from '../../../src/charts/maps/mapLayout';
import type { MapLayout, MapOrder } from '../../../src/charts/maps/mapLayout';
import { createPageOrder } from '../../../src/charts/maps/pageOrder';

const GIB_PAGES = 262144;
const WHOLE = { firstPage: 0, pages: 0 };
const BOX = { width: 384, height: 256 };

function layout(order: MapOrder, guestPages: number, pages = 0, box = BOX, ratio = 1): MapLayout {
  return layoutMap(guestPages, { firstPage: 0, pages }, order, box, ratio);
}

const layouts = fc.record({
  order: fc.constantFrom<MapOrder>('rows', 'hilbert'),
  blocks: fc.integer({ min: 1, max: 400_000 }),
  share: fc.double({ min: 0, max: 1, noNaN: true }), from: fc.double({ min: 0, max: 1, noNaN: true }),
  box: fc.constantFrom(BOX, { width: 256, height: 192 }, { width: 512, height: 192 }, { width: 360, height: 256 }),
  ratio: fc.constantFrom(1, 1.25, 2, 3),
}).map(({ order, blocks, share, from, box, ratio }) => {
  const guestPages = blocks * 512;
  const pages = Math.max(1, Math.floor(guestPages ** share));
  return layoutMap(guestPages, { firstPage: Math.floor(from * guestPages), pages }, order, box, ratio);
});

describe('hilbertCell', () => {
  it.each([1, 2, 4, 8, 16, 128])('visits every cell of a square of %i once, each step to a neighbour', (side) => {
    const cells = Array.from({ length: side * side }, (_, d) => hilbertCell(side, d));
    expect(new Set(cells).size).toBe(side * side);
    expect(Math.max(...cells)).toBe(side * side - 1);
    for (let d = 1; d < cells.length; d++) {
      const [a, b] = [cells[d - 1]!, cells[d]!];
      const distance = Math.abs((a % side) - (b % side)) + Math.abs(Math.floor(a / side) - Math.floor(b / side));
      expect(distance).toBe(1);
    }
    expect([cells[0], cells.at(-1)]).toEqual([0, side - 1]);
  });
});

describe('layoutMap', () => {
  it('shows 192 GiB as 384 x 256 tiles of 2 MiB, one pixel each', () => {
    expect(layout('rows', 192 * GIB_PAGES)).toMatchObject({ tilePages: 512, tileCount: 98304, columns: 384, rows: 256, cellWidth: 1, cellHeight: 1 });
  });

  it('shows it as six Hilbert squares of 32 GiB', () => {
    expect(layout('hilbert', 192 * GIB_PAGES)).toMatchObject({ tilePages: 512, columns: 384, rows: 256, square: 128, cellWidth: 1 });
  });

  it.each([
    ['100 GB of 64 KiB GFNs', 1_638_400, { width: 400, height: 256 }, 16, 400, 256],
    ['192 GiB, 4 MiB per pixel', 192 * GIB_PAGES, { width: 256, height: 192 }, 1024, 256, 192],
    ['192 GiB, wide', 192 * GIB_PAGES, { width: 512, height: 192 }, 512, 512, 192],
    ['16 GiB', 16 * GIB_PAGES, BOX, 64, 384, 171],
    ['1 TiB', 1024 * GIB_PAGES, BOX, 4096, 384, 171],
  ])('%s', (_, pages, box, tilePages, columns, rows) => {
    expect(layout('rows', pages, 0, box)).toMatchObject({ tilePages, columns, rows, cellWidth: 1, cellHeight: 1 });
  });

  it('fills the box with the pages of every zoom step', () => {
    const guest = 192 * GIB_PAGES;
    expect(layout('rows', guest, 1572864)).toMatchObject({ tilePages: 16, columns: 384, rows: 256 });
    expect(layout('rows', guest, 16384)).toMatchObject({ tilePages: 1, columns: 128, rows: 128, cellWidth: 3, cellHeight: 2 });
    expect(layout('rows', guest, 512)).toMatchObject({ tilePages: 1, columns: 32, rows: 16, cellWidth: 12, cellHeight: 16 });
    expect(layout('rows', guest, 1)).toMatchObject({ tilePages: 1, columns: 1, rows: 1, cellWidth: 384 });
    expect(layout('hilbert', guest, 512)).toMatchObject({ tilePages: 1, columns: 32, rows: 16, square: 16, cellWidth: 12 });
  });

  it('uses the finer pixels of a finer display for larger cells, not for more tiles', () => {
    expect(layout('rows', 192 * GIB_PAGES, 0, BOX, 2)).toMatchObject({ tilePages: 512, columns: 384, cellWidth: 2, cellHeight: 2 });
  });

  it('has a cell for each tile inside the box, in the smallest tile that fits', () => {
    fc.assert(fc.property(layouts, (made) => {
      expect(made.columns * made.rows).toBeGreaterThanOrEqual(made.tileCount);
      expect(Number.isInteger(made.cellWidth) && Number.isInteger(made.cellHeight)).toBe(true);
      expect(Math.min(made.cellWidth, made.cellHeight)).toBeGreaterThanOrEqual(1);
      const size = mapSize(made);
      expect(size.width).toBeLessThanOrEqual(512.5);
      expect(size.height).toBeLessThanOrEqual(259);
      expect((made.firstTile + made.tileCount - 1) * made.tilePages).toBeLessThan(made.guestPages);
    }), { numRuns: 300 });
  });
});

describe('createPageOrder', () => {
  it('is one to one between tiles and cells, in both orders', () => {
    fc.assert(fc.property(layouts, (made) => {
      const order = createPageOrder(made);
      const cells = new Set<number>();
      for (let tile = 0; tile < made.tileCount; tile++) cells.add(order.cellOf(tile));
      expect(cells.size).toBe(made.tileCount);
      let tiles = 0;
      for (let cell = 0; cell < made.columns * made.rows; cell++) {
        const tile = order.tileAt(cell);
        if (tile < 0) continue;
        tiles++;
        if (order.cellOf(tile) !== cell) throw new Error(`cell ${cell} holds tile ${tile}, which is in cell ${order.cellOf(tile)}`);
      }
      expect(tiles).toBe(made.tileCount);
    }), { numRuns: 40 });
  });

  it('arranges codes as cellOf says and marks cells without a tile', () => {
    fc.assert(fc.property(layouts, (made) => {
      const order = createPageOrder(made);
      const codes = Uint8Array.from({ length: made.tileCount }, (_, i) => i % 7);
      const cells = new Uint8Array(made.columns * made.rows).fill(9);
      order.arrange(codes, cells);
      const expected = new Uint8Array(cells.length).fill(255);
      codes.forEach((code, tile) => {
        expected[order.cellOf(tile)] = code;
      });
      expect(cells).toEqual(expected);
    }), { numRuns: 40 });
  });

  it('leaves cells of tiles that are not plugged in yet empty, whatever they held', () => {
    fc.assert(fc.property(layouts, fc.double({ min: 0, max: 1, noNaN: true }), (made, share) => {
      const order = createPageOrder(made);
      const there = Math.floor(share * made.tileCount);
      const cells = new Uint8Array(made.columns * made.rows).fill(9);
      order.arrange(new Uint8Array(there).fill(3), cells);
      for (let tile = 0; tile < made.tileCount; tile++) if (cells[order.cellOf(tile)] !== (tile < there ? 3 : 255)) throw new Error(`tile ${tile} of ${there} is drawn as ${cells[order.cellOf(tile)]}`);
    }), { numRuns: 30 });
  });

  it('goes on from one Hilbert square to the next in the same band', () => {
    const made = layout('hilbert', 192 * GIB_PAGES);
    const order = createPageOrder(made);
    for (const square of [1, 2, 4, 5]) {
      const [a, b] = [order.cellOf(square * 16384 - 1), order.cellOf(square * 16384)];
      expect(Math.abs((a % 384) - (b % 384)) + Math.abs(Math.floor(a / 384) - Math.floor(b / 384))).toBe(1);
    }
  });
});

describe('hit test', () => {
  it('finds the page whose rectangle holds the point, and the other way round', () => {
    fc.assert(fc.property(layouts, fc.double({ min: 0, max: 1, noNaN: true }), (made, share) => {
      const order = createPageOrder(made);
      const tile = made.firstTile + Math.min(made.tileCount - 1, Math.floor(share * made.tileCount));
      const page = tile * made.tilePages;
      const rect = pageRect(made, order, page)!;
      const hit = tileAtPoint(made, order, rect.x + rect.width / 2, rect.y + rect.height / 2);
      expect(hit).toMatchObject({ tile, firstPage: page });
      expect(hit!.firstPage + hit!.pages).toBeLessThanOrEqual(made.guestPages);
    }), { numRuns: 100 });
  });

  it('finds nothing beside the map or past the end of RAM', () => {
    const made = layout('rows', 16 * GIB_PAGES);
    const order = createPageOrder(made);
    expect(tileAtPoint(made, order, -1, 5)).toBeUndefined();
    expect(tileAtPoint(made, order, 384, 5)).toBeUndefined();
    expect(tileAtPoint(made, order, 300, 170.5)).toBeUndefined();
    expect(pageRect(layoutMap(16 * GIB_PAGES, { firstPage: 16384, pages: 16384 }, 'rows', BOX, 1), order, 0)).toBeUndefined();
  });
});

describe('stepTile', () => {
  const rows = layout('rows', 192 * GIB_PAGES);
  const order = createPageOrder(rows);

  it('moves by a tile and by a row', () => {
    expect(stepTile(rows, order, 512 * 1000 + 77, 1, 0)).toBe(512 * 1001);
    expect(stepTile(rows, order, 512 * 1000, 0, 1)).toBe(512 * 1384);
    expect(stepTile(rows, order, 512 * 383, 1, 0)).toBe(512 * 384);
  });

  it('stays at the ends', () => {
    expect(stepTile(rows, order, 5, -1, 0)).toBe(5);
    expect(stepTile(rows, order, 512 * 98303, 0, 1)).toBe(512 * 98303);
  });

  it('goes on past the edge of a zoomed view', () => {
    const zoomed = layoutMap(192 * GIB_PAGES, { firstPage: 16384, pages: 16384 }, 'rows', BOX, 1);
    expect(stepTile(zoomed, createPageOrder(zoomed), 16384, -1, 0)).toBe(16383);
    expect(stepTile(zoomed, createPageOrder(zoomed), 32767, 0, 1)).toBe(32767 + 128);
  });

  it('moves as the tiles lie in Hilbert order', () => {
    const made = layout('hilbert', 192 * GIB_PAGES);
    const curve = createPageOrder(made);
    const page = curve.tileAt(200 * 384 + 100) * 512;
    expect(stepTile(made, curve, page, 0, -1)).toBe(curve.tileAt(199 * 384 + 100) * 512);
    expect(stepTile(made, curve, stepTile(made, curve, page, 1, 0), -1, 0)).toBe(page);
    const corner = curve.tileAt(383) * 512;
    expect(stepTile(made, curve, corner, 1, 0)).toBe(corner);
  });
});

describe('WHOLE', () => {
  it('starts at the first page', () => {
    expect(layoutMap(GIB_PAGES, WHOLE, 'rows', BOX, 1).firstTile).toBe(0);
  });
});
