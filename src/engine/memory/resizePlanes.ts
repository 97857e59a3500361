import type { PageCount } from '../../base/units';
import { BLOCK_WORDS, WORD_PAGES, type PagePlanes } from './pagePlanes';

type Resizable = { -readonly [Key in keyof PagePlanes]: PagePlanes[Key] };

/**
 * Makes all planes views of the first `pages` pages of their buffers, in place: whoever holds the planes sees the new size. Planes are
 * made for the most that a run can come to and show what is there. What a grown view shows is for the caller to set.
 */
export function resizePlanes(planes: PagePlanes, pages: PageCount): void {
  const words = pages / WORD_PAGES;
  const resizable: Resizable = planes;
  resizable.pages = pages;
  resizable.words = words;
  for (const [name, plane] of Object.entries(planes)) {
    if (plane instanceof Int32Array) Object.assign(resizable, { [name]: new Int32Array(plane.buffer, 0, words) });
  }
  resizable.lastSentNs = new Float64Array(planes.lastSentNs.buffer, 0, Math.ceil(words / BLOCK_WORDS));
}
