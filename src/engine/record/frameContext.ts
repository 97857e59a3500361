import type { PageCount, PageIndex, SimNs } from '../../base/units';
import type { Integrity } from './runResult';
import type { VmState } from '../ultravisor/vmState';

/** What the maps of a POWER guest need of its ultravisor. */
export interface GfnContext {
  readonly vmState: VmState;
}

/** Pages by what is wrong with them; `twoOwners`: frames of a POWER guest. */
export interface Found extends Pick<Integrity, 'stale' | 'wrongKey' | 'misclassified' | 'lost' | 'unpinnedMoves'> {
  readonly twoOwners: PageCount;
}

/** What a picture needs beside the planes: where the migration stands and what the oracle found. */
export interface FrameContext {
  readonly atNs: SimNs;
  /** Where the scan of the migration thread stands; -1 when no migration is active. */
  readonly scanPage: PageIndex;
  /**
   * Pages [from, to) that the open section has passed over; equal: none; `to` below `from`: the circular scan went round
   * the end of RAM. Those of them that were sent are "being sent".
   */
  readonly sendingFromPage: PageIndex;
  readonly sendingToPage: PageIndex;
  /** False: no page counts as sent, whatever an earlier migration left in the planes. */
  readonly migrationBegan: boolean;
  /** The guest runs at the destination, its VM at the source is destroyed. */
  readonly hasMoved?: boolean;
  /** The oracle's exceptions as pairs page, CRITICAL_CODE, in ascending order of pages; usually empty. */
  readonly critical: Int32Array;
  /** The oracle has judged what was received. */
  readonly integrityChecked: boolean;
  /** Only for a POWER guest. */
  readonly gfn?: GfnContext;
  /** How much is wrong in all, where `critical` does not list it all. */
  readonly found?: Found;
}
