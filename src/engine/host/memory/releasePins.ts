import type { PageIndex, SimNs } from '../../../base/units';
import type { EngineConfig } from '../../config';
import type { FaultPlan } from '../../faults/faultPlan';
import { testBit } from '../../memory/bitRange';
import type { PagePlanes } from '../../memory/pagePlanes';
import type { EventLog } from '../../record/eventLog';
import type { HostName } from '../../record/runEvent';
import type { MemoryManager } from './memoryManager';
import { dirtyFrames, unpinFlushed } from './unpinFlushed';

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
  const { memory, faults } = parts;
  const isFlushed = host === 'destination' || faults.take('F-23') === undefined;
  const { alive, slots, regions } = memory.release(host, isFlushed);
  if (!alive) return;
  const list = regions > 0 ? `, ${regions} on pinned_regions_list` : '';
  unpinFlushed(parts, { atNs, host, value: `${slots} pages of memslots${list}`, npages: slots + regions, isFlushed, frames: isFlushed ? [] : workedOn(parts) });
}

/** Frames of pages that the guest worked on. */
function workedOn({ config, planes, faults }: ReleaseParts): readonly PageIndex[] {
  const { privateTruth, pages } = planes;
  const { kind, firstPage, workingSetPages } = config.workload;
  const [first, count] = kind === 'idle' ? [0, Number(pages)] : [firstPage, workingSetPages];
  return dirtyFrames(faults, first, count, (page) => privateTruth !== undefined && testBit(privateTruth, page));
}
