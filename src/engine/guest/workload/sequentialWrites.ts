import type { WriteTarget } from '../../memory/writtenPages';
import { setRange } from '../../memory/bitRange';
import type { ScatterRange } from './scatterWrites';

/** A sweep over the range, again and again: write n goes to page n modulo its size. Whole words at once. */
export function sequentialWrites(planes: WriteTarget, range: ScatterRange, from: number, to: number): void {
  const { first, pages } = range;
  if (pages === 0 || to <= from) return;
  const touch = (start: number, end: number): void => {
    setRange(planes.dirty, first + start, first + end);
    setRange(planes.stale, first + start, first + end);
  };
  if (to - from >= pages) {
    touch(0, pages);
    return;
  }
  const start = from % pages;
  const end = start + (to - from);
  touch(start, Math.min(end, pages));
  if (end > pages) touch(0, end - pages);
}
