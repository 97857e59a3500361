import type { PageCount, SimNs } from '../../base/units';

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
  readonly integrity: Integrity;
  readonly cost: { readonly pageEvents: number; readonly bytesPerPage: number; readonly recordingBytes: number };
}
