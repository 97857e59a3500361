import type { PageCount } from '../../../base/units';

/** What one VM holds of its host's memory, in references: pins are counted, not marked. Source: confidential-migration.md 5.3, 5.6. */
export interface VmPins {
  /** False once the VM is destroyed. */
  readonly alive: boolean;
  /** Of pages in memslots: from KVM_MEMORY_ENCRYPT_REG_REGION (launch), or from the MMU at a page's first fault (demand). */
  readonly slots: PageCount;
  /** On `pinned_regions_list`, demand pinning alone: one for each page of each LAUNCH_, SEND_ or RECEIVE_UPDATE_DATA [choice: no merging]. */
  readonly regions: PageCount;
}

/** What is left of the VMs that were destroyed: nothing, if all is well (INV-24). */
export interface DestroyedVms {
  readonly vms: number;
  /** References that nobody gave back. */
  readonly leaked: PageCount;
  /** References given back while caches could still hold lines under the VM's key. */
  readonly unflushed: PageCount;
}

export const NO_PINS: VmPins = { alive: false, slots: 0, regions: 0 };
export const NONE_DESTROYED: DestroyedVms = { vms: 0, leaked: 0, unflushed: 0 };
