import type { PageIndex } from '../../../base/units';
import type { WorkloadConfig } from '../../config';
import { forEachWord } from '../../memory/bitRange';
import type { WrittenPages } from '../../memory/writtenPages';

/** Whether a workload can change anything: once every page that it writes is dirty and stale, its next writes change no bit. */
export class Saturation {
  private readonly first: PageIndex;
  private readonly end: PageIndex;
  /** A page that was clear when last looked at: where it still is, one look suffices. What is answered follows from the planes alone. */
  private gap: PageIndex;

  constructor({ kind, writesPerSecond, firstPage, workingSetPages, hotPages }: WorkloadConfig) {
    const pages = kind === 'idle' || writesPerSecond === 0 ? 0 : Math.max(workingSetPages, kind === 'hotset' ? hotPages : 0);
    this.first = firstPage;
    this.end = firstPage + pages;
    this.gap = firstPage;
  }

  isReached(written: WrittenPages): boolean {
    const gap = firstGap(written, this.gap, this.end) ?? firstGap(written, this.first, this.gap);
    if (gap !== undefined) this.gap = gap;
    return gap === undefined;
  }
}

/** The first page of [from, end) that is not set in both planes; whole words are looked at as such. */
function firstGap(written: WrittenPages, from: PageIndex, end: PageIndex): PageIndex | undefined {
  let gap: PageIndex | undefined;
  const look = (word: number, mask: number): void => {
    const { dirty, stale } = written.at(word);
    const clear = mask & ~(dirty[word]! & stale[word]!);
    if (clear !== 0) gap ??= word * 32 + 31 - Math.clz32(clear & -clear);
  };
  const firstWhole = Math.min(end, Math.ceil(from / 32) * 32);
  const lastWhole = Math.max(firstWhole, end & ~31);
  forEachWord(from, firstWhole, look);
  for (let word = firstWhole >>> 5; gap === undefined && word < lastWhole >>> 5; word++) look(word, -1);
  if (gap === undefined) forEachWord(lastWhole, end, look);
  return gap;
}
