import type { PageCount } from '../../base/units';
import { createPlanes, type PagePlanes, type Plane, type PlaneChoice } from './pagePlanes';

/**
 * Keeps the memory of planes from run to run: for 192 GiB fresh planes are 50 MB that the system maps page by page, in about 10 ms;
 * clearing what is mapped takes 1.3. Between runs it holds what the last one used; once planes were made, no more than
 * as many again, for a player. A guest of another size gets memory of its own, and what was kept for the last one goes.
 */
export class PlanePool {
  private spare: ArrayBufferLike[] = [];

  /** As `createPlanes`: all bits clear. */
  create(pages: PageCount, choice: PlaneChoice): PagePlanes {
    let made = 0;
    const planes = createPlanes(pages, choice, (words) => {
      made++;
      return this.take(words);
    });
    this.spare = this.spare.slice(0, made);
    return planes;
  }

  /** Takes the planes back. Whoever still holds them sees no page any more: nothing done to them reaches the next run. */
  giveBack(planes: PagePlanes): void {
    planes.written.forget();
    for (const [name, plane] of Object.entries(planes)) {
      if (!(plane instanceof Int32Array)) continue;
      this.spare.push(plane.buffer);
      Object.assign(planes, { [name]: new Int32Array(0) });
    }
    Object.assign(planes, { pages: 0, words: 0 });
  }

  /** Bytes that wait to be used again. */
  get spareBytes(): number {
    return this.spare.reduce((sum, buffer) => sum + buffer.byteLength, 0);
  }

  private take(words: number): Plane {
    const bytes = capacity(words) * Int32Array.BYTES_PER_ELEMENT;
    const kept = this.spare.pop();
    if (kept?.byteLength === bytes) return new Int32Array(kept, 0, words).fill(0);
    this.spare = [];
    return new Int32Array(new ArrayBuffer(bytes), 0, words);
  }
}

/** Room for so many words and up to a quarter more, so that a guest whose size is dragged finds room; what is never written is never mapped. */
function capacity(words: number): number {
  const step = 1 << Math.max(0, 29 - Math.clz32(words));
  return Math.ceil(words / step) * step;
}
