import fc from 'fast-check';
import { expect, test } from 'vitest';
import { popcount } from '../../../src/engine/memory/popcount';

test('popcount counts the digits of every int32', () => {
  fc.assert(
    fc.property(fc.oneof(fc.constantFrom(0, -1, 1, -2147483648, 2147483647, 0x55555555, -0x55555556), fc.integer()), (word) => {
      expect(popcount(word)).toBe((word >>> 0).toString(2).replaceAll('0', '').length);
    }),
  );
});
