import type { PageCount, PageIndex } from '../../base/units';
import type { PagePlanes } from '../memory/pagePlanes';
import { popcount } from '../memory/popcount';

/**
 * QEMU clears the log of a whole chunk when it first sends from it after a sync: 2^x-clear-bitmap-shift pages, 1 GiB.
 * Source: migration/ram.c, migration_clear_memory_region_dirty_bitmap; CLEAR_BITMAP_SHIFT_DEFAULT 18.
 */
export const CHUNK_PAGES = 1 << 18;

export interface DirtyLogState {
  /** KVM_MEM_LOG_DIRTY_PAGES is set on the memslots. */
  on: boolean;
  /** Chunks whose clear is still owed since the last sync, one digit each. */
  owed: number[];
  /** How often the log was read: synchronisations and chunk clears. */
  reads: number;
}

/**
 * The accelerator's dirty log. With kvm (manual dirty-log protection, KVM_DIRTY_LOG_INITIALLY_SET) a sync imports without
 * re-arming: until its chunk is cleared, a page already imported hides further writes. tcg re-arms at the sync.
 */
export class DirtyLog {
  readonly state: DirtyLogState = { on: false, owed: [], reads: 0 };
  private readonly planes: PagePlanes;
  private readonly chunkWords: number;

  /** `chunkPages`: a multiple of 32. */
  constructor(planes: PagePlanes, chunkPages: PageCount = CHUNK_PAGES) {
    this.planes = planes;
    this.chunkWords = chunkPages / 32;
  }

  /** Logging is switched on: every page is to be sent; kvm's log starts all set, so nothing is re-armed yet. */
  start(): void {
    const { toSend, dirty, zero, imported } = this.planes;
    this.state.on = true;
    if (zero !== undefined) forgetZeroes(zero, dirty, 0, this.planes.words);
    dirty.fill(0);
    toSend.fill(-1);
    imported?.fill(-1);
    this.oweAll();
  }

  /** Nobody migrates: nothing is imported, no clear is owed. Source: migration/ram.c, ram_save_cleanup. */
  stop(): void {
    this.state.on = false;
    this.planes.imported?.fill(0);
    this.state.owed = [];
  }

  /** Moves the log into the bitmap of pages to send; returns how many pages were not in it yet. */
  sync(): number {
    this.oweAll();
    this.state.reads++;
    const { dirty, toSend, zero, imported, words } = this.planes;
    let added = 0;
    for (let word = 0; word < words; word++) {
      const log = dirty[word]!;
      if (log === 0) continue;
      const fresh = log & ~toSend[word]!;
      if (fresh !== 0) {
        added += popcount(fresh);
        toSend[word]! |= fresh;
      }
      if (zero !== undefined) zero[word]! &= ~log;
      if (imported !== undefined) imported[word]! |= log;
      dirty[word] = 0;
    }
    return added;
  }

  /** Memory from page `first` on is new: its log starts all set, as at the start, so its chunks are to be cleared. */
  plug(first: PageIndex): void {
    if (this.planes.imported === undefined) return;
    const chunks = Math.ceil(this.planes.words / this.chunkWords);
    for (let chunk = Math.floor(first / 32 / this.chunkWords); chunk < chunks; chunk++) this.state.owed[chunk] = 1;
  }

  /** Whether a send from this word must clear its chunk first. */
  owesClear(word: number): boolean {
    return this.state.owed[(word / this.chunkWords) | 0] === 1;
  }

  /** Pages [start, end) of the chunk that holds `word`. */
  chunkOf(word: number): { readonly start: PageIndex; readonly end: PageIndex } {
    const start = Math.floor(word / this.chunkWords) * this.chunkWords * 32;
    return { start, end: Math.min(this.planes.pages, start + this.chunkWords * 32) };
  }

  /** Re-arms the chunk that holds `word`: forgets the writes to pages already imported, keeps those to others. */
  clearChunk(word: number): void {
    const chunk = Math.floor(word / this.chunkWords);
    this.state.owed[chunk] = 0;
    this.state.reads++;
    const { imported, zero } = this.planes;
    if (imported === undefined) return;
    const start = chunk * this.chunkWords;
    const end = Math.min(this.planes.words, start + this.chunkWords);
    const { dirty } = this.planes.written.between(start, end);
    for (let at = start; at < end; at++) {
      const log = dirty[at]!;
      if (log === 0) continue;
      if (zero !== undefined) zero[at]! &= ~log;
      dirty[at] = log & ~imported[at]!;
    }
    imported.fill(0, start, end);
  }

  private oweAll(): void {
    if (this.planes.imported === undefined) return;
    const chunks = Math.ceil(this.planes.words / this.chunkWords);
    this.state.owed = Array.from({ length: chunks }, () => 1);
  }
}

/** A page written is a page with contents: what leaves the log must leave `zero` too. */
function forgetZeroes(zero: Int32Array, dirty: Int32Array, from: number, to: number): void {
  for (let word = from; word < to; word++) {
    if (dirty[word] !== 0) zero[word]! &= ~dirty[word]!;
  }
}
