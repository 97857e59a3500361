import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asFraction, drawAt, epochKey, mix32, STREAMS, streamKey } from '../../../src/engine/time/random';

describe('draws without order', () => {
  test('mix32 is a bijection: a quarter of a million inputs, as many outputs', () => {
    expect(new Set(Array.from({ length: 1 << 18 }, (_, i) => mix32(Math.imul(i, 0x01000193)))).size).toBe(1 << 18);
  });

  test('streams of one seed, and one stream of neighbouring seeds, have keys of their own', () => {
    const keys = Array.from({ length: 1000 }, (_, seed) => Object.values(STREAMS).map((stream) => streamKey(seed, stream))).flat();
    expect(new Set(keys).size).toBeGreaterThan(keys.length - 10);
  });

  test('an index above 2^32 draws otherwise than its low half, and folds the same way each time', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(), fc.integer({ min: 1, max: 1000 }), (key, low, high) => {
        const index = high * 2 ** 32 + low;
        expect(drawAt(key, index)).toBe(drawAt(key, index));
        expect(epochKey(key, index)).toBe(epochKey(key, index));
        expect(drawAt(key, index) === drawAt(key, low) && epochKey(key, index) === epochKey(key, low)).toBe(false);
      }),
    );
  });

  test('fractions lie in [0, 1), each bit is set in half of the draws and neighbours do not depend on each other', () => {
    const key = streamKey(7, STREAMS.workload);
    const count = 1 << 16;
    const draws = Array.from({ length: count }, (_, i) => drawAt(key, i));
    expect(Math.min(...draws.slice(0, 5000).map(asFraction))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...draws.slice(0, 5000).map(asFraction))).toBeLessThan(1);
    for (let bit = 0; bit < 32; bit++) {
      const set = draws.filter((draw) => ((draw >>> bit) & 1) === 1).length;
      expect(Math.abs(set - count / 2)).toBeLessThan(5 * Math.sqrt(count / 4));
      const same = draws.slice(1).filter((draw, i) => (((draw ^ draws[i]!) >>> bit) & 1) === 0).length;
      expect(Math.abs(same - count / 2)).toBeLessThan(5 * Math.sqrt(count / 4));
    }
  });
});
