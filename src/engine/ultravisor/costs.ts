import type { SimNs } from '../../base/units';

/**
 * What one GFN costs under the guest's one lock. Thread 002: 100 GB take about 7 minutes; 420 s over 1,638,400 frames of 64 KiB.
 * Paging out is taken to cost the same [estimate].
 */
export const PAGE_IN_NS: SimNs = 256_350;
export const PAGE_OUT_NS: SimNs = 256_350;
/**
 * A device PFN and migrate_vma of an empty page, without a call of the ultravisor [estimate, range 0.5 to 5 us]. A call that
 * only maps, refuses or drops a frame is taken to cost the same [estimate].
 */
export const MARK_NS: SimNs = 1000;
