/** One row of the thread's table. */
export interface BootPoint {
  /** Guest memory as the thread gives it; taken as GiB. */
  readonly gb: number;
  /** Seconds to boot with every page pinned at launch (baseline v5.17-rc6), and with pages pinned on demand. */
  readonly launch: number;
  readonly demand: number;
}

/** Guest boot time comparison. Source: thread 004, cover letter of "KVM: SVM: Defer page pinning for SEV guests", RFC v1, 7 March 2022. */
export const BOOT_TABLE: readonly BootPoint[] = [
  { gb: 4, launch: 6.16, demand: 5.71 },
  { gb: 16, launch: 7.38, demand: 5.91 },
  { gb: 64, launch: 12.17, demand: 6.16 },
  { gb: 128, launch: 18.2, demand: 6.5 },
  { gb: 192, launch: 24.56, demand: 6.8 },
];
