import type { PageCount } from '../../base/units';
import type { Sweep, SweepKind } from './gfnSweep';

export type GuestTask = 'page-in' | 'share' | 'page-out' | 'init-done' | 'abort' | 'reset' | 'plug';

/** A sweep in the order of the guest's lock. Records, so that a checkpoint holds them. */
export interface LockedJob extends Sweep {
  readonly task: GuestTask;
  /** The slot that is plugged in, or -1. */
  readonly slot: number;
  begun: boolean;
  /** Its event is the last of its name: it grows. */
  told: boolean;
  stepPages: PageCount;
  done: PageCount;
}

/** Steps of one sweep that are shown; a cheap one does at least so many pages at once. */
const SWEEP_STEPS = 2048;
const CHEAP_PAGES = 1024;
/** Sweeps that cost as much as 256 us a GFN; all others are cheap. */
const DEAR: readonly SweepKind[] = ['page-in', 'page-out', 'send-rest', 'page-out-all'];

/** How the calls of a sweep are named in its event. */
export const SWEEP_EVENT: Readonly<Record<SweepKind, string>> = {
  'page-in': 'H_SVM_PAGE_IN', 'page-in-refused': 'H_SVM_PAGE_IN', share: 'H_SVM_PAGE_IN', 'page-out': 'H_SVM_PAGE_OUT',
  convert: 'kvmppc_uv_migrate_mem_slot', 'send-rest': 'UV_PAGE_IN', 'page-out-all': 'UV_PAGE_OUT', drop: 'kvmppc_uvmem_drop_pages',
};

export function createJob(task: GuestTask, kind: SweepKind, first: number, end: number, slot = -1): LockedJob {
  return { task, kind, cursor: first, end, slot, begun: false, told: false, stepPages: 0, done: 0 };
}

/** GFNs that one step of a sweep of `total` does. */
export function stepPages(kind: SweepKind, total: PageCount): PageCount {
  return Math.max(DEAR.includes(kind) ? 1 : CHEAP_PAGES, Math.ceil(total / SWEEP_STEPS));
}
