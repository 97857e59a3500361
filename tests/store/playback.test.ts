import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PLAY_SPEEDS } from '../../src/store/appState';
import { advanceCursor, clampCursor, fractionOf, momentAt } from '../../src/store/playback';

const ns = fc.integer({ min: 0, max: 2 ** 47 });
const speed = fc.constantFrom(...PLAY_SPEEDS);

describe('playback', () => {
  it.each([
    [0, 1000, 1, 60e9, 1e9],
    [0, 1000, 0.1, 60e9, 1e8],
    [5e9, 500, 60, 600e9, 35e9],
    [0, 1000, 'fit', 40e9, 2e9],
    [39e9, 1000, 'fit', 40e9, 40e9],
    [10, 1000, 1, 0, 0],
  ] as const)('from %d ns, %d ms at %s in a run of %d ns leads to %d ns', (cursor, wall, at, known, expected) => {
    expect(advanceCursor(cursor, wall, at, known)).toBe(expected);
  });

  it('plays any run in 20 s at fit, whatever the frame rate', () => {
    for (const frameMs of [4, 16, 33]) {
      const known = 457_000e9;
      let cursor = 0;
      let wall = 0;
      for (; cursor < known; wall += frameMs) cursor = advanceCursor(cursor, frameMs, 'fit', known);
      expect(Math.abs(wall - 20_000)).toBeLessThanOrEqual(frameMs);
    }
  });

  it('never goes back, never past what is known, always to an integer', () => {
    fc.assert(
      fc.property(ns, fc.integer({ min: 0, max: 5000 }), speed, ns, (cursor, wall, at, known) => {
        const from = clampCursor(cursor, known);
        const to = advanceCursor(from, wall, at, known);
        return Number.isSafeInteger(to) && to >= from && to <= known;
      }),
    );
  });

  it('takes a fraction to a moment and back', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 2 ** 47 }), fc.double({ min: 0, max: 1, noNaN: true }), (known, fraction) =>
      Math.abs(fractionOf(momentAt(fraction, known), known) - fraction) <= 0.5 / known + 1e-12));
  });

  it('treats what is no time as the start', () => {
    expect([Number.NaN, Number.POSITIVE_INFINITY, -5].map((at) => clampCursor(at, 100))).toEqual([0, 0, 0]);
    expect(fractionOf(5, 0)).toBe(0);
  });
});
