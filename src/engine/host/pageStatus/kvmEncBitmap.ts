import type { PageCount, PageIndex } from '../../../base/units';
import { clearRange, setRange, testBit } from '../../memory/bitRange';
import { WORD_PAGES } from '../../memory/pagePlanes';
import { popcount } from '../../memory/popcount';
import type { GfnRange } from './gfnRange';
import type { PageStatusStore } from './pageStatusStore';

const ALL_ENCRYPTED = -1;
const BITS_PER_BYTE = 8;

/** How GET treats a page count that is not a multiple of 8: `masked` is v5 and later, `unmasked-tail` is before. */
export type GetVariant = 'masked' | 'unmasked-tail';

/**
 * v1 to v9: one bit per GFN in KVM, 1 = encrypted, grown as the guest names higher pages (MMIO too); what lies beyond is
 * encrypted. Source: series v1 to v9, sev_resize_page_enc_bitmap, svm_page_enc_status_hc.
 */
export class KvmEncBitmap implements PageStatusStore<Int32Array> {
  #words = new Int32Array(0);

  get sharedPages(): PageCount {
    return this.#words.reduce((sum, word) => sum + popcount(~word), 0);
  }

  share(first: PageIndex, pages: PageCount): void {
    if (pages <= 0) return;
    this.#grow(first + pages);
    clearRange(this.#words, first, first + pages);
  }

  unshare(first: PageIndex, pages: PageCount): void {
    setRange(this.#words, first, Math.min(first + pages, this.#words.length * WORD_PAGES));
  }

  isShared(page: PageIndex): boolean {
    return page < this.#words.length * WORD_PAGES && !testBit(this.#words, page);
  }

  ranges(window?: GfnRange): readonly GfnRange[] {
    const { start, end } = window ?? { start: 0, end: this.#words.length * WORD_PAGES };
    const ranges: { start: PageIndex; end: PageIndex }[] = [];
    const last = Math.min(this.#words.length, Math.ceil(end / WORD_PAGES));
    for (let at = Math.floor(start / WORD_PAGES); at < last; at += 1) {
      const word = this.#words[at] as number;
      if (word !== ALL_ENCRYPTED) addShared(ranges, at * WORD_PAGES, word, start, end);
    }
    return ranges;
  }

  /**
   * KVM_GET_PAGE_ENC_BITMAP: bits of [first, first + pages) into the caller's bitmap from its bit 0. `unmasked-tail`
   * (before v5) also writes the rest of the last byte, as encrypted: up to 7 pages of the caller's that follow change.
   */
  get(first: PageIndex, pages: PageCount, into: Int32Array, variant: GetVariant = 'masked'): void {
    setRange(into, 0, pages);
    for (const range of this.ranges()) {
      clearRange(into, Math.max(range.start - first, 0), Math.min(range.end - first, pages));
    }
    if (variant === 'masked') return;
    const byteEnd = Math.ceil(pages / BITS_PER_BYTE) * BITS_PER_BYTE;
    setRange(into, pages, Math.min(byteEnd, into.length * WORD_PAGES));
  }

  /** The whole bitmap, as KVM_GET_PAGE_ENC_BITMAP gives it from GFN 0. */
  serialise(): Int32Array {
    return this.#words.slice();
  }

  /** KVM_SET_PAGE_ENC_BITMAP of the whole guest (v2 and later). */
  load(data: Int32Array): void {
    this.#words = data.slice();
  }

  reset(): void {
    this.#words.fill(ALL_ENCRYPTED);
  }

  fresh(): KvmEncBitmap {
    return new KvmEncBitmap();
  }

  #grow(pages: PageCount): void {
    const words = Math.ceil(pages / WORD_PAGES);
    if (words <= this.#words.length) return;
    const grown = new Int32Array(Math.max(words, this.#words.length * 2)).fill(ALL_ENCRYPTED);
    grown.set(this.#words);
    this.#words = grown;
  }
}

/** Appends the shared pages (clear bits) of one word that lie in [start, end). */
function addShared(ranges: { start: PageIndex; end: PageIndex }[], first: PageIndex, word: number, start: PageIndex, end: PageIndex): void {
  for (let page = Math.max(first, start); page < Math.min(first + WORD_PAGES, end); page += 1) {
    if (((word >>> (page - first)) & 1) === 1) continue;
    const before = ranges[ranges.length - 1];
    if (before !== undefined && before.end === page) before.end = page + 1;
    else ranges.push({ start: page, end: page + 1 });
  }
}
