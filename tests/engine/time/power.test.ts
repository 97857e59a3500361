import fc from 'fast-check';
import { expect, test } from 'vitest';
import { power } from '../../../src/engine/time/power';

test('power is the product of so many factors', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(200), (base, exponent) => {
      let product = 1;
      for (let i = 0; i < exponent; i++) product *= base;
      expect(Math.abs(power(base, exponent) - product)).toBeLessThan(1e-12);
    }),
  );
});

test('power of the chance to be missed by many writes', () => {
  expect(power(1 - 1 / 2 ** 20, 2 ** 20)).toBeCloseTo(Math.exp(-1), 6);
  expect(power(1 - 1 / 2 ** 28, 2 ** 33)).toBeCloseTo(Math.exp(-32), 16);
  expect(power(0, 0)).toBe(1);
  expect(power(0, 5)).toBe(0);
});
