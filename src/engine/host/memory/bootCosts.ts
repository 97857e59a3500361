import type { PageCount, SimNs } from '../../../base/units';

/**
 * Cost of a boot by mode of pinning: one constant and one cost per page each, fitted to the five points that thread 004 gives
 * for each mode (least squares, R2 0.9999 and 0.984; largest residuals 0.114 s and 0.082 s).
 * Source: confidential-migration.md 5.4; 1 GB in the thread is taken as 1 GiB.
 */
const LAUNCH = { fixedNs: 5.81763e9, perPageNs: 0.09748e9 / 262144 } as const;
/**
 * With demand pinning a page costs when it is first touched: a set of fixed size and the kernel's struct pages, 64 bytes for
 * each page of RAM. What is measured is the slope; that struct pages explain it is inferred [estimate].
 */
const DEMAND = { fixedNs: 5.76958e9, perPageNs: 0.005525e9 / 262144 } as const;

/** struct page: 64 bytes of every 4096. */
const STRUCT_PAGE_SHARE = 64 / 4096;
/** What kernel and services of a small guest touch besides [estimate]. */
const TOUCHED_FIXED_PAGES = 262144;

export interface BootCost {
  readonly totalNs: SimNs;
  /** What does not grow with memory: all that a reboot takes, since what was pinned stays so. */
  readonly fixedNs: SimNs;
  /** Of that, pinning all pages one after the other before the guest runs (launch only). */
  readonly pinNs: SimNs;
  /** Pages that the guest touches while it boots. */
  readonly touchedPages: PageCount;
}

/** What booting a guest of `pages` costs. */
export function bootCost(pages: PageCount, pinning: 'launch' | 'demand'): BootCost {
  const touchedPages = Math.min(pages, TOUCHED_FIXED_PAGES + Math.ceil(pages * STRUCT_PAGE_SHARE));
  const { fixedNs, perPageNs } = pinning === 'launch' ? LAUNCH : DEMAND;
  const variableNs = Math.round(perPageNs * pages);
  return { totalNs: fixedNs + variableNs, fixedNs, pinNs: pinning === 'launch' ? variableNs : 0, touchedPages };
}
