import type { PageIndex } from '../../base/units';
import { testBit } from '../memory/bitRange';
import type { Violation } from '../record/runResult';
import type { Simulation } from '../simulation';

/** The helper's mailbox in the guest's space, written down once more. Source: confidential-migration.md 4.5, GPA 0x820000. */
const OWN_PAGES: readonly PageIndex[] = [0x820, 0x821];
const SKIPPED = 'the helper’s own page was to be restored over, and was skipped unreported';

/** What a private path did wrong and shows at the end: the firmware session that was finished too early, the helper's own pages. */
export function checkPathFaults(simulation: Simulation): readonly Violation[] {
  const { thread } = simulation;
  const isLost = thread.counters.status !== 'completed' && thread.path?.isSourceSent === true;
  const text = 'no copy can run: the source was finished before the destination acknowledged';
  return [...(isLost ? [{ invariant: 'INV-03', pages: [], count: 0, text }] : []), ...skippedPages(simulation)];
}

/** The helper's own pages cross like any other; one that the destination never got, and nobody said so, was skipped. */
function skippedPages({ thread, planes }: Simulation): readonly Violation[] {
  if (thread.path?.kind !== 'helper' || thread.counters.status !== 'completed') return [];
  const { sent0, sent1, sent2, pages } = planes;
  const skipped = OWN_PAGES.filter((page) => page < pages && ![sent0, sent1, sent2].some((plane) => testBit(plane, page)));
  return skipped.length === 0 ? [] : [{ invariant: 'INV-20', pages: skipped, count: skipped.length, text: SKIPPED }];
}
