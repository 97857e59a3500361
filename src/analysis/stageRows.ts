import { formatLinkRate } from '../base/format';
import type { EngineConfig } from '../engine/config';
import type { Capacity, StageId } from './capacity';
import { distinctWrites, writesPerSecondOf } from './distinctWrites';

/** One bar of "what binds". `guest` is not a stage: it is what the stages are up against. */
export interface StageRow {
  readonly id: string;
  readonly label: string;
  readonly pagesPerSecond: number;
  readonly binds: boolean;
  readonly estimate: boolean;
}

/** `binds` of the verdict for each stage. Source: design.md section 7. */
export const BINDS: Readonly<Record<StageId, string>> = {
  'psp-source': 'psp', 'psp-destination': 'destination-psp', 'helper-source': 'helper', 'helper-destination': 'helper',
  'max-bandwidth': 'max-bandwidth', link: 'link',
};

/** The name of a stage at the head of a sentence. */
export const STAGE_NAMES: Readonly<Record<StageId, string>> = {
  'psp-source': 'The source PSP', 'psp-destination': 'The destination PSP', 'helper-source': 'The source helper',
  'helper-destination': 'The destination helper', 'max-bandwidth': 'max-bandwidth', link: 'The link',
};

/** Capacity of every stage and, last, what the guest writes (`throttle` percent of its time stopped). `oneBinds`: pages go through them. */
export function stageRows(config: EngineConfig, capacity: Capacity, throttle: number, oneBinds = true): StageRow[] {
  const rows = capacity.stages.map(({ stage, pagesPerSecond, estimate }) => ({
    id: stage, label: stageLabel(stage, config), pagesPerSecond, estimate, binds: oneBinds && stage === capacity.binding.stage,
  }));
  const writing = guestWriting(config, throttle);
  return [...rows, { id: 'guest', label: writing.label, pagesPerSecond: writing.pagesPerSecond, binds: false, estimate: writing.distinct }];
}

function stageLabel(stage: StageId, { network, vmm }: EngineConfig): string {
  switch (stage) {
    case 'psp-source': return 'PSP, source';
    case 'psp-destination': return 'PSP, destination';
    case 'helper-source': return 'helper, source';
    case 'helper-destination': return 'helper, destination';
    case 'link': return `link, ${formatLinkRate(network.bandwidth)}`;
    case 'max-bandwidth': return `max-bandwidth, ${formatLinkRate(vmm.parameters.maxBandwidth)}`;
  }
}

/** What the guest writes in a second: page writes, or distinct pages where it writes many pages more than once. */
export function guestWriting({ workload }: EngineConfig, throttle: number): { label: string; pagesPerSecond: number; distinct: boolean } {
  const duty = 1 - throttle / 100;
  const writes = writesPerSecondOf(workload) * duty;
  const pages = distinctWrites({ ...workload, writesPerSecond: workload.writesPerSecond * duty }, 1e9);
  return pages < 0.9 * writes
    ? { label: 'distinct pages dirtied', pagesPerSecond: pages, distinct: true }
    : { label: 'guest page writes', pagesPerSecond: writes, distinct: false };
}
