import type { PageCount, PageIndex } from '../../base/units';
import type { HelperChannelState } from '../helper/helperChannel';
import type { MirrorVm } from '../helper/mirrorVm';
import type { HostName } from '../record/runEvent';
import { type Finding, note } from './finding';

/** Everything that changes, as plain data, for checkpoints. */
export interface HelperWatchState {
  /** The number that the next page must have at least: pages are numbered on, and the number is their IV. */
  nextIv: number;
  /** Pages taken in since the migration began. */
  taken: PageCount;
  found: Finding[];
}

/**
 * One host's helper, page by page: INV-18 (ASID and handle are the owner's, who lives as long), INV-19 (no descriptor lost, completed
 * twice, beyond the ring, or of a page in no slot) and INV-06 (no IV twice) of confidential-migration.md 7.2. Constant work per look.
 */
export class HelperWatch {
  readonly state: HelperWatchState = { nextIv: 0, taken: 0, found: [] };
  private readonly host: HostName;
  private readonly depth: PageCount;

  /** @param depth pages that may be in flight */
  constructor(host: HostName, depth: PageCount) {
    this.host = host;
    this.depth = depth;
  }

  /** A new migration. */
  begin(): void {
    this.state.taken = 0;
    this.state.found = [];
  }

  /** The helper has taken `pages` more pages in; `channel` as it stands after them. Called for every word: no part is looked up. */
  took(channel: HelperChannelState, pages: PageCount): void {
    const { state } = this;
    const firstIv = channel.pages - pages;
    if (firstIv < state.nextIv) this.note('INV-06', 'an IV came twice under one key', `IV ${firstIv} after ${state.nextIv - 1}`);
    if (channel.open < 0) this.note('INV-33', 'fewer descriptors than none wait in the ring', `${channel.open}`);
    if (channel.open > this.depth) this.note('INV-19', 'more descriptors in flight than the ring has', `${channel.open} of ${this.depth}`);
    state.nextIv = Math.max(state.nextIv, channel.pages);
    state.taken += pages;
  }

  /** A section is over: who was it that did the work? */
  worked(mirror: MirrorVm | undefined): void {
    if (this.state.taken === 0) return;
    if (mirror === undefined || mirror.state === 'STOPPED') this.note('INV-19', 'work was given to a helper that is not there', `${this.state.taken} pages`);
    else if (!mirror.sharesContext()) this.note('INV-18', 'the mirror’s ASID or handle is not its owner’s', `ASID ${mirror.vm?.asid ?? 0}, its owner has ${mirror.owner.asid}`);
    else if (mirror.owner.isMirror) this.note('INV-18', 'the mirror’s owner is a mirror itself', `ASID ${mirror.owner.asid}`);
    else if (!mirror.owner.active) this.note('INV-18', 'the mirror outlives its owner', `ASID ${mirror.owner.asid}`);
  }

  /** Pages [0, pages) may be named by descriptors from now on. */
  mapped(mirror: MirrorVm | undefined, pages: PageCount): void {
    if (mirror === undefined || mirror.covers(0, pages)) return;
    const page = firstOutside(mirror, pages);
    note(this.state.found, 'INV-19', 'a page is in no slot of the mirror, and will be named by a descriptor', `page ${page} at the ${this.host}`, [page]);
  }

  /** All work is done: `records` pages left, or came. */
  settled(records: PageCount, channel: HelperChannelState): void {
    if (channel.open > 0) this.note('INV-19', 'descriptors are left in the ring', `${channel.open}`);
    if (this.state.taken !== records) this.note('INV-19', 'descriptors were lost, or completed twice', `${this.state.taken} pages for ${records} records`);
  }

  capture(): HelperWatchState {
    return { ...this.state, found: this.state.found.map((finding) => ({ ...finding, pages: [...finding.pages] })) };
  }

  restore(saved: HelperWatchState): void {
    Object.assign(this.state, saved, { found: saved.found.map((finding) => ({ ...finding, pages: [...finding.pages] })) });
  }

  private note(invariant: string, rule: string, where: string): void {
    note(this.state.found, invariant, rule, `${where} at the ${this.host}`);
  }
}

function firstOutside({ slots }: MirrorVm, pages: PageCount): PageIndex {
  let at: PageIndex = 0;
  for (const { start, end } of slots) if (start <= at && at < end) at = end;
  return Math.min(at, Number(pages) - 1);
}
