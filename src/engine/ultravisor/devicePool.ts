import type { Bytes, PageCount } from '../../base/units';
import { POWER_PAGE_BYTES } from '../../base/units';

export interface DevicePoolState {
  capacity: PageCount;
  used: PageCount;
}

/**
 * Device-private PFNs: one for each 64 KiB of secure memory on the machine, for all guests. First fit in a bitmap; which PFN a
 * GFN gets changes nothing that can be seen, so they are counted. Source: book3s_hv_uvmem.c, kvmppc_uvmem_get_page.
 */
export class DevicePool {
  readonly state: DevicePoolState;

  constructor(secureMemoryBytes: Bytes) {
    this.state = { capacity: Math.floor(secureMemoryBytes / POWER_PAGE_BYTES), used: 0 };
  }

  get free(): PageCount {
    return this.state.capacity - this.state.used;
  }

  /** Takes as many of `pages` as there are; how many it took. */
  take(pages: PageCount): PageCount {
    const taken = Math.max(0, Math.min(pages, this.free));
    this.state.used += taken;
    return taken;
  }

  give(pages: PageCount): void {
    this.state.used -= pages;
  }
}
