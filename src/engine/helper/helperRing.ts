import type { PageCount, SimNs } from '../../base/units';
import type { HelperConfig } from '../config';
import { vcpuArgs } from '../host/kvm/vcpuArgs';
import { newHelperChannelState, type HelperChannel, type HelperChannelState, type PageCall } from './helperChannel';
import { RING_BATCH_NS, RING_BATCH_TOTAL_NS } from './helperCosts';

/**
 * Requests and completions of `ringDepth` descriptors each, in a shared page. The host fills requests, rings (KVM_RUN of every
 * vCPU that has work), the vCPUs share the pages out evenly; a batch ends with KVM_EXIT_HLT, because completions are full or no
 * request is left. A page's work is counted as it is put in, a batch's fixed cost as it ends: no step overtakes the host.
 * Source: the sketch in thread 003; batch cost confidential-migration.md 4.7.
 */
export class HelperRing implements HelperChannel {
  readonly spins = false;
  readonly state: HelperChannelState = newHelperChannelState();
  readonly calls: Readonly<Record<'source' | 'destination', PageCall>>;
  private readonly helper: HelperConfig;

  constructor(helper: HelperConfig) {
    this.helper = helper;
    const each = `${vcpuArgs(helper.vcpus)}; up to ${helper.ringDepth}`;
    const name = 'KVM_RUN, KVM_EXIT_HLT';
    this.calls = { source: { name, args: `${each} SAVE each` }, destination: { name, args: `${each} RESTORE each` } };
  }

  take(pages: PageCount): SimNs {
    const { state } = this;
    const { ringDepth } = this.helper;
    const filled = state.open + pages;
    const full = Math.floor(filled / ringDepth);
    const open = filled - full * ringDepth;
    const workNs = full * this.workNs(ringDepth) + this.workNs(open) - this.workNs(state.open);
    state.open = open;
    state.issued += pages;
    state.pages += pages;
    state.workNs += workNs;
    state.fullExits += full * this.vcpusFor(ringDepth);
    return workNs + this.end(full, ringDepth);
  }

  flush(): SimNs {
    const { open } = this.state;
    if (open === 0) return 0;
    this.state.open = 0;
    return this.end(1, open);
  }

  /** `batches` of `pages` each are over: doorbell, entry, exit and host time. */
  private end(batches: number, pages: PageCount): SimNs {
    const { state } = this;
    state.doorbells += batches;
    state.exits += batches * this.vcpusFor(pages);
    state.workNs += batches * RING_BATCH_NS.entry;
    return batches * RING_BATCH_TOTAL_NS;
  }

  /** ceil(N / V) * t_page: how long the busiest vCPU has to do. */
  private workNs(pages: PageCount): SimNs {
    return Math.ceil(pages / this.helper.vcpus) * this.helper.pageNs;
  }

  private vcpusFor(pages: PageCount): number {
    return Math.min(this.helper.vcpus, pages);
  }
}
