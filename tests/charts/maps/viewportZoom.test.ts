import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layoutMap } from '../../../src/charts/maps/mapLayout';
import { panViewport, placeViewport, shownPages, viewportWith, zoomSteps, zoomViewport } from '../../../src/charts/maps/viewportZoom';

const GUEST = 192 * 262144;
const WHOLE = { firstPage: 0, pages: 0 };

describe('zoomSteps', () => {
  it('goes from 192 GiB by 6 GiB, 64 MiB and 2 MiB to one page', () => {
    expect(zoomSteps(GUEST)).toEqual([GUEST, 1572864, 16384, 512, 1]);
  });

  it('leaves out steps that would hardly differ', () => {
    expect(zoomSteps(2 * 1048576)).toEqual([2097152, 16384, 512, 1]);
    expect(zoomSteps(512)).toEqual([512, 1]);
  });
});

describe('zoomViewport', () => {
  it('comes to the page itself, and back to the whole guest', () => {
    const page = 6_467_268;
    let view = WHOLE;
    const seen: number[] = [];
    for (let i = 0; i < 6; i++) {
      view = zoomViewport(view, GUEST, 1, page);
      seen.push(view.pages);
      expect(page >= view.firstPage && page < view.firstPage + view.pages).toBe(true);
    }
    expect(seen).toEqual([1572864, 16384, 512, 1, 1, 1]);
    expect(view).toEqual({ firstPage: page, pages: 1 });
    for (let i = 0; i < 4; i++) view = zoomViewport(view, GUEST, -1, page);
    expect(view).toEqual(WHOLE);
  });

  it('keeps the page under the pointer near its place', () => {
    const page = 30_000_000;
    const view = zoomViewport(WHOLE, GUEST, 1, page, 0.25);
    expect((page - view.firstPage) / view.pages).toBeCloseTo(0.25, 1);
  });

  it('keeps the page in view and every viewport at a tile edge, at any guest size and place', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 500_000 }), fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (blocks, at, place) => {
      const guest = blocks * 512;
      const page = Math.min(guest - 1, Math.floor(at * guest));
      let view = WHOLE;
      for (let i = 0; i < 5; i++) {
        view = zoomViewport(view, guest, 1, page, place);
        expect(view.firstPage).toBeGreaterThanOrEqual(0);
        expect(view.firstPage + shownPages(view, guest)).toBeLessThanOrEqual(guest);
        const layout = layoutMap(guest, view, 'rows', { width: 384, height: 256 }, 1);
        expect(layout.firstTile * layout.tilePages).toBe(view.firstPage);
      }
    }));
  });
});

describe('panViewport', () => {
  it('moves, stops at the ends, and leaves the whole guest alone', () => {
    const view = placeViewport(0, 16384, GUEST);
    expect(panViewport(view, GUEST, 4096)).toEqual({ firstPage: 4096, pages: 16384 });
    expect(panViewport(view, GUEST, -4096)).toEqual(view);
    expect(panViewport(view, GUEST, 1e9)).toEqual({ firstPage: GUEST - 16384, pages: 16384 });
    expect(panViewport(WHOLE, GUEST, 4096)).toEqual(WHOLE);
  });

  it('moves at least one step', () => {
    expect(panViewport(placeViewport(0, 16384, GUEST), GUEST, 1).firstPage).toBe(256);
    expect(panViewport({ firstPage: 7, pages: 1 }, GUEST, 1).firstPage).toBe(8);
  });
});

describe('viewportWith', () => {
  it('follows a page that leaves the view', () => {
    const view = placeViewport(0, 16384, GUEST);
    expect(viewportWith(view, GUEST, 16383)).toBe(view);
    const moved = viewportWith(view, GUEST, 16384);
    expect(moved.firstPage).toBeLessThanOrEqual(16384);
    expect(moved.firstPage + moved.pages).toBeGreaterThan(16384);
  });
});
