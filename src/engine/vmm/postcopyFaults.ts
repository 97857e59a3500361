import type { SimNs } from '../../base/units';
import type { ThreadParts } from './migrationThread';

/** Requests of the destination in the page order of a slice, and what is left of them. */
export interface PostcopyState {
  active: boolean;
  /** Requests received: `postcopy-requests`. */
  requests: number;
  lastNs: SimNs;
  /** Fault time left over from the slices before, in ns of vCPUs. */
  creditNs: number;
}

/**
 * Post-copy's second half: the guest runs at the destination and asks for what it misses. Its touches are kept in the plane
 * `dirty`, which has no other use once the source's guest stands. A vCPU waits for each page it misses: round trip, what the
 * link's queue holds before it, and the page itself; so the number of requests in a slice is bounded.
 */
export class PostcopyFaults {
  readonly state: PostcopyState = { active: false, requests: 0, lastNs: 0, creditNs: 0 };
  private readonly parts: ThreadParts;

  constructor(parts: ThreadParts) {
    this.parts = parts;
  }

  /** A QEMU that has not migrated yet. */
  reset(): void {
    Object.assign(this.state, { active: false, requests: 0, lastNs: 0, creditNs: 0 });
  }

  begin(atNs: SimNs): void {
    this.parts.planes.dirty.fill(0);
    Object.assign(this.state, { active: true, lastNs: atNs });
  }

  /** Lets the guest run up to `atNs`; returns the pages it now asks for, in address order. */
  faultsUntil(atNs: SimNs): readonly number[] {
    const { state, parts } = this;
    parts.guest.writeUntil(atNs);
    state.creditNs += (atNs - state.lastNs) * parts.config.guest.vcpus;
    state.lastNs = atNs;
    const waitNs = this.waitNs(atNs);
    const allowed = Math.floor(state.creditNs / waitNs);
    const missed = this.missedPages(allowed);
    state.requests += missed.length;
    state.creditNs = missed.length < allowed ? 0 : state.creditNs - missed.length * waitNs;
    return missed;
  }

  /** How long one missing page blocks its vCPU. */
  private waitNs(atNs: SimNs): SimNs {
    const { link, config } = this.parts;
    const queuedNs = Math.max(0, link.state.freeNs - atNs);
    return 2 * config.network.latencyNs + queuedNs + Math.ceil(4104 * link.nsPerByte) + this.parts.costs.normalPageNs;
  }

  private missedPages(most: number): readonly number[] {
    const { dirty, toSend, words } = this.parts.planes;
    const pages: number[] = [];
    for (let word = 0; word < words && pages.length < most; word++) {
      for (let left = dirty[word]! & toSend[word]!; left !== 0 && pages.length < most; left &= left - 1) {
        pages.push(word * 32 + 31 - Math.clz32(left & -left));
      }
    }
    return pages;
  }
}
