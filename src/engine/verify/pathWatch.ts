import type { PageCount, PageIndex } from '../../base/units';
import { type Finding, note, violationsOf } from './finding';
import type { Violation } from '../record/runResult';

/** Everything that changes, as plain data, for checkpoints. */
export interface PathWatchState {
  /** Pages of this migration that left in private records, and what the key's holder had sealed before it. */
  onWire: PageCount;
  sealedBefore: PageCount;
  syncs: number;
  found: Finding[];
}

/**
 * Stands where the migration thread hands pages to a private path. INV-07: no record leaves as private that the key's holder did not
 * seal, so no plaintext of a private page is on the wire; what QEMU reads itself of such a page is ciphertext. INV-21: a mirror's work
 * leaves no mark in the source's log, or as posted those of its mailbox. Source: confidential-migration.md 7.2. Constant work per look.
 */
export class PathWatch {
  readonly state: PathWatchState = { onWire: 0, sealedBefore: 0, syncs: 0, found: [] };
  private readonly sealedPages: () => PageCount;
  private readonly ownPages: PageCount;

  /**
   * @param sealedPages by the account of whoever holds the key
   * @param ownPages that the path may mark at one synchronisation
   */
  constructor(sealedPages: () => PageCount, ownPages: PageCount) {
    this.sealedPages = sealedPages;
    this.ownPages = ownPages;
  }

  get violations(): readonly Violation[] {
    return violationsOf(this.state.found);
  }

  /** A new migration. */
  begin(): void {
    Object.assign(this.state, { onWire: 0, sealedBefore: this.sealedPages(), syncs: 0, found: [] });
  }

  /** `pages` pages of a word, those of `mask`, go into records as private; `marked`: bits of the log that changed while they were encrypted. */
  crossed(word: number, mask: number, pages: PageCount, marked: number): void {
    const { state } = this;
    state.onWire += pages;
    if (state.onWire + state.sealedBefore > this.sealedPages()) {
      note(state.found, 'INV-07', 'plaintext of a private page is on the wire', `page ${pagesOf(word, mask)[0]!} left unsealed`, pagesOf(word, mask));
      state.onWire -= pages;
    }
    if (marked !== 0) note(state.found, 'INV-21', 'the mirror marked pages in the log of the source', `page ${pagesOf(word, marked)[0]!} while it was read`, pagesOf(word, marked));
  }

  /** The log was read, and the path marked `own` pages of its own. */
  synchronised(own: PageCount): void {
    const { state, ownPages } = this;
    state.syncs++;
    if (own > ownPages) note(state.found, 'INV-21', 'the mirror marked pages in the log of the source', `${own} at synchronisation ${state.syncs}, ${ownPages} are its own`);
  }

  capture(): PathWatchState {
    return { ...this.state, found: this.state.found.map((finding) => ({ ...finding, pages: [...finding.pages] })) };
  }

  restore(saved: PathWatchState): void {
    Object.assign(this.state, saved, { found: saved.found.map((finding) => ({ ...finding, pages: [...finding.pages] })) });
  }
}

function pagesOf(word: number, mask: number): readonly PageIndex[] {
  const pages: PageIndex[] = [];
  for (let left = mask; left !== 0; left &= left - 1) pages.push(word * 32 + 31 - Math.clz32(left & -left));
  return pages;
}
