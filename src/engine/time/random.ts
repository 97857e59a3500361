/**
 * Randomness without order: a draw is a hash of (seed, stream, index), so that no stream shifts another and nothing
 * depends on the order of computation (design.md section 3).
 */
export const STREAMS = { composition: 1, workload: 2, workloadMask: 3, conversions: 4, compaction: 5, faults: 6, layout: 7 } as const;
export type Stream = (typeof STREAMS)[keyof typeof STREAMS];

/** A bijection of int32 that scatters: two multiplications and three shifts (constants of the lowbias32 search). */
export function mix32(value: number): number {
  let v = value ^ (value >>> 16);
  v = Math.imul(v, 0x21f0aaad);
  v ^= v >>> 15;
  v = Math.imul(v, 0x735a2d97);
  return v ^ (v >>> 15);
}

/** Key of one stream of one run. */
export function streamKey(seed: number, stream: Stream): number {
  return mix32(mix32(seed | 0) ^ Math.imul(stream, 0x9e3779b9));
}

/** Key of an epoch of a stream: an index of more than 32 bits, folded. */
export function epochKey(key: number, index: number): number {
  const low = index | 0;
  const high = Math.floor(index / 4294967296);
  return mix32(mix32(key ^ low) + Math.imul(high, 0x85ebca6b));
}

/** Draw `index` (an integer below 2^53) of a stream, as an int32. */
export function drawAt(key: number, index: number): number {
  const high = Math.floor(index / 4294967296);
  return mix32((key + Math.imul(high, 0x85ebca6b)) ^ Math.imul(index | 0, 0x9e3779b9));
}

/** An int32 as a fraction in [0, 1). */
export function asFraction(draw: number): number {
  return (draw >>> 0) / 4294967296;
}
