import type { PageCount, SimNs } from '../base/units';
import type { EngineConfig, EsmConfig } from '../engine/config';
import type { GfnCounts } from '../engine/record/runResult';
import { MARK_NS, PAGE_IN_NS, PAGE_OUT_NS } from '../engine/ultravisor/costs';

/** What a switch into secure mode costs and leaves, by the cost model alone. */
export interface SecureSwitchModel {
  readonly timeNs: SimNs;
  /** GFNs that went through UV_PAGE_IN, refused ones included; that got a device PFN without it; that were paged out again. */
  readonly pagedIn: PageCount;
  readonly converted: PageCount;
  readonly pagedOut: PageCount;
  readonly gfnStates: GfnCounts;
  /** Secure memory that it takes at its fullest; more than there is: the switch is given up. */
  readonly devicePages: PageCount;
  readonly fits: boolean;
}

/**
 * Closed form of the switch: pages in, then shares, then pages out again, then what H_SVM_INIT_DONE does with the rest. One lock per
 * guest makes all of it serial, so times add up. Source of costs and order: confidential-migration.md 6.5, 6.6; `costs.ts` of the ultravisor.
 */
export function secureSwitchModel(config: EngineConfig, esm: Pick<EsmConfig, 'pages' | 'gfnStates'>): SecureSwitchModel {
  const all = config.guest.pages;
  const shared = Math.min(config.guest.composition.sharedPages, all);
  const asked = esm.pages === 'all' ? all : Math.min(Math.ceil(config.esm.neededBytes / config.guest.pageBytes), all - shared);
  const resident = esm.pages === 'all' ? all - shared : asked;
  const pagedOut = Math.min(resident, Math.ceil(config.esm.pagedOutBytes / config.guest.pageBytes));
  const normal = all - shared - resident;
  const rest = restOf(esm.gfnStates, { normal, pagedOut, shared });
  const devicePages = Math.max(asked, resident - pagedOut + rest.secured);
  return {
    timeNs: asked * PAGE_IN_NS + shared * MARK_NS + pagedOut * PAGE_OUT_NS + rest.timeNs,
    pagedIn: asked + rest.pagedIn,
    converted: rest.converted,
    pagedOut,
    gfnStates: { secure: resident - pagedOut + rest.secured, pagedOut: rest.stillOut, shared, normal: normal + pagedOut - rest.stillOut - rest.secured },
    devicePages,
    fits: devicePages * config.guest.pageBytes <= config.hosts.secureMemoryBytes,
  };
}

interface Rest {
  readonly timeNs: SimNs;
  readonly pagedIn: PageCount;
  readonly converted: PageCount;
  /** GFNs that become SECURE now, and those that stay paged out. */
  readonly secured: PageCount;
  readonly stillOut: PageCount;
}

/** H_SVM_INIT_DONE: nothing; a device PFN for each NORMAL one; or UV_PAGE_IN of all that is not resident, which shared ones fail. */
function restOf(gfnStates: EsmConfig['gfnStates'], left: { normal: PageCount; pagedOut: PageCount; shared: PageCount }): Rest {
  const { normal, pagedOut, shared } = left;
  switch (gfnStates) {
    case 'off': return { timeNs: 0, pagedIn: 0, converted: 0, secured: 0, stillOut: pagedOut };
    case 'on': return { timeNs: normal * MARK_NS, pagedIn: 0, converted: normal, secured: normal, stillOut: pagedOut };
    case 'counter-proposal': {
      const secured = normal + pagedOut;
      return { timeNs: secured * PAGE_IN_NS + shared * MARK_NS, pagedIn: secured + shared, converted: 0, secured, stillOut: 0 };
    }
  }
}
