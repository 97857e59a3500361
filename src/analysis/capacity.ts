import type { SimNs } from '../base/units';
import { NS_PER_SECOND } from '../base/units';
import type { EngineConfig, HelperConfig, Mechanism } from '../engine/config';
import { distinctWrites } from './distinctWrites';

/** Record on the wire of one page by path. Source: confidential-migration 1.10 and 4.7, qemu-migration 1.10. */
export const RECORD_BYTES = { psp: 4168, helper: 4132, plain: 4104 } as const;
/** KVM_RUN round trip, eventfd doorbell, exit handled in QEMU. Source: confidential-migration 4.7 (the doorbell is an estimate). */
const ENTRY_NS = 1000;
const DOORBELL_NS = 5000;
const HOST_EXIT_NS = 5000;
/** A cache line that two cores hand to each other and back, and the stream write between [estimate, confidential-migration 4.7]. */
const HAND_OFF_NS = 600;
const MAILBOX_HOST_NS = 1500;

/** Every server of the pipeline, in the order of the data. */
export const STAGES = ['psp-source', 'helper-source', 'max-bandwidth', 'link', 'psp-destination', 'helper-destination'] as const;
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
  if (vmm.parameters.maxBandwidth > 0) add('max-bandwidth', vmm.parameters.maxBandwidth / RECORD_BYTES[path], false);
  add('link', (network.bandwidth * network.payloadShare) / RECORD_BYTES[path], false);
  if (path === 'psp') add('psp-destination', pspPagesPerSecond(config), true);
  if (path === 'helper') add('helper-destination', helperPagesPerSecond(config.mechanism, config.helper), true);
  return stages;
}

/** Which exporter a page of the guest's private memory goes through. */
export function pathOf(mechanism: Mechanism): keyof typeof RECORD_BYTES {
  if (mechanism === 'plain') return 'plain';
  return mechanism === 'psp' ? 'psp' : 'helper';
}

/** One FIFO mailbox per host: with k other guests in it, one command in k + 1 is ours. Source: confidential-migration 1.9. */
function pspPagesPerSecond({ hosts }: EngineConfig): number {
  return NS_PER_SECOND / hosts.pspPageNs / (1 + hosts.pspLoad);
}

/**
 * Effective time of a page in a helper: work over V vCPUs plus one entry, doorbell and exit per batch of D. The RFC as
 * posted and the mailbox have one page in flight. Source: confidential-migration 4.7.
 */
function helperPagesPerSecond(mechanism: Mechanism, helper: HelperConfig): number {
  if (mechanism === 'mailbox') return NS_PER_SECOND / (helper.pageNs + HAND_OFF_NS + MAILBOX_HOST_NS);
  const depth = mechanism === 'mirror-ring' ? helper.ringDepth : 1;
  const vcpus = mechanism === 'mirror-ring' ? Math.min(helper.vcpus, depth) : 1;
  return NS_PER_SECOND / (helper.pageNs / vcpus + (ENTRY_NS + DOORBELL_NS + HOST_EXIT_NS) / depth);
}
