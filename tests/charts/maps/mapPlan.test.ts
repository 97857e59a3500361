import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lensSize } from '../../../src/charts/maps/lensDrawing';
import { mapSize } from '../../../src/charts/maps/mapGeometry';
import type { MapOrder } from '../../../src/charts/maps/mapLayout';
import { FULL_HEIGHT, LENS_GAP, planMap } from '../../../src/charts/maps/mapPlan';
import type { MapPlan } from '../../../src/charts/maps/mapPlan';

const GIB_PAGES = 262144;
const WHOLE = { firstPage: 0, pages: 0 };
const plan = (gib: number, room: { width: number; height: number }, ratio = 1, order: MapOrder = 'rows', narrow = false): MapPlan =>
  planMap(gib * GIB_PAGES, WHOLE, order, { ...room, narrow }, ratio);
const sizes = ({ layout, lens }: MapPlan) => [mapSize(layout), lens === undefined ? undefined : lensSize(lens)];
const heightOf = ({ layout, lens }: MapPlan): number => mapSize(layout).height + (lens === undefined ? 0 : LENS_GAP + lensSize(lens).height);

const LAPTOP = { width: 832, height: FULL_HEIGHT };

describe('planMap', () => {
  it('has the design sizes for 192 GiB on a laptop, and 1 MiB a pixel on a large screen', () => {
    expect(sizes(plan(192, LAPTOP))).toEqual([{ width: 384, height: 256 }, { width: 384, height: 56 }]);
    const large = plan(192, { width: 1220, height: 408 });
    expect([large.width, large.layout.tilePages, mapSize(large.layout)]).toEqual([576, 256, { width: 576, height: 342 }]);
  });

  it.each([2, 4, 8, 16, 24, 25, 32, 64, 100, 128, 192, 256, 512, 1000, 1024])('fills the room for %i GiB', (gib) => {
    for (const ratio of [1, 1.5, 2]) {
      const made = plan(gib, LAPTOP, ratio);
      expect(mapSize(made.layout).width).toBeGreaterThan(0.97 * 384);
      expect(heightOf(made)).toBeGreaterThan(0.9 * FULL_HEIGHT);
      expect(heightOf(made)).toBeLessThanOrEqual(FULL_HEIGHT + 3);
    }
  });

  it('grows the lens by what the tiles leave: 512 larger pages', () => {
    const { lens } = plan(16, LAPTOP);
    expect(lens).toMatchObject({ columns: 32, rows: 16, cellWidth: 12, cellHeight: 8 });
  });

  it('folds the lens first where the room is low', () => {
    expect(plan(192, { width: 832, height: 297 }).lens).toMatchObject({ rows: 8, cellHeight: 4 });
    expect(plan(192, { width: 832, height: 290 }).lens).toBeUndefined();
    expect(mapSize(plan(192, { width: 832, height: 290 }).layout).height).toBe(256);
    expect(plan(192, { width: 832, height: 130 }).lens).toBeUndefined();
  });

  it('keeps a map of 256 rows on a phone, with a lens for fingers', () => {
    const phone = plan(192, { width: 390, height: 0 }, 2, 'rows', true);
    expect(sizes(phone)).toEqual([{ width: 384, height: 256 }, { width: 384, height: 136 }]);
  });

  it('takes larger tiles rather than a frayed curve', () => {
    const rows = plan(192, { width: 1220, height: 408 });
    const curve = plan(192, { width: 1220, height: 408 }, 1, 'hilbert');
    expect([rows.layout.tilePages, curve.layout.tilePages, curve.layout.square]).toEqual([256, 512, 64]);
  });

  it('never sticks out of its room, whatever the guest, the room and the screen', () => {
    const anything = fc.record({
      blocks: fc.integer({ min: 1, max: 600_000 }), width: fc.integer({ min: 320, max: 2600 }), height: fc.integer({ min: 100, max: 900 }),
      ratio: fc.constantFrom(1, 1.25, 1.5, 2, 3), order: fc.constantFrom<MapOrder>('rows', 'hilbert'),
    });
    fc.assert(fc.property(anything, ({ blocks, width, height, ratio, order }) => {
      const made = planMap(blocks * 512, WHOLE, order, { width, height, narrow: false }, ratio);
      expect(heightOf(made)).toBeLessThanOrEqual(height * 1.01 + 1);
      expect(mapSize(made.layout).width).toBeLessThanOrEqual(made.width + 0.5);
      expect(2 * made.width + 36).toBeLessThanOrEqual(width);
    }), { numRuns: 200 });
  });
});
