import type { PageCount, PageIndex } from '../../../base/units';
import type { GfnRange } from './gfnRange';

/**
 * A set of GFNs as sorted, disjoint, non-adjacent ranges in two parallel arrays; membership by bisection. A boot's 20,000
 * calls leave some hundred ranges, whatever the size of the guest.
 */
export class GfnRangeSet {
  #starts: PageIndex[] = [];
  #ends: PageIndex[] = [];
  #pages: PageCount = 0;

  get pages(): PageCount {
    return this.#pages;
  }

  get rangeCount(): number {
    return this.#starts.length;
  }

  has(page: PageIndex): boolean {
    const at = this.#firstEndingAfter(page);
    return at < this.#starts.length && this.#at(this.#starts, at) <= page;
  }

  /** Union with [first, first + pages): joins every range that it overlaps or touches. */
  add(first: PageIndex, pages: PageCount): void {
    if (pages <= 0) return;
    const from = this.#firstEndingAfter(first - 1);
    let to = from;
    let start = first;
    let end = first + pages;
    while (to < this.#starts.length && this.#at(this.#starts, to) <= end) {
      start = Math.min(start, this.#at(this.#starts, to));
      end = Math.max(end, this.#at(this.#ends, to));
      to += 1;
    }
    this.#replace(from, to, [start], [end]);
  }

  /** Subtracts [first, first + pages): may split a range in two. */
  remove(first: PageIndex, pages: PageCount): void {
    if (pages <= 0) return;
    const end = first + pages;
    const from = this.#firstEndingAfter(first);
    let to = from;
    while (to < this.#starts.length && this.#at(this.#starts, to) < end) to += 1;
    if (to === from) return;
    const left = this.#at(this.#starts, from);
    const right = this.#at(this.#ends, to - 1);
    const keepLeft = left < first;
    const keepRight = right > end;
    const starts = [...(keepLeft ? [left] : []), ...(keepRight ? [end] : [])];
    const ends = [...(keepLeft ? [first] : []), ...(keepRight ? [right] : [])];
    this.#replace(from, to, starts, ends);
  }

  /** Union with the pages of a plane's word whose bits are set in `mask`. */
  addWord(word: number, mask: number): void {
    if (mask === -1) this.add(word * 32, 32);
    else for (let left = mask; left !== 0; left &= left - 1) this.add(word * 32 + 31 - Math.clz32(left & -left), 1);
  }

  /** All ranges as start, end in turn: plain data, for checkpoints. */
  flat(): PageIndex[] {
    return this.#starts.flatMap((start, at) => [start, this.#at(this.#ends, at)]);
  }

  /** Sets it to what `flat` gave. */
  refill(flat: readonly PageIndex[]): void {
    this.clear();
    for (let at = 0; at + 1 < flat.length; at += 2) this.add(this.#at(flat, at), this.#at(flat, at + 1) - this.#at(flat, at));
  }

  clear(): void {
    this.#starts = [];
    this.#ends = [];
    this.#pages = 0;
  }

  /** All ranges, or what of them lies in `window`. */
  ranges(window?: GfnRange): readonly GfnRange[] {
    if (window === undefined) return this.#starts.map((start, at) => ({ start, end: this.#at(this.#ends, at) }));
    const inside: GfnRange[] = [];
    for (let at = this.#firstEndingAfter(window.start); at < this.#starts.length && this.#at(this.#starts, at) < window.end; at += 1) {
      inside.push({ start: Math.max(this.#at(this.#starts, at), window.start), end: Math.min(this.#at(this.#ends, at), window.end) });
    }
    return inside;
  }

  /** Index of the first range that ends beyond `page`; the number of ranges if there is none. */
  #firstEndingAfter(page: PageIndex): number {
    let low = 0;
    let high = this.#ends.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#at(this.#ends, middle) > page) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #replace(from: number, to: number, starts: readonly PageIndex[], ends: readonly PageIndex[]): void {
    for (let at = from; at < to; at += 1) this.#pages -= this.#at(this.#ends, at) - this.#at(this.#starts, at);
    for (let at = 0; at < starts.length; at += 1) this.#pages += this.#at(ends, at) - this.#at(starts, at);
    this.#starts.splice(from, to - from, ...starts);
    this.#ends.splice(from, to - from, ...ends);
  }

  #at(values: readonly PageIndex[], at: number): PageIndex {
    return values[at] as PageIndex;
  }
}
