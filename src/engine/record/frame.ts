import type { PageCount, PageIndex, SimNs } from '../../base/units';
import type { LegendCounts, MapMode } from './mapMode';

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
  readonly guestStatus: 'private' | 'shared';
  readonly hostStatus: 'private' | 'shared';
  readonly zero: boolean;
  readonly pinned: boolean;
  /** 0..7; 7 means seven or more. */
  readonly sentCount: number;
  /** Still in QEMU's bitmap of pages to send. */
  readonly toSend: boolean;
  /** Written since the last synchronisation (the dirty log). */
  readonly dirty: boolean;
  /** What the destination holds. */
  readonly destination: 'absent' | 'current' | 'stale';
}

/** One page's life: every send and the write slices that touched it. */
export interface PageLife {
  readonly page: PageIndex;
  readonly sends: readonly { readonly atNs: SimNs; readonly path: 'plain' | 'zero' | 'psp' | 'helper'; readonly bytes: number; readonly pass: number }[];
  readonly writes: readonly SimNs[];
  /** True when more happened than was kept (512 of each). */
  readonly truncated: boolean;
}
