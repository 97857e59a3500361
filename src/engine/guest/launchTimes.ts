import type { SimNs } from '../../base/units';
import type { EngineConfig } from '../config';
import { LAUNCH_IMAGE_PAGES } from '../host/memory/memoryManager';
import { commandCosts } from '../sev/commandCosts';

/**
 * LAUNCH_UPDATE_DATA and _VMSA of one page [estimate]. Not `psp-page-time`, which is of packets: 892 pages at 4.096 ms were 3.7 s of the
 * 5.8 s that thread 004 measured for all that does not grow with memory.
 */
const LAUNCH_PAGE_NS = 1e6;

/** What the commands of a launch take, each by itself; they are part of a boot's constant. */
export interface LaunchTimes {
  /** LAUNCH_START and ACTIVATE: before memory is registered. */
  readonly startNs: SimNs;
  readonly imageNs: SimNs;
  readonly vmsaNs: SimNs;
  readonly measureNs: SimNs;
  readonly finishNs: SimNs;
  readonly totalNs: SimNs;
}

const NO_LAUNCH: LaunchTimes = { startNs: 0, imageNs: 0, vmsaNs: 0, measureNs: 0, finishNs: 0, totalNs: 0 };

/** Times of a guest's launch; none for one that these commands do not launch: without SEV, or SEV-SNP. */
export function launchTimes({ guest, hosts }: EngineConfig): LaunchTimes {
  if (guest.kind !== 'sev' && guest.kind !== 'sev-es') return NO_LAUNCH;
  const costs = commandCosts(hosts.pspPageNs);
  const startNs = costs.LAUNCH_START.ns + costs.ACTIVATE.ns;
  const imageNs = LAUNCH_IMAGE_PAGES * LAUNCH_PAGE_NS;
  const vmsaNs = guest.kind === 'sev-es' ? guest.vcpus * LAUNCH_PAGE_NS : 0;
  const measureNs = costs.LAUNCH_MEASURE.ns;
  const finishNs = costs.LAUNCH_FINISH.ns;
  return { startNs, imageNs, vmsaNs, measureNs, finishNs, totalNs: startNs + imageNs + vmsaNs + measureNs + finishNs };
}
