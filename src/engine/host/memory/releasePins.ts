import type { PageIndex, SimNs } from '../../../base/units';
import type { EngineConfig } from '../../config';
import type { FaultPlan } from '../../faults/faultPlan';
import { testBit } from '../../memory/bitRange';
import type { PagePlanes } from '../../memory/pagePlanes';
import type { EventLog } from '../../record/eventLog';
import type { HostName } from '../../record/runEvent';
import type { MemoryManager } from './memoryManager';

/** Frames whose lines are still dirty in a cache when the VM is destroyed, and draws to find them [choice]. */
const DIRTY_FRAMES = 16;
const FRAME_DRAWS = 4096;

interface ReleaseParts {
  readonly config: EngineConfig;
  readonly planes: PagePlanes;
  readonly memory: MemoryManager;
  readonly events: EventLog;
  readonly faults: FaultPlan;
}

/**
 * A VM is destroyed: WBINVD on all CPUs, so that no line under its key is left in a cache, then unpin_user_pages for all that it holds,
 * before firmware is asked to forget it. F-23 at the source: the other way round. Source: svm/sev.c, sev_vm_destroy; review of thread 004.
 */
export function releasePins(parts: ReleaseParts, host: HostName, atNs: SimNs): void {
  const { memory, events, faults } = parts;
  const isFlushed = host === 'destination' || faults.take('F-23') === undefined;
  const { alive, slots, regions } = memory.release(host, isFlushed);
  if (!alive) return;
  const flush = (value: string): void => events.add({ atNs, kind: 'command', host, name: 'WBINVD', value, ret: 0 });
  const list = regions > 0 ? `, ${regions} on pinned_regions_list` : '';
  if (isFlushed) flush('on all CPUs');
  events.add({ atNs, kind: 'command', host, name: 'unpin_user_pages', value: `${slots} pages of memslots${list}${isFlushed ? '' : '; no WBINVD before it'}`, ret: 0 });
  if (isFlushed) return;
  flush('on all CPUs, too late');
  faults.strike('F-23', dirtyFrames(parts));
}

/** Frames of pages that the guest worked on: what the caches still hold of them is written back when they have another owner. */
function dirtyFrames({ config, planes, faults }: ReleaseParts): readonly PageIndex[] {
  const { privateTruth, pages } = planes;
  const { kind, firstPage, workingSetPages } = config.workload;
  const [first, count] = kind === 'idle' ? [0, Number(pages)] : [firstPage, workingSetPages];
  const frames = new Set<PageIndex>();
  for (let draw = 0; draw < FRAME_DRAWS && frames.size < DIRTY_FRAMES; draw++) {
    const page = first + Math.floor(faults.draw() * count);
    if (privateTruth !== undefined && testBit(privateTruth, page)) frames.add(page);
  }
  return [...frames].toSorted((a, b) => a - b);
}
