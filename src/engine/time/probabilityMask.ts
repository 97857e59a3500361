import { mix32 } from './random';

/**
 * 32 independent bits, each set with the given probability (0..1, resolved to 2^-32). Compares 32 uniform numbers with it
 * at once, bit by bit from the top, and stops when all are decided: about seven draws, whatever the probability.
 * The draws come from `key`, one hash per step.
 */
export function probabilityMask(key: number, probability: number): number {
  if (probability >= 1) return -1;
  let fraction = probability;
  let undecided = -1;
  let hits = 0;
  let draw = key;
  for (let bit = 0; bit < 32 && undecided !== 0 && fraction > 0; bit++) {
    draw = mix32(draw + 0x9e3779b9);
    fraction *= 2;
    if (fraction >= 1) {
      fraction -= 1;
      hits |= undecided & ~draw;
      undecided &= draw;
    } else {
      undecided &= ~draw;
    }
  }
  return hits;
}
