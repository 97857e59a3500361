import type { PageCount, PageIndex } from '../../../base/units';
import type { GfnRange } from './gfnRange';
import { VmmSharedList } from './vmmSharedList';

/**
 * AMD's QEMU series v4 as published, for fault injection only: add() widens the first region that it meets and does not look
 * further, so later regions overlap it; remove() stops at the first region that it changed. A page can thus stay shared
 * after the guest made it private. Source: AMDESE/qemu sev_live_migration_v4, target/i386/sev.c [read, not reported].
 */
export class QemuV4SharedList {
  #regions: { start: PageIndex; end: PageIndex }[] = [];

  share(first: PageIndex, pages: PageCount): void {
    if (pages <= 0) return;
    const end = first + pages;
    const met = this.#regions.find((region) => region.start <= end && first <= region.end);
    if (met !== undefined) {
      met.start = Math.min(met.start, first);
      met.end = Math.max(met.end, end);
      return;
    }
    this.#regions.push({ start: first, end });
    this.#regions.sort((a, b) => a.start - b.start);
  }

  unshare(first: PageIndex, pages: PageCount): void {
    const end = first + pages;
    const at = this.#regions.findIndex((region) => region.start < end && first < region.end);
    const met = this.#regions[at];
    if (met === undefined) return;
    const rest = [{ start: met.start, end: Math.min(met.end, first) }, { start: Math.max(met.start, end), end: met.end }];
    this.#regions.splice(at, 1, ...rest.filter((region) => region.start < region.end));
  }

  isShared(page: PageIndex): boolean {
    return this.#regions.some((region) => region.start <= page && page < region.end);
  }

  /** The pages that its lookups call shared, coalesced. */
  ranges(): readonly GfnRange[] {
    const union = new VmmSharedList();
    for (const region of this.#regions) union.share(region.start, region.end - region.start);
    return union.ranges();
  }
}
