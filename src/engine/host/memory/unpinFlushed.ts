import type { PageCount, PageIndex, SimNs } from '../../../base/units';
import type { FaultPlan } from '../../faults/faultPlan';
import type { EventLog } from '../../record/eventLog';
import type { HostName } from '../../record/runEvent';
import type { MemoryManager } from './memoryManager';

/** Frames whose lines are still dirty in a cache when they are unpinned, and draws to find them [choice]. */
const DIRTY_FRAMES = 16;
const FRAME_DRAWS = 4096;

interface UnpinParts {
  readonly events: EventLog;
  readonly memory: MemoryManager;
}

interface Unpinning {
  readonly atNs: SimNs;
  readonly host: HostName;
  /** What is unpinned, in words. */
  readonly value: string;
  readonly npages: PageCount;
  readonly isFlushed: boolean;
  /** Where caches still hold lines, if nothing was flushed. */
  readonly frames: readonly PageIndex[];
}

/**
 * Tells of frames that are given back: WBINVD on all CPUs, so that no line under the guest's key is left in a cache, then
 * unpin_user_pages. F-23: the other way round. Source: confidential-migration.md 5.3, 5.6; review of thread 004.
 */
export function unpinFlushed({ events, memory }: UnpinParts, { atNs, host, value, npages, isFlushed, frames }: Unpinning): void {
  const flush = (text: string): void => events.add({ atNs, kind: 'command', host, name: 'WBINVD', value: text, ret: 0 });
  if (isFlushed) flush('on all CPUs');
  events.add({ atNs, kind: 'command', host, name: 'unpin_user_pages', value: `${value}${isFlushed ? '' : '; no WBINVD before it'}`, args: `npages ${npages}`, ret: 0, states: ['PINNED', 'UNPINNED'] });
  if (isFlushed) return;
  flush('on all CPUs, too late');
  memory.writeBack(frames);
}

/** Pages of [first, first + pages) that caches still hold lines of: 16 that are drawn among those that `fits`, or the first one that does. */
export function dirtyFrames(faults: FaultPlan, first: PageIndex, pages: PageCount, fits: (page: PageIndex) => boolean): readonly PageIndex[] {
  const frames = new Set<PageIndex>();
  for (let draw = 0; draw < FRAME_DRAWS && frames.size < DIRTY_FRAMES; draw++) {
    const page = first + Math.floor(faults.draw() * pages);
    if (fits(page)) frames.add(page);
  }
  for (let page = first; page < first + pages && frames.size === 0; page++) if (fits(page)) frames.add(page);
  return [...frames].toSorted((a, b) => a - b);
}
