import type { SimNs } from '../../base/units';
import type { HelperConfig, Mechanism } from '../config';

/**
 * What a batch of the ring costs besides its pages, in ns: KVM_RUN round trip 2528 cycles at 2.6 GHz (measured by M. Roth,
 * Dec 2020), wake-up of the halted vCPU's thread and the exit's way through QEMU [estimates].
 * Source: confidential-migration.md 4.7.
 */
export const RING_BATCH_NS = { entry: 1000, doorbell: 5000, host: 5000 } as const;
/**
 * One page through the polled mailbox besides the helper's work: a cache line to the helper and one back, and the
 * write of the record to the stream, 1 to 2 us [estimates]. Source: confidential-migration.md 4.7.
 */
export const MAILBOX_PAGE_NS = { handOff: 300, host: 1500 } as const;
/**
 * One exit of the mirror VM as posted, in ns: KVM_RUN round trip, and QEMU's run loop with its lock and dispatch, 10k to 50k
 * cycles or 4 to 20 us [estimate: the middle]. Source: confidential-migration.md 4.7; thread 003, kvm_mirror_cpu_exec.
 */
export const RFC_EXIT_NS = { entry: 1000, host: 10_000 } as const;

/** Extra time of a batch: entry, doorbell, and the host's part. */
export const RING_BATCH_TOTAL_NS: SimNs = RING_BATCH_NS.entry + RING_BATCH_NS.doorbell + RING_BATCH_NS.host;

/**
 * Mean time of one page in a long row of them, in ns, all overheads in: t_page / V + (entry + doorbell + host) / D for the
 * ring, with whole pages per vCPU; one page in flight for the other designs. 0 for a mechanism without a helper.
 * Source: confidential-migration.md 4.7.
 */
export function helperPageNs(mechanism: Mechanism, helper: HelperConfig): number {
  const { pageNs, vcpus, ringDepth } = helper;
  switch (mechanism) {
    case 'plain': case 'psp': return 0;
    case 'mirror-ring': return (Math.ceil(ringDepth / vcpus) * pageNs + RING_BATCH_TOTAL_NS) / ringDepth;
    case 'mailbox': return pageNs + 2 * MAILBOX_PAGE_NS.handOff + MAILBOX_PAGE_NS.host;
    case 'mirror-rfc': return pageNs + 2 * MAILBOX_PAGE_NS.handOff + MAILBOX_PAGE_NS.host + RFC_EXIT_NS.entry + RFC_EXIT_NS.host;
  }
}
