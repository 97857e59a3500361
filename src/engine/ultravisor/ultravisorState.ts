import type { PageCount, PageIndex, SimNs } from '../../base/units';
import type { GfnCounts, SecureReset, SecureSwitchResult, SlotPlug, Violation } from '../record/runResult';
import type { LockedJob } from './lockedJob';

export type SwitchSoFar = Omit<SecureSwitchResult, 'plugs' | 'resets'>;

export interface UltravisorState {
  /** When the lock is free for the next step. */
  nextNs: SimNs;
  jobs: LockedJob[];
  result: SwitchSoFar | undefined;
  plugs: SlotPlug[];
  resets: SecureReset[];
  violations: Violation[];
  pagesChecked: PageCount;
  /** Guest writes that were looked at; what they touched is dealt with. */
  lookedWrites: number;
  /** GFNs done so far, of every kind: a measure of work. */
  pageEvents: number;
  pagedInLater: PageCount;
  /** GFNs as the last INIT_DONE found them, and frames with two owners as the last reset did. */
  beforeDone: GfnCounts | undefined;
  twoOwners: PageCount;
  /** Wrong reads of the hypervisor: INV-31. */
  plaintextReads: number;
  /** GFNs that KSM had merged when the switch began and nobody unmerged, in pairs behind one page each. */
  merged: PageIndex[];
  /** Injected faults that still apply. */
  faults: string[];
}

export function createUltravisorState(): UltravisorState {
  return {
    nextNs: 0, jobs: [], result: undefined, plugs: [], resets: [], violations: [], pagesChecked: 0, lookedWrites: 0, pageEvents: 0,
    pagedInLater: 0, beforeDone: undefined, twoOwners: 0, plaintextReads: 0, merged: [], faults: [],
  };
}
