import type { Bytes, PageCount, PageIndex, SimNs } from '../../base/units';

/** `query-migrate` as QEMU prints it, field by field; keys are QAPI's. */
export type QueryMigrate = { readonly [key: string]: string | number | readonly string[] | QueryMigrate };

export type MigrationStatus =
  | 'none' | 'setup' | 'cancelling' | 'cancelled' | 'active' | 'postcopy-active' | 'completed' | 'failed' | 'pre-switchover' | 'device';

export interface MigrationResult {
  readonly startNs: SimNs;
  readonly endNs: SimNs;
  readonly status: MigrationStatus;
  readonly stopNs?: SimNs;
  readonly resumeNs?: SimNs;
  readonly queryMigrate: QueryMigrate;
  /** Present and non-empty: QEMU or KVM refused before the first page. */
  readonly blockedReasons: readonly string[];
  readonly errorDesc?: string;
  readonly confidential?: Readonly<Record<string, number | string>>;
  readonly downtimeParts?: DowntimeParts;
  /** What the oracle found at the destination, where the guest lived on there; of the last arrival `RunResult.integrity` tells. */
  readonly integrity?: Integrity;
}

/**
 * What a pre-copy's downtime is made of, in ms at the source: stopping the vCPUs, the last pages, the device state, and with a
 * return path or encrypted memory the wait for the destination's acknowledgement and SEND_FINISH.
 */
export interface DowntimeParts {
  readonly stop: number;
  readonly lastPages: number;
  readonly deviceState: number;
  readonly acknowledgement: number;
}

export interface Integrity {
  readonly pagesChecked: PageCount;
  readonly stale: PageCount;
  readonly wrongKey: PageCount;
  readonly misclassified: PageCount;
  readonly lost: PageCount;
  readonly unpinnedMoves: PageCount;
  readonly violations: readonly Violation[];
}

export interface Violation {
  readonly invariant: string;
  /** First pages concerned, at most 16. */
  readonly pages: readonly number[];
  readonly count: PageCount;
  readonly text: string;
}

export interface BootResult {
  readonly timeNs: SimNs;
  readonly pinnedPages: PageCount;
  readonly touchedPages: PageCount;
  /** What memslots keep of the pins, 8.125 bytes a page; 0 where all is pinned at launch. */
  readonly pinMetadataBytes: Bytes;
}

/** A new VMM on the same host took the encryption context over. `pauseNs`: how long the vCPUs stood. */
export interface ContextMove {
  readonly atNs: SimNs;
  readonly pauseNs: SimNs;
}

/** A DIMM that was taken out again: its pages, the pins that were given back, and whether caches were flushed before. */
export interface MemoryUnplug {
  readonly atNs: SimNs;
  readonly pages: PageCount;
  readonly unpinned: PageCount;
  readonly flushed: boolean;
}

/** Frames that the VMM replaced under the guest: how many of the pages lost contents. */
export interface MemoryRemap {
  readonly atNs: SimNs;
  readonly first: PageIndex;
  readonly pages: PageCount;
  readonly lost: PageCount;
}

/** GFNs by state; their sum is the guest's memory at that moment. */
export interface GfnCounts {
  readonly secure: PageCount;
  readonly pagedOut: PageCount;
  readonly shared: PageCount;
  readonly normal: PageCount;
}

/** What became of a POWER guest's switch into secure mode, and of what was done to it after. */
export interface SecureSwitchResult {
  readonly startNs: SimNs;
  /** When UV_ESM returned; the end of the run while it has not. */
  readonly endNs: SimNs;
  readonly outcome: 'secure' | 'aborted' | 'refused' | 'running';
  /** Until UV_ESM returned: GFNs that went through UV_PAGE_IN (refused ones too), that got a device PFN without it, that were paged out again. */
  readonly pagedIn: PageCount;
  readonly converted: PageCount;
  readonly pagedOut: PageCount;
  /** When UV_ESM returned. */
  readonly gfnStates: GfnCounts;
  readonly plugs: readonly SlotPlug[];
  readonly resets: readonly SecureReset[];
}

/** A memory slot that was plugged in; `normal`: GFNs of it that stay ordinary pages in a secure VM. */
export interface SlotPlug {
  readonly atNs: SimNs;
  readonly pages: PageCount;
  readonly vmState: 'NORMAL' | 'TRANSIENT' | 'SECURE';
  readonly refused: PageCount;
  readonly normal: PageCount;
}

/** A reset by KVM_PPC_SVM_OFF. */
export interface SecureReset {
  readonly atNs: SimNs;
  /** errno: 0, or negative. */
  readonly ret: number;
  /** Device pages that the hypervisor dropped, pages that it kept as its own, and those of them that the guest wrote elsewhere. */
  readonly dropped: PageCount;
  readonly kept: PageCount;
  readonly twoOwners: PageCount;
}

export type Outcome = 'converges' | 'never-converges' | 'blocked' | 'failed' | 'cancelled' | 'no-migration';

/** What a finished run says; the command line prints it under its QAPI-like names. */
export interface RunResult {
  readonly modelVersion: number;
  readonly fingerprint: string;
  readonly endNs: SimNs;
  readonly outcome: Outcome;
  readonly migrations: readonly MigrationResult[];
  readonly boot?: BootResult;
  readonly contextMoves?: readonly ContextMove[];
  readonly unplugs?: readonly MemoryUnplug[];
  readonly remaps?: readonly MemoryRemap[];
  readonly secureSwitch?: SecureSwitchResult;
  readonly integrity: Integrity;
  readonly cost: { readonly pageEvents: number; readonly bytesPerPage: number; readonly recordingBytes: number };
}
