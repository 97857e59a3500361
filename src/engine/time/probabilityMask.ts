import { mix32 } from './random';

/**
 * 32 independent bits, each set with the given probability (0..1, resolved to 2^-32). Compares 32 uniform numbers with it
 * at once, bit by bit from the top, and stops when all are decided: about seven draws, whatever the probability.
 * The draws are a xorshift sequence that a hash of `key` starts.
 */
export function probabilityMask(key: number, probability: number): number {
  if (probability >= 1) return -1;
  let digits = Math.floor(probability * 4294967296) | 0;
  let undecided = -1;
  let hits = 0;
  let draw = mix32(key) | 1;
  while (undecided !== 0 && digits !== 0) {
    draw ^= draw << 13;
    draw ^= draw >>> 17;
    draw ^= draw << 5;
    if (digits < 0) {
      hits |= undecided & ~draw;
      undecided &= draw;
    } else {
      undecided &= ~draw;
    }
    digits <<= 1;
  }
  return hits;
}
