import type { EsmConfig } from '../config';
import type { HcallReturn } from './returnCode';

/**
 * State of one guest frame: in secure memory behind a device PFN (bit 63 of its word, UVMEM_PFN); encrypted in normal memory
 * (bit 62, MEM_PFN); visible to both (bit 61); or an ordinary page of the hypervisor (no bit).
 */
export type GfnState = 'SECURE' | 'PAGED_OUT' | 'SHARED' | 'NORMAL';
export type GfnOperation = 'share' | 'unshare' | 'page-out' | 'touch' | 'end' | 'init-done';

export interface GfnTransition {
  readonly to: GfnState;
  readonly ret: HcallReturn;
  /** What was in the page is gone: it is zeroed. */
  readonly zeroed: boolean;
}

/**
 * What an operation makes of a GFN. `touch`: the secure VM accesses it; `end`: INIT_ABORT, UV_SVM_TERMINATE or a reset.
 * Without the states the hypervisor has bit 63 alone: INIT_DONE leaves NORMAL as it is, and a page that is not resident may
 * be paged out for all it knows. The counter-proposal sends all that is not resident through UV_PAGE_IN, which refuses
 * shared pages and takes paged-out ones in again. Source: confidential-migration.md 6.4, 6.6, 6.7.
 */
export function gfnTransition(from: GfnState, operation: GfnOperation, gfnStates: EsmConfig['gfnStates'] = 'on'): GfnTransition {
  switch (operation) {
    case 'share': return moved('SHARED', from === 'SECURE' || from === 'PAGED_OUT');
    case 'unshare': return moved('SECURE', from === 'SHARED');
    case 'page-out': return pageOut(from, gfnStates);
    case 'touch': return moved(from === 'SHARED' ? 'SHARED' : 'SECURE');
    case 'end': return moved('NORMAL');
    case 'init-done': return initDone(from, gfnStates);
  }
}

function moved(to: GfnState, zeroed = false): GfnTransition {
  return { to, ret: 'H_SUCCESS', zeroed };
}

function pageOut(from: GfnState, gfnStates: EsmConfig['gfnStates']): GfnTransition {
  if (from === 'SECURE') return moved('PAGED_OUT');
  return { to: from, ret: from === 'NORMAL' && gfnStates === 'on' ? 'H_PARAMETER' : 'H_SUCCESS', zeroed: false };
}

function initDone(from: GfnState, gfnStates: EsmConfig['gfnStates']): GfnTransition {
  if (gfnStates === 'off') return moved(from);
  if (from === 'NORMAL') return moved('SECURE');
  return moved(from === 'PAGED_OUT' && gfnStates === 'counter-proposal' ? 'SECURE' : from);
}
