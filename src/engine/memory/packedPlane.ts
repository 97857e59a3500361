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
    const uniform = allEqual(plane, segment * SEGMENT_WORDS, end, first);
    isUniform[segment] = uniform ? 1 : 0;
    values[segment] = uniform ? first : mixed++ * SEGMENT_WORDS;
  }
  const words = new Int32Array(mixed * SEGMENT_WORDS);
  for (let segment = 0; segment < segments; segment++) {
    if (isUniform[segment] === 0) words.set(plane.subarray(segment * SEGMENT_WORDS, (segment + 1) * SEGMENT_WORDS), values[segment]);
  }
  return { values, isUniform, words, byteLength: words.byteLength + values.byteLength + isUniform.byteLength };
}

/** Whether words [from, to) are all `value`; eight at a time, since most planes of most runs are equal throughout. */
function allEqual(plane: Plane, from: number, to: number, value: number): boolean {
  let at = from;
  for (; at + 8 <= to; at += 8) {
    const low = (plane[at]! ^ value) | (plane[at + 1]! ^ value) | (plane[at + 2]! ^ value) | (plane[at + 3]! ^ value);
    const high = (plane[at + 4]! ^ value) | (plane[at + 5]! ^ value) | (plane[at + 6]! ^ value) | (plane[at + 7]! ^ value);
    if ((low | high) !== 0) return false;
  }
  while (at < to && plane[at] === value) at++;
  return at === to;
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
