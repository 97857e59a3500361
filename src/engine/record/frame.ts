import type { PageCount, PageIndex, SimNs } from '../../base/units';
import type { CRITICAL_CODE, LegendCounts, MapMode } from './mapMode';

/** What one picture needs: a moment, a mode, the tiles of the viewport and, optionally, one lens of single pages. */
export interface FrameRequest {
  readonly atNs: SimNs;
  readonly mode: MapMode;
  /** Pages of one tile: a power of two. */
  readonly tilePages: PageCount;
  readonly firstTile: number;
  readonly tileCount: number;
  /** First page of the lens (512 pages, or fewer at the end of RAM). */
  readonly lensPage?: PageIndex;
}

/** One side of a picture: a code per tile and the legend's counts over the whole guest. */
export interface FrameSide {
  readonly tiles: Uint8Array;
  readonly counts: LegendCounts;
  /** A code per page of the lens; empty without a lens. */
  readonly lens: Uint8Array;
}

/** A picture of one moment. Counts are of the whole guest, tiles of the viewport. */
export interface Frame {
  readonly atNs: SimNs;
  readonly mode: MapMode;
  /** RAM of the guest then: memory may be plugged in later. Tiles beyond it are not in the picture. */
  readonly pages: PageCount;
  readonly tilePages: PageCount;
  readonly firstTile: number;
  readonly source: FrameSide;
  readonly destination: FrameSide;
  /** Where the scan of the migration thread stands; -1 when no migration is active. */
  readonly scanPage: PageIndex;
  /** Critical tiles anywhere in the guest: [tile, code] pairs, at most 256. */
  readonly rings: Int32Array;
}

/** Facts of one page at one moment. */
export interface PageFacts {
  readonly page: PageIndex;
  readonly atNs: SimNs;
  /** RAM of the guest then; a page beyond it is not plugged in yet, and nothing else here says anything of it. */
  readonly ramPages: PageCount;
  /** As the guest has the page (C-bit), as the host believes, and as the destination was told; absent for a guest without page status. */
  readonly guestStatus?: 'private' | 'shared';
  readonly hostStatus?: 'private' | 'shared';
  readonly toldStatus?: 'private' | 'shared';
  /** State of a POWER guest's frame. */
  readonly gfn?: GfnName;
  /** What the oracle knows to be wrong with it, by the names of CRITICAL_CODE. */
  readonly wrong: readonly CriticalName[];
  readonly zero: boolean;
  readonly pinned: boolean;
  /** 0..7; 7 means seven or more. */
  readonly sentCount: number;
  /** Still in QEMU's bitmap of pages to send. */
  readonly toSend: boolean;
  /** Its frame was replaced under the guest, and the contents went with it. */
  readonly replaced?: true;
  /** Written since the last synchronisation (the dirty log). */
  readonly dirty: boolean;
  /** What the destination holds. */
  readonly destination: 'absent' | 'current' | 'stale';
}

export type GfnName = 'SECURE' | 'PAGED_OUT' | 'SHARED' | 'NORMAL';
export type CriticalName = keyof typeof CRITICAL_CODE;

/**
 * What befell a page besides writes and sends. `guest`: the guest turned it over; `host`: the host learned of it; `pin`; `moved`: the
 * host moved it while encrypted; `replaced`: its contents went with its frame; `gfn`: its frame changed state, the first of them is what it began with.
 */
export type PageChange =
  | { readonly atNs: SimNs; readonly kind: 'guest' | 'host'; readonly to: 'private' | 'shared' }
  | { readonly atNs: SimNs; readonly kind: 'pin'; readonly to: 'pinned' | 'unpinned' }
  | { readonly atNs: SimNs; readonly kind: 'moved' | 'replaced' }
  | { readonly atNs: SimNs; readonly kind: 'gfn'; readonly to: GfnName };

/**
 * One page's life: every send and the write slices that touched it. `receivedNs`: when the destination had taken it in, by PSP or helper, or
 * when the link had carried it there; absent while it is on its way, and where it never came.
 */
export interface PageLife {
  readonly page: PageIndex;
  readonly sends: readonly { readonly atNs: SimNs; readonly path: 'plain' | 'zero' | 'psp' | 'helper'; readonly bytes: number; readonly pass: number; readonly receivedNs?: SimNs }[];
  readonly writes: readonly SimNs[];
  readonly changes: readonly PageChange[];
  /** True when more happened than was kept (512 of each). */
  readonly truncated: boolean;
}
