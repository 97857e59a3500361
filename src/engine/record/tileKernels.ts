import type { Plane } from '../memory/pagePlanes';

/**
 * Set bits of eight words. Seven carry-save adders leave four words to count instead of eight; twice as fast as word by
 * word (performance.md section 1). Source: Harley and Seal's counter, "Hacker's Delight" section 5-1.
 */
function popcount8(
  a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number,
): number {
  const ab = a ^ b;
  const ones1 = ab ^ c;
  const twosA = (a & b) | (ab & c);
  const de = d ^ e;
  const ones2 = de ^ f;
  const twosB = (d & e) | (de & f);
  const gh = g ^ h;
  const ones3 = gh ^ ones1;
  const twosC = (g & h) | (gh & ones1);
  const ones = ones3 ^ ones2;
  const twosD = ones3 & ones2;
  const tab = twosA ^ twosB;
  const twos1 = tab ^ twosC;
  const foursA = (twosA & twosB) | (tab & twosC);
  const twos = twos1 ^ twosD;
  const foursB = twos1 & twosD;
  const fours = foursA ^ foursB;
  const eights = foursA & foursB;
  // All set is the one sum that does not fit the byte which the multiplication leaves.
  if (eights === -1) return 256;
  const low = nibbles(ones) + 2 * nibbles(twos);
  const high = nibbles(fours) + 2 * nibbles(eights);
  const bytes = (low & 0x0f0f0f0f) + ((low >>> 4) & 0x0f0f0f0f) + 4 * ((high & 0x0f0f0f0f) + ((high >>> 4) & 0x0f0f0f0f));
  return Math.imul(bytes, 0x01010101) >>> 24;
}

/** Set bits of each group of four bits, in place. */
function nibbles(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  return (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
}

/** 32 768 pages: a count of all of them still fits sixteen bits. */
export const MAX_COUNTED_WORDS = 1024;

/**
 * Counts sent and stale pages of words [from, to), whole groups of eight words, at most MAX_COUNTED_WORDS.
 * @returns received * 65536 + again as an int32: two counts without an object for each tile
 */
export function countReceivedAndAgain(
  sent0: Plane, sent1: Plane, sent2: Plane, stale: Plane, from: number, to: number,
): number {
  let received = 0;
  let again = 0;
  for (let w = from; w < to; w += 8) {
    const a = sent0[w] | sent1[w] | sent2[w];
    const b = sent0[w + 1] | sent1[w + 1] | sent2[w + 1];
    const c = sent0[w + 2] | sent1[w + 2] | sent2[w + 2];
    const d = sent0[w + 3] | sent1[w + 3] | sent2[w + 3];
    const e = sent0[w + 4] | sent1[w + 4] | sent2[w + 4];
    const f = sent0[w + 5] | sent1[w + 5] | sent2[w + 5];
    const g = sent0[w + 6] | sent1[w + 6] | sent2[w + 6];
    const h = sent0[w + 7] | sent1[w + 7] | sent2[w + 7];
    if ((a | b | c | d | e | f | g | h) === 0) continue;
    received += (a & b & c & d & e & f & g & h) === -1 ? 256 : popcount8(a, b, c, d, e, f, g, h);
    const a1 = a & stale[w];
    const b1 = b & stale[w + 1];
    const c1 = c & stale[w + 2];
    const d1 = d & stale[w + 3];
    const e1 = e & stale[w + 4];
    const f1 = f & stale[w + 5];
    const g1 = g & stale[w + 6];
    const h1 = h & stale[w + 7];
    if ((a1 | b1 | c1 | d1 | e1 | f1 | g1 | h1) === 0) continue;
    again += popcount8(a1, b1, c1, d1, e1, f1, g1, h1);
  }
  return (received << 16) | again;
}
