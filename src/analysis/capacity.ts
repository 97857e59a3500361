import type { SimNs } from '../base/units';
import { NS_PER_SECOND, PAGE_BYTES } from '../base/units';
import type { EngineConfig, HelperConfig, Mechanism } from '../engine/config';
import { helperPageNs } from '../engine/helper/helperCosts';
import { regionCost } from '../engine/sev/regionCost';
import { distinctWrites } from './distinctWrites';

/** Record on the wire of one page by mechanism. Source: confidential-migration 1.10, 4.5 and 4.7, qemu-migration 1.10. */
const RECORD_BYTES: Readonly<Record<Mechanism, number>> = { psp: 4168, 'mirror-ring': 4132, 'mirror-rfc': 4144, mailbox: 4144, plain: 4104 };
/** Every server of the pipeline, in the order of the data. */
const STAGES = ['psp-source', 'helper-source', 'max-bandwidth', 'link', 'psp-destination', 'helper-destination'] as const;
export type StageId = (typeof STAGES)[number];

/** What one stage could do alone, in pages per second, for the pages that pass through it. */
export interface StageCapacity {
  readonly stage: StageId;
  readonly pagesPerSecond: number;
  readonly estimate: boolean;
}

export interface Capacity {
  /** Every stage that private pages (plain pages for an unencrypted guest) pass, in the order of the data. */
  readonly stages: readonly StageCapacity[];
  /** The slowest of them. */
  readonly binding: StageCapacity;
  /** One pass over the whole guest at the binding stage's rate. */
  readonly passNs: SimNs;
  /** Distinct pages that the guest dirties per second over such a pass: an estimate, as all but the link's share. */
  readonly dirtyPagesPerSecond: number;
}

/** What each stage could do alone, in pages per second, and which is slowest. Closed form: nothing is simulated. */
export function capacityOf(config: EngineConfig): Capacity {
  const stages = stagesOf(config);
  const binding = stages.reduce((slowest, stage) => (stage.pagesPerSecond < slowest.pagesPerSecond ? stage : slowest));
  const passNs = (config.guest.pages / binding.pagesPerSecond) * NS_PER_SECOND;
  return { stages, binding, passNs, dirtyPagesPerSecond: (distinctWrites(config.workload, passNs) / passNs) * NS_PER_SECOND };
}

function stagesOf(config: EngineConfig): StageCapacity[] {
  const path = pathOf(config.mechanism);
  const { network, vmm } = config;
  const stages: StageCapacity[] = [];
  const add = (stage: StageId, pagesPerSecond: number, estimate: boolean): void => void stages.push({ stage, pagesPerSecond, estimate });
  if (path === 'psp') add('psp-source', pspPagesPerSecond(config), true);
  if (path === 'helper') add('helper-source', helperPagesPerSecond(config.mechanism, config.helper), true);
  if (vmm.parameters.maxBandwidth > 0) add('max-bandwidth', vmm.parameters.maxBandwidth / RECORD_BYTES[config.mechanism], false);
  add('link', (network.bandwidth * network.payloadShare) / RECORD_BYTES[config.mechanism], false);
  if (path === 'psp') add('psp-destination', pspPagesPerSecond(config), true);
  if (path === 'helper') add('helper-destination', helperPagesPerSecond(config.mechanism, config.helper), true);
  return stages;
}

/** Which exporter a page of the guest's private memory goes through. */
export function pathOf(mechanism: Mechanism): 'psp' | 'helper' | 'plain' {
  if (mechanism === 'plain') return 'plain';
  return mechanism === 'psp' ? 'psp' : 'helper';
}

/** One FIFO mailbox per host: with k other guests in it, one command in k + 1 is ours. Source: confidential-migration 1.9. */
function pspPagesPerSecond({ hosts, guest }: EngineConfig): number {
  const regionBytes = guest.statusInterface === 'rfc-v1' ? hosts.pspRegionBytes : PAGE_BYTES;
  const { totalNs, blocks } = regionCost(regionBytes, hosts.pspPageNs);
  return (NS_PER_SECOND * blocks) / (totalNs + hosts.pspLoad * hosts.pspPageNs);
}

/** Entries, exits, doorbells and hand-offs included. Source: confidential-migration 4.7. */
function helperPagesPerSecond(mechanism: Mechanism, helper: HelperConfig): number {
  return NS_PER_SECOND / helperPageNs(mechanism, helper);
}
