import type { PageIndex } from '../../base/units';
import { testBit } from '../memory/bitRange';
import type { Simulation } from '../simulation';

/** Frames whose lines are still dirty in a cache when the VM is destroyed, and draws to find them [choice]. */
const DIRTY_FRAMES = 16;
const FRAME_DRAWS = 4096;

/**
 * The source's VM is destroyed after it was sent. Right: WBINVD, then unpin. F-23: unpinned at once; what the caches still hold of pages
 * that the guest worked on is written back under its key when the frames have another owner. Source: confidential-migration.md 5.3, 5.6.
 */
export function destroySource({ faults, planes, config, events, thread }: Simulation): void {
  if (faults.take('F-23') === undefined) return;
  const { privateTruth } = planes;
  const { kind, firstPage, workingSetPages } = config.workload;
  const [first, pages] = kind === 'idle' ? [0, Number(planes.pages)] : [firstPage, workingSetPages];
  const frames = new Set<PageIndex>();
  for (let draw = 0; draw < FRAME_DRAWS && frames.size < DIRTY_FRAMES; draw++) {
    const page = first + Math.floor(faults.draw() * pages);
    if (privateTruth !== undefined && testBit(privateTruth, page)) frames.add(page);
  }
  faults.strike('F-23', [...frames].toSorted((a, b) => a - b));
  events.add({ atNs: thread.state.endNs, kind: 'command', host: 'source', name: 'unpin_user_pages', value: 'no WBINVD before it', ret: 0 });
}
