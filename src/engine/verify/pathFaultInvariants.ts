import type { PageIndex } from '../../base/units';
import { testBit } from '../memory/bitRange';
import type { Violation } from '../record/runResult';
import type { Simulation } from '../simulation';

/** Largest page list in a violation. */
const NAMED_PAGES = 16;
const LOST_DESCRIPTOR = 'the ring overflowed: the descriptor of the page was lost';
const NO_SLOT = 'a descriptor names a page that is in no slot of the mirror';
/** The helper's mailbox in the guest's space, written down once more. Source: confidential-migration.md 4.5, GPA 0x820000. */
const OWN_PAGES: readonly PageIndex[] = [0x820, 0x821];
const SKIPPED = 'the helper’s own page was to be restored over, and was skipped unreported';

/** What a private path did wrong: the mirror, its ring, its own pages, and the firmware session that was finished too early. */
export function checkPathFaults(simulation: Simulation): readonly Violation[] {
  const { faults, thread } = simulation;
  const found: Violation[] = [];
  if (thread.counters.status !== 'completed' && thread.path?.isSourceSent === true) {
    found.push({ invariant: 'INV-03', pages: [], count: 0, text: 'no copy can run: the source was finished before the destination acknowledged' });
  }
  found.push(...skippedPages(simulation));
  if (!faults.isStruck) return found;
  return [...found, ...struck(simulation, 'F-26', 'INV-19', LOST_DESCRIPTOR), ...struck(simulation, 'F-30', 'INV-19', NO_SLOT)];
}

/** The helper's own pages cross like any other; one that the destination never got, and nobody said so, was skipped. */
function skippedPages({ thread, planes }: Simulation): readonly Violation[] {
  if (thread.path?.kind !== 'helper' || thread.counters.status !== 'completed') return [];
  const { sent0, sent1, sent2, pages } = planes;
  const skipped = OWN_PAGES.filter((page) => page < pages && ![sent0, sent1, sent2].some((plane) => testBit(plane, page)));
  return skipped.length === 0 ? [] : [{ invariant: 'INV-20', pages: skipped, count: skipped.length, text: SKIPPED }];
}

function struck({ faults }: Simulation, id: string, invariant: string, text: string): readonly Violation[] {
  const pages = faults.struckBy(id);
  return pages.length === 0 ? [] : [{ invariant, pages: pages.slice(0, NAMED_PAGES), count: pages.length, text }];
}
