import { ERRNO } from './errno';

/** A grant, or why there is none. `flush`: WBINVD on all CPUs and DF_FLUSH are due before the ASID is used. */
export interface AsidGrant {
  readonly ret: number;
  /** 0 without a grant. */
  readonly asid: number;
  readonly flush: boolean;
}

/** Everything that changes, as plain data, for checkpoints. */
export interface AsidPoolState {
  readonly used: readonly number[];
  readonly reclaimable: readonly number[];
  readonly cgroupLeft: number;
}

const refused = (errno: number): AsidGrant => ({ ret: -errno, asid: 0, flush: false });

/**
 * KVM's ASIDs: SEV guests take minSev .. max, ES and SNP guests 1 .. minSev-1. Freed ones wait in a second bitmap until
 * a free one is missing; then all of them are flushed together. Source: arch/x86/kvm/svm/sev.c, sev_asid_new, sev_asid_free.
 */
export class AsidPool {
  readonly #minSev: number;
  readonly #max: number;
  readonly #used = new Set<number>();
  readonly #reclaimable = new Set<number>();
  /** ASIDs that the misc control group still grants. */
  #cgroupLeft: number;

  constructor(minSev: number, max: number, cgroupLimit: number = Number.POSITIVE_INFINITY) {
    this.#minSev = minSev;
    this.#max = max;
    this.#cgroupLeft = cgroupLimit;
  }

  get inUse(): number {
    return this.#used.size;
  }

  /** Order: empty range -ENOTTY, control group -EBUSY, none left after recycling -EBUSY. */
  allocate(es: boolean): AsidGrant {
    const first = es ? 1 : this.#minSev;
    const last = es ? this.#minSev - 1 : this.#max;
    if (first > last) return refused(ERRNO.ENOTTY);
    if (this.#cgroupLeft <= 0) return refused(ERRNO.EBUSY);
    const asid = this.#firstFree(first, last);
    if (asid !== undefined) return this.#grant(asid, false);
    if (!this.#recycle(first, last)) return refused(ERRNO.EBUSY);
    const recycled = this.#firstFree(first, last);
    return recycled === undefined ? refused(ERRNO.EBUSY) : this.#grant(recycled, true);
  }

  free(asid: number): void {
    if (!this.#used.delete(asid)) return;
    this.#reclaimable.add(asid);
    this.#cgroupLeft += 1;
  }

  capture(): AsidPoolState {
    return { used: [...this.#used], reclaimable: [...this.#reclaimable], cgroupLeft: this.#cgroupLeft };
  }

  restore(saved: AsidPoolState): void {
    this.#used.clear();
    this.#reclaimable.clear();
    for (const asid of saved.used) this.#used.add(asid);
    for (const asid of saved.reclaimable) this.#reclaimable.add(asid);
    this.#cgroupLeft = saved.cgroupLeft;
  }

  #firstFree(first: number, last: number): number | undefined {
    for (let asid = first; asid <= last; asid += 1) {
      if (!this.#used.has(asid) && !this.#reclaimable.has(asid)) return asid;
    }
    return undefined;
  }

  /** One flush makes every freed ASID new, but it is only made when one of the wanted range comes back. */
  #recycle(first: number, last: number): boolean {
    const useful = [...this.#reclaimable].some((asid) => asid >= first && asid <= last);
    if (useful) this.#reclaimable.clear();
    return useful;
  }

  #grant(asid: number, flush: boolean): AsidGrant {
    this.#used.add(asid);
    this.#cgroupLeft -= 1;
    return { ret: 0, asid, flush };
  }
}
