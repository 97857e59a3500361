import type { Plane } from './pagePlanes';

/** Words of one segment: 4096 pages. */
const SEGMENT_WORDS = 128;

/** A copy of a plane in which segments of one repeated word take one word: after a pass most of a plane is all ones or all zeros. */
export interface PackedPlane {
  /** Repeated word of a uniform segment; for others the place of its words in `words`. */
  readonly values: Int32Array;
  readonly isUniform: Uint8Array;
  readonly words: Int32Array;
  readonly byteLength: number;
}

export function packPlane(plane: Plane): PackedPlane {
  const segments = Math.ceil(plane.length / SEGMENT_WORDS);
  const values = new Int32Array(segments);
  const isUniform = new Uint8Array(segments);
  let mixed = 0;
  for (let segment = 0; segment < segments; segment++) {
    const end = Math.min(plane.length, (segment + 1) * SEGMENT_WORDS);
    const first = plane[segment * SEGMENT_WORDS]!;
    let at = segment * SEGMENT_WORDS + 1;
    while (at < end && plane[at] === first) at++;
    isUniform[segment] = at === end ? 1 : 0;
    values[segment] = at === end ? first : mixed++ * SEGMENT_WORDS;
  }
  const words = new Int32Array(mixed * SEGMENT_WORDS);
  for (let segment = 0; segment < segments; segment++) {
    if (isUniform[segment] === 0) words.set(plane.subarray(segment * SEGMENT_WORDS, (segment + 1) * SEGMENT_WORDS), values[segment]);
  }
  return { values, isUniform, words, byteLength: words.byteLength + values.byteLength + isUniform.byteLength };
}

/** Writes a packed copy back into a plane of the same length. */
export function unpackPlane(packed: PackedPlane, plane: Plane): void {
  for (let segment = 0; segment < packed.values.length; segment++) {
    const start = segment * SEGMENT_WORDS;
    const end = Math.min(plane.length, start + SEGMENT_WORDS);
    const value = packed.values[segment]!;
    if (packed.isUniform[segment] === 1) plane.fill(value, start, end);
    else plane.set(packed.words.subarray(value, value + end - start), start);
  }
}
