import type { PageCount } from '../../base/units';
import { WrittenPages } from './writtenPages';

/** Pages of one block: 2 MiB, the unit of composition and of the times of last sends. */
export const BLOCK_PAGES = 512;
export const WORD_PAGES = 32;
export const BLOCK_WORDS = BLOCK_PAGES / WORD_PAGES;

/** A plane holds one bit per page; page p is bit p & 31 of word p >> 5. Values are int32 (performance.md section 1). */
export type Plane = Int32Array;

/** Which planes a scenario needs; one that it cannot need is absent and costs nothing. */
export interface PlaneChoice {
  /** kvm's deferred clear needs to know what was imported; tcg clears at the sync. */
  readonly imported: boolean;
  readonly zero: boolean;
  readonly status: boolean;
  readonly pinned: boolean;
  /** Pages that commands of the firmware path pin besides, until the VM is destroyed. */
  readonly regionPinned?: boolean;
  /** Pages whose frame the VMM may replace. */
  readonly replaced?: boolean;
  /** States of guest frames under the ultravisor. */
  readonly gfn?: boolean;
}

/**
 * The state of every page, one bit per plane (design.md section 3). A guest write touches `dirty` and `stale` only; all
 * else is brought up to date at a synchronisation or a send.
 */
export interface PagePlanes {
  readonly pages: PageCount;
  readonly words: number;
  /** `dirty` and `stale`, for those who look at a few words only: the two below are brought up to date whole. */
  readonly written: WrittenPages;
  /** Written since the last synchronisation or chunk clear: what the accelerator's log will add. */
  readonly dirty: Plane;
  /** QEMU's clear_bmap at page grain: imported, not yet re-armed. Writes to such a page are invisible. kvm only. */
  readonly imported: Plane | undefined;
  /** RAMBlock.bmap: still to send. */
  readonly toSend: Plane;
  /** All zero as of the last synchronisation; a page zero now is `zero & ~dirty`. */
  readonly zero: Plane | undefined;
  /** The oracle's: the destination does not hold what the guest last wrote. Set for all at the start. */
  readonly stale: Plane;
  /** Private as the guest has it (C-bit), as the host believes, and as the destination was told. */
  readonly privateTruth: Plane | undefined;
  readonly privateBelief: Plane | undefined;
  readonly privateAtDestination: Plane | undefined;
  /** Pinned by a memslot; and on `pinned_regions_list`, where demand pinning meets the firmware path. */
  readonly pinned: Plane | undefined;
  readonly regionPinned: Plane | undefined;
  /** The frame was replaced, and no access of the guest has mapped the new one yet: a pin is on the old one. */
  readonly replaced: Plane | undefined;
  /** A frame of a POWER guest: in secure memory, encrypted in normal memory, shared; in none of them it is NORMAL. */
  readonly gfnSecure: Plane | undefined;
  readonly gfnPagedOut: Plane | undefined;
  readonly gfnShared: Plane | undefined;
  /** The oracle's: the guest wrote a copy that it will not read again, since the hypervisor holds another. */
  readonly gfnCorrupt: Plane | undefined;
  /** Saturating count of sends, 0..7: bits 0, 1 and 2. A page was received if any is set. */
  readonly sent0: Plane;
  readonly sent1: Plane;
  readonly sent2: Plane;
  /** Time of the last send of any page of a block in ns, -1 before the first. */
  readonly lastSentNs: Float64Array;
}

/** Makes planes for `pages` (a multiple of 512), all bits clear. `allocate` gives the words of one plane, all 0. */
export function createPlanes(pages: PageCount, choice: PlaneChoice, allocate = (words: number): Plane => new Int32Array(words)): PagePlanes {
  const words = pages / WORD_PAGES;
  const plane = (): Plane => allocate(words);
  const when = (needed: boolean): Plane | undefined => (needed ? plane() : undefined);
  const written = new WrittenPages(plane(), plane());
  const planes: Omit<PagePlanes, keyof typeof WHOLE> = {
    pages, words, written,
    imported: when(choice.imported), toSend: plane(), zero: when(choice.zero),
    privateTruth: when(choice.status), privateBelief: when(choice.status), privateAtDestination: when(choice.status),
    pinned: when(choice.pinned), regionPinned: when(choice.regionPinned === true), replaced: when(choice.replaced === true),
    gfnSecure: when(choice.gfn === true), gfnPagedOut: when(choice.gfn === true), gfnShared: when(choice.gfn === true),
    gfnCorrupt: when(choice.gfn === true),
    sent0: plane(), sent1: plane(), sent2: plane(),
    lastSentNs: new Float64Array(Math.ceil(words / BLOCK_WORDS)).fill(-1),
  };
  // An object literal with accessors would be a dictionary, four times slower to read.
  return Object.defineProperties(planes, WHOLE) as PagePlanes;
}

/** The planes of `written`, brought up to date by whoever reads them. */
const WHOLE = { dirty: wholePlane('dirty'), stale: wholePlane('stale') };

function wholePlane(name: 'dirty' | 'stale'): PropertyDescriptor & ThisType<PagePlanes> {
  return {
    enumerable: true,
    get() { return this.written.all()[name]; },
    set(resized: Plane) { this.written[name] = resized; },
  };
}
