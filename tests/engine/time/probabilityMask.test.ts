import { describe, expect, test } from 'vitest';
import { probabilityMask } from '../../../src/engine/time/probabilityMask';
import { mix32 } from '../../../src/engine/time/random';
import { countOf } from '../planeSets';

const WORDS = 20_000;
const masks = (probability: number): Int32Array => Int32Array.from({ length: WORDS }, (_, i) => probabilityMask(mix32(i ^ 0x51ed27), probability));

describe('masks of independent bits', () => {
  test.each([1e-6, 0.001, 0.03, 0.25, 1 / 3, 0.5, 0.6321, 0.9, 0.999])('chance %d: mean of all bits and of each bit within five deviations', (chance) => {
    const drawn = masks(chance);
    const spread = (count: number): number => 5 * Math.sqrt(count * chance * (1 - chance)) + 1;
    expect(Math.abs(countOf(drawn) - WORDS * 32 * chance)).toBeLessThan(spread(WORDS * 32));
    for (let bit = 0; bit < 32; bit++) {
      const set = drawn.filter((mask) => ((mask >>> bit) & 1) === 1).length;
      expect(Math.abs(set - WORDS * chance)).toBeLessThan(spread(WORDS));
    }
  });

  test('the number of bits of a word scatters as 32 independent bits do', () => {
    for (const chance of [0.1, 0.5, 0.8]) {
      const counts = [...masks(chance)].map((mask) => countOf(Int32Array.of(mask)));
      const mean = counts.reduce((sum, count) => sum + count, 0) / WORDS;
      const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / WORDS;
      expect(variance / (32 * chance * (1 - chance))).toBeGreaterThan(0.95);
      expect(variance / (32 * chance * (1 - chance))).toBeLessThan(1.05);
    }
  });

  test('never and always need no luck', () => {
    expect(probabilityMask(123, 0)).toBe(0);
    expect(probabilityMask(123, 1)).toBe(-1);
    expect(probabilityMask(123, 1.5)).toBe(-1);
  });
});
