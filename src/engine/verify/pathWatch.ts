import type { PageCount, PageIndex } from '../../base/units';
import { GfnRangeSet } from '../host/pageStatus/gfnRangeSet';
import type { GfnRange } from '../host/pageStatus/gfnRange';
import type { Violation } from '../record/runResult';
import { type Finding, note, violationsOf } from './finding';

/** Everything that changes, as plain data, for checkpoints. */
export interface PathWatchState {
  /** Pages of this migration that left in private records, and what the key's holder had sealed before it. */
  onWire: PageCount;
  sealedBefore: PageCount;
  /** Pages that were handed to the key's holder and that it never took in. */
  lost: PageCount;
  syncs: number;
  found: Finding[];
}

/** A watch with its sets as start, end in turn. */
export interface SavedPathWatch extends PathWatchState {
  readonly turned: readonly PageIndex[];
  readonly misread: readonly PageIndex[];
}

/** Who holds the key of private pages at both hosts, as it is at the moment of asking: firmware, or the helpers. */
export interface KeyHolder {
  /** Pages sealed so far. */
  readonly sealedPages: () => PageCount;
  /** Pages that were handed in and are neither sealed nor under way. */
  readonly unfinishedPages: () => PageCount;
  /** It reads, and writes at the destination, under the guest's own key. */
  readonly hasGuestKey: () => boolean;
  /** It can reach this page on both hosts. */
  readonly reaches: (page: PageIndex) => boolean;
}

/**
 * Stands where the migration thread hands pages to a private path. INV-07: no record leaves as private that the key's holder did not
 * seal, so no plaintext of a private page is on the wire; what QEMU reads itself of such a page is ciphertext. INV-19: what was handed in
 * was taken in, and is in a slot. INV-21: a mirror's work leaves no mark in the source's log, or as posted those of its mailbox. Keeps
 * which pages were turned over between the read of their bytes and of their type (INV-10), and which were read under another key
 * (INV-02). Source: confidential-migration.md 7.2. Constant work per look.
 */
export class PathWatch {
  readonly state: PathWatchState = { onWire: 0, sealedBefore: 0, lost: 0, syncs: 0, found: [] };
  private readonly holder: KeyHolder;
  private readonly ownPages: PageCount;
  private readonly turned = new GfnRangeSet();
  private readonly misread = new GfnRangeSet();

  /** @param ownPages that the path may mark at one synchronisation */
  constructor(holder: KeyHolder, ownPages: PageCount) {
    this.holder = holder;
    this.ownPages = ownPages;
  }

  get violations(): readonly Violation[] {
    return violationsOf(this.state.found);
  }

  /** Pages whose bytes were last read under one status and told under another. */
  get turnedPages(): readonly GfnRange[] {
    return this.turned.ranges();
  }

  /** Pages that were last read under a key that is not the guest's. */
  get misreadPages(): readonly GfnRange[] {
    return this.misread.ranges();
  }

  /** A new migration. */
  begin(): void {
    const { sealedPages, unfinishedPages } = this.holder;
    Object.assign(this.state, { onWire: 0, sealedBefore: sealedPages(), lost: unfinishedPages(), syncs: 0, found: [] });
    this.turned.clear();
    this.misread.clear();
  }

  /** The pages of `mask` are about to be named to the key's holder. */
  named(word: number, mask: number): void {
    const last = word * 32 + 31 - Math.clz32(mask);
    if (this.holder.reaches(last)) return;
    const [page = last] = pagesOf(word, mask).filter((each) => !this.holder.reaches(each));
    note(this.state.found, 'INV-19', 'a descriptor names a page that is in no slot of the mirror', `page ${page}`, [page]);
  }

  /** `pages` pages of a word, those of `mask`, go into records as private; `marked`: bits of the log that changed while they were encrypted. */
  crossed(word: number, mask: number, pages: PageCount, marked: number): void {
    const { state, holder } = this;
    const lost = holder.unfinishedPages() - state.lost;
    if (lost !== 0) this.lose(word, mask, lost);
    state.onWire += pages - Math.max(0, lost);
    if (state.onWire + state.sealedBefore > holder.sealedPages()) {
      note(state.found, 'INV-07', 'plaintext of a private page is on the wire', `page ${pagesOf(word, mask)[0]!} left unsealed`, pagesOf(word, mask));
      state.onWire -= pages;
    }
    if (marked !== 0) note(state.found, 'INV-21', 'the mirror marked pages in the log of the source', `page ${pagesOf(word, marked)[0]!} while it was read`, pagesOf(word, marked));
  }

  /** The pages of `mask` left: those of `hidden` were read as private, those of `told` are private to the destination. */
  sent(word: number, mask: number, hidden: number, told: number): void {
    const turned = (hidden ^ told) & mask;
    const misread = hidden === 0 || this.holder.hasGuestKey() ? 0 : hidden;
    if (turned !== 0 || this.turned.pages > 0) replace(this.turned, word, mask, turned);
    if (misread !== 0 || this.misread.pages > 0) replace(this.misread, word, mask, misread);
  }

  /** The log was read, and the path marked `own` pages of its own. */
  synchronised(own: PageCount): void {
    const { state, ownPages } = this;
    state.syncs++;
    if (own > ownPages) note(state.found, 'INV-21', 'the mirror marked pages in the log of the source', `${own} at synchronisation ${state.syncs}, ${ownPages} are its own`);
  }

  capture(): SavedPathWatch {
    const found = this.state.found.map((finding) => ({ ...finding, pages: [...finding.pages] }));
    return { ...this.state, found, turned: this.turned.flat(), misread: this.misread.flat() };
  }

  restore({ turned, misread, ...saved }: SavedPathWatch): void {
    Object.assign(this.state, saved, { found: saved.found.map((finding) => ({ ...finding, pages: [...finding.pages] })) });
    this.turned.refill(turned);
    this.misread.refill(misread);
  }

  /** The last ones of a word: those that were put in when there was no room. Fewer than none: something came out that was never put in. */
  private lose(word: number, mask: number, lost: PageCount): void {
    const { state } = this;
    state.lost += lost;
    const pages = pagesOf(word, mask);
    if (lost < 0) return note(state.found, 'INV-19', 'a descriptor was completed that was never put in', `after page ${pages[0]!}`);
    const late = pages.slice(Math.max(0, pages.length - lost));
    note(state.found, 'INV-19', 'the ring overflowed: the descriptor of the page was lost', `page ${late[0]!}`, late);
  }
}

function replace(set: GfnRangeSet, word: number, mask: number, bits: number): void {
  for (const page of pagesOf(word, mask & ~bits)) set.remove(page, 1);
  set.addWord(word, bits);
}

function pagesOf(word: number, mask: number): readonly PageIndex[] {
  const pages: PageIndex[] = [];
  for (let left = mask; left !== 0; left &= left - 1) pages.push(word * 32 + 31 - Math.clz32(left & -left));
  return pages;
}
