import { describe, expect, it } from 'vitest';
import { callOutPlaces, type Area, type CallOutTargets } from '../../../src/views/hints/callOutPlaces';

const area = (left: number, top: number, width: number, height: number): Area => ({ left, top, right: left + width, bottom: top + height });

/** A screen of 1440 by 900: maps of 384 by 170 with a lens of 130 under them. */
const TARGETS: CallOutTargets = {
  source: area(308, 190, 384, 170), destination: area(720, 190, 384, 170), bottom: 498,
  mechanism: area(16, 352, 222, 22), play: area(1137, 161, 164, 26),
};
const HEIGHTS = { pixel: 48, fills: 30, field: 48 };
const numbers = (path: string): number[] => (path.match(/-?[\d.]+/g) ?? []).map(Number);

describe('callOutPlaces', () => {
  it('keeps to the room of the lens, where there is one, and off each other', () => {
    const { pixel, field, fills } = callOutPlaces(TARGETS, HEIGHTS, 360);
    expect(pixel.top).toBeGreaterThanOrEqual(TARGETS.source.bottom);
    expect(field.top).toBeGreaterThanOrEqual(pixel.top + HEIGHTS.pixel);
    expect(field.top + HEIGHTS.field).toBeLessThanOrEqual(TARGETS.bottom);
    expect([fills.top > TARGETS.destination.bottom, fills.left + 360 <= TARGETS.destination.right]).toEqual([true, true]);
  });

  it('ends each line at what it speaks of', () => {
    const { pixel, field, fills } = callOutPlaces(TARGETS, HEIGHTS, 360);
    expect([pixel.end[0] > 308 && pixel.end[0] < 692, pixel.end[1] > 190 && pixel.end[1] < 360]).toEqual([true, true]);
    expect(field.end).toEqual([TARGETS.mechanism!.right + 3, 363]);
    expect(fills.end).toEqual([TARGETS.play!.left - 4, 174]);
    for (const { line, end } of [pixel, field, fills]) expect(end).toContain(numbers(line).at(-1));
  });

  it('reaches up over the maps from below where the lens is folded or low', () => {
    const folded = { ...TARGETS, bottom: TARGETS.source.bottom };
    const { pixel, field, fills } = callOutPlaces(folded, HEIGHTS, 328);
    expect([field.top + HEIGHTS.field, fills.top + HEIGHTS.fills]).toEqual([folded.bottom - 8, folded.bottom - 8]);
    expect(pixel.top).toBeGreaterThan(folded.source.top);
    expect(pixel.end[1]).toBeLessThan(pixel.top);
  });

  it('points into the maps when what it speaks of is not in sight', () => {
    const { field, fills } = callOutPlaces({ ...TARGETS, mechanism: undefined, play: undefined }, HEIGHTS, 360);
    expect([field.end[0] < 692, field.end[1] < 360]).toEqual([true, true]);
    expect([fills.end[0] > 720, fills.end[1] < 360]).toEqual([true, true]);
  });
});
