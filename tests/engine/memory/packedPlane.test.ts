import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packPlane, unpackPlane } from '../../../src/engine/memory/packedPlane';

/** Runs of one word and stretches of any words, so that segments are uniform, mixed and cut short. */
const plane = fc
  .array(fc.oneof(fc.tuple(fc.constantFrom(0, -1, 7), fc.integer({ min: 1, max: 300 })), fc.tuple(fc.integer(), fc.integer({ min: 1, max: 3 }))), { maxLength: 12 })
  .map((runs) => Int32Array.from(runs.flatMap(([word, length]) => Array.from({ length }, () => word))));

test('a packed plane unpacks to the same words, over whatever was there', () => {
  fc.assert(
    fc.property(plane, (words) => {
      const target = new Int32Array(words.length).fill(0x1234567);
      unpackPlane(packPlane(words), target);
      expect(target).toEqual(words);
    }),
  );
});

test('a packed copy does not follow later changes', () => {
  const words = Int32Array.from({ length: 256 }, (_, i) => i);
  const packed = packPlane(words);
  words.fill(9);
  unpackPlane(packed, words);
  expect(words).toEqual(Int32Array.from({ length: 256 }, (_, i) => i));
});

test('a uniform plane packs to less than a hundredth', () => {
  expect(packPlane(new Int32Array(1 << 16).fill(-1)).byteLength).toBeLessThan((1 << 18) / 64);
});
