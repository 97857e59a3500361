import { popcount } from '../memory/popcount';

/** The lowest `count` set bits of a word. */
export function lowestBits(word: number, count: number): number {
  if (count >= 32 || popcount(word) <= count) return word;
  let left = word;
  for (let i = 0; i < count; i++) left &= left - 1;
  return word & ~left;
}
