import type { PageCount, PageIndex } from '../../base/units';
import type { EsmConfig } from '../config';
import { testBit } from '../memory/bitRange';
import { popcount } from '../memory/popcount';
import type { DevicePool } from './devicePool';
import type { GfnPlanes } from './gfnPlanes';
import type { GfnState } from './gfnState';
import { vmStateOf, type VmState } from './vmState';

export interface MemSlot {
  readonly id: number;
  readonly firstGfn: PageIndex;
  readonly pages: PageCount;
}

export interface SecureVmState {
  /** The two flags of `secure_guest`. */
  initStart: boolean;
  initDone: boolean;
  /** Slots of the guest, in order of their GFNs; and the ids of those that the ultravisor knows. */
  slots: MemSlot[];
  registered: number[];
}

/**
 * A guest as ultravisor and hypervisor have it: flags, slots, GFNs, device PFNs. The planes hold what is true; what the
 * hypervisor knows of it depends on `gfnStates`: bit 63 alone unless they are on (confidential-migration.md 6.7).
 */
export class SecureVm {
  readonly state: SecureVmState = { initStart: false, initDone: false, slots: [], registered: [] };
  readonly planes: GfnPlanes;
  readonly pool: DevicePool;
  readonly gfnStates: EsmConfig['gfnStates'];

  constructor(planes: GfnPlanes, pool: DevicePool, gfnStates: EsmConfig['gfnStates']) {
    this.planes = planes;
    this.pool = pool;
    this.gfnStates = gfnStates;
  }

  get vmState(): VmState {
    return vmStateOf(this.state);
  }

  /** Pages of all slots: slots lie one after the other from GFN 0. */
  get pages(): PageCount {
    return this.state.slots.reduce((sum, slot) => sum + slot.pages, 0);
  }

  /** Adds a slot behind the others; the ultravisor does not know it yet. */
  addSlot(pages: PageCount): MemSlot {
    const slot: MemSlot = { id: this.state.slots.length, firstGfn: this.pages as number, pages };
    this.state.slots = [...this.state.slots, slot];
    return slot;
  }

  hasGfn(gfn: PageIndex): boolean {
    return this.state.slots.some(({ firstGfn, pages }) => gfn >= firstGfn && gfn < firstGfn + pages);
  }

  gfnState(gfn: PageIndex): GfnState {
    if (testBit(this.planes.gfnSecure, gfn)) return 'SECURE';
    if (testBit(this.planes.gfnPagedOut, gfn)) return 'PAGED_OUT';
    return testBit(this.planes.gfnShared, gfn) ? 'SHARED' : 'NORMAL';
  }

  /** Puts GFNs of one word into a state; for SECURE the pool must have the PFNs that are missing. */
  put(word: number, mask: number, to: GfnState): void {
    const { gfnSecure, gfnPagedOut, gfnShared } = this.planes;
    const resident = popcount(gfnSecure[word]! & mask);
    if (to === 'SECURE') this.pool.take(popcount(mask) - resident);
    else this.pool.give(resident);
    gfnSecure[word] = to === 'SECURE' ? gfnSecure[word]! | mask : gfnSecure[word]! & ~mask;
    gfnPagedOut[word] = to === 'PAGED_OUT' ? gfnPagedOut[word]! | mask : gfnPagedOut[word]! & ~mask;
    gfnShared[word] = to === 'SHARED' ? gfnShared[word]! | mask : gfnShared[word]! & ~mask;
  }

  putGfn(gfn: PageIndex, to: GfnState): void {
    this.put(gfn >>> 5, 1 << (gfn & 31), to);
  }
}
