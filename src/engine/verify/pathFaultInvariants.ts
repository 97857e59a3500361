import type { Violation } from '../record/runResult';
import type { Simulation } from '../simulation';

/** Largest page list in a violation. */
const NAMED_PAGES = 16;
const LOST_DESCRIPTOR = 'the ring overflowed: the descriptor of the page was lost';
const NO_SLOT = 'a descriptor names a page that is in no slot of the mirror';
const SKIPPED = 'the helper’s own page was to be restored over, and was skipped unreported';

/** What a private path did wrong: the mirror, its ring, its own pages, and the firmware session that was finished too early. */
export function checkPathFaults(simulation: Simulation): readonly Violation[] {
  const { faults, thread } = simulation;
  const found: Violation[] = [];
  if (thread.counters.status !== 'completed' && thread.path?.isSourceSent === true) {
    found.push({ invariant: 'INV-03', pages: [], count: 0, text: 'no copy can run: the source was finished before the destination acknowledged' });
  }
  if (!faults.isStruck) return found;
  if (faults.struckBy('F-25').length > 0) found.push({ invariant: 'INV-18', pages: [], count: 0, text: 'the mirror’s ASID is not its owner’s' });
  return [...found, ...struck(simulation, 'F-26', 'INV-19', LOST_DESCRIPTOR), ...struck(simulation, 'F-30', 'INV-19', NO_SLOT), ...struck(simulation, 'F-29', 'INV-20', SKIPPED)];
}

function struck({ faults }: Simulation, id: string, invariant: string, text: string): readonly Violation[] {
  const pages = faults.struckBy(id);
  return pages.length === 0 ? [] : [{ invariant, pages: pages.slice(0, NAMED_PAGES), count: pages.length, text }];
}
