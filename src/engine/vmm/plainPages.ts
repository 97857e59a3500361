import type { SimNs } from '../../base/units';
import { BLOCK_WORDS } from '../memory/pagePlanes';
import { popcount } from '../memory/popcount';
import { lowestBits } from './lowestBits';
import { IO_BUF_BYTES, PAGE_RECORD_BYTES, PAGES_PER_FLUSH, ZERO_RECORD_BYTES } from './migrationStream';
import type { MigrationThread, ThreadParts } from './migrationThread';
import { isSectionOver, pagesUntilCheck } from './sectionCheck';
import type { SectionSender } from './sectionSender';

/**
 * The sender's loop where nothing but plain and zero pages of cleared chunks comes: full records on the main channel, no limiter,
 * no fault. It does to a word what SectionSender does, bit for bit, with the counters in locals: most of a large run passes through
 * here, and a word takes less than half of the time that it takes there (docs/performance.md).
 */
export class PlainPages {
  private readonly parts: ThreadParts;
  private readonly thread: MigrationThread;
  private readonly sender: SectionSender;

  constructor(parts: ThreadParts, thread: MigrationThread, sender: SectionSender) {
    this.parts = parts;
    this.thread = thread;
    this.sender = sender;
  }

  /** Sends on from the cursor until the clock reaches `beforeNs` or SectionSender has to decide; maybe no word at all. */
  run(beforeNs: SimNs, looksForZeros: boolean): void {
    const { sender, thread, parts: { planes, log } } = this;
    const { toSend, written, lastSentNs, words } = planes;
    const zeroes = looksForZeros ? planes.zero : undefined;
    let { cursor, sectionPages } = sender.state;
    let { nowNs, pieceNs } = thread.state;
    let { dirtyPages } = thread.counters;
    let zeroPages = 0;
    let clearedWord = 0;
    while (nowNs < beforeNs && dirtyPages > 0 && !isSectionOver(sectionPages, nowNs - sender.state.sectionStartNs)) {
      let word = cursor >>> 5;
      let candidates = word < words ? toSend[word]! & (-1 << (cursor & 31)) : 0;
      while (candidates === 0 && ++word < words) candidates = toSend[word]!;
      if (candidates === 0) break;
      if (word >= clearedWord) {
        if (log.owesClear(word)) break;
        clearedWord = log.chunkOf(word).end / 32;
      }
      const mask = lowestBits(candidates, pagesUntilCheck(sectionPages));
      const zero = zeroes === undefined ? 0 : mask & zeroes[word]! & ~written.at(word).dirty[word]!;
      sender.markSent(word, mask);
      pieceNs = nowNs;
      nowNs = zero === 0 ? this.putPlain(popcount(mask), nowNs) : this.putRuns(mask, zero, nowNs);
      lastSentNs[(word / BLOCK_WORDS) | 0] = nowNs;
      const pages = popcount(mask);
      if (zero !== 0) zeroPages += popcount(zero);
      sectionPages += pages;
      dirtyPages -= pages;
      cursor = mask === candidates ? word * 32 + 32 : word * 32 + (32 - Math.clz32(mask));
    }
    Object.assign(thread.state, { nowNs, pieceNs });
    this.count(sectionPages - sender.state.sectionPages - zeroPages, zeroPages);
    sender.state.cursor = cursor;
  }

  private count(plainPages: number, zeroPages: number): void {
    const { thread, sender: { state } } = this;
    state.sectionPages += plainPages + zeroPages;
    state.pageEvents += plainPages + zeroPages;
    state.sentPlain += plainPages;
    state.sentZero += zeroPages;
    thread.counters.normal += plainPages;
    thread.counters.duplicate += zeroPages;
    thread.counters.dirtyPages -= plainPages + zeroPages;
    thread.countRamBytes(plainPages * PAGE_RECORD_BYTES + zeroPages * ZERO_RECORD_BYTES);
  }

  private putPlain(pages: number, atNs: SimNs): SimNs {
    const { stream, link, costs } = this.parts;
    const doneNs = atNs + pages * costs.normalPageNs;
    const flushed = stream.pages(pages);
    return flushed > 0 ? link.write(flushed, doneNs) : doneNs;
  }

  private putZero(pages: number, atNs: SimNs): SimNs {
    const { stream, link, costs } = this.parts;
    const doneNs = atNs + pages * costs.zeroPageNs;
    const flushed = stream.copy(pages * ZERO_RECORD_BYTES);
    return flushed > 0 ? link.write(flushed, doneNs) : doneNs;
  }

  /** A word with zero pages. A run of like pages goes at once as far as no flush can fall into it: the moment of a flush counts. */
  private putRuns(pages: number, zero: number, atNs: SimNs): SimNs {
    if (zero === pages) return this.putZero(popcount(pages), atNs);
    const { state } = this.parts.stream;
    let nowNs = atNs;
    for (let left = pages; left !== 0; ) {
      const run = runOfLike(left, zero);
      left ^= run;
      for (let count = popcount(run); count > 0; ) {
        const isZero = (run & zero) !== 0;
        const room = state.bufferedBytes + count * ZERO_RECORD_BYTES >= IO_BUF_BYTES ? 1 : isZero ? count : PAGES_PER_FLUSH - state.referencedPages;
        const some = Math.min(count, room);
        nowNs = isZero ? this.putZero(some, nowNs) : this.putPlain(some, nowNs);
        count -= some;
      }
    }
    return nowNs;
  }
}

/** The lowest pages of `left` as far as all are of `zero` or none is. */
function runOfLike(left: number, zero: number): number {
  const others = (left & -left & zero) === 0 ? left & zero : left & ~zero;
  return others === 0 ? left : left & ~others & ((others & -others) - 1);
}
