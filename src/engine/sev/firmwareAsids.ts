import type { FirmwareStatus } from './firmwareStatus';
import { FIRMWARE_STATUS } from './firmwareStatus';

/** ES guests take 1 .. minSev-1, plain SEV guests minSev .. max. */
export interface AsidRange {
  readonly minSev: number;
  readonly max: number;
}

/** State of the ASIDs as plain data, for checkpoints. */
export interface FirmwareAsidsState {
  readonly owned: readonly number[];
  readonly dirty: readonly number[];
  readonly wbinvdDone: boolean;
}

/**
 * Firmware's view of ASIDs: who owns one, and which are dirty. A dirty ASID needs WBINVD on every core and then DF_FLUSH
 * before it is bound again. Source: SEV API, ACTIVATE, DEACTIVATE, DF_FLUSH; AMD-ASPFW keeps an ASID clean whose guest never
 * ran, here every unbound one is dirty, as KVM treats it.
 */
export class FirmwareAsids {
  readonly range: AsidRange;
  readonly #owned = new Set<number>();
  readonly #dirty = new Set<number>();
  #wbinvdDone = true;

  constructor(range: AsidRange) {
    this.range = range;
  }

  get owned(): number {
    return this.#owned.size;
  }

  get dirty(): number {
    return this.#dirty.size;
  }

  /** Order: range, owner; ACTIVE is the caller's; then the range of the guest's kind, then the flush. */
  bindStatus(asid: number, es: boolean, guestActive: boolean): FirmwareStatus {
    const { minSev, max } = this.range;
    if (asid < 1 || asid > max) return FIRMWARE_STATUS.INVALID_ASID;
    if (this.#owned.has(asid)) return FIRMWARE_STATUS.ASID_OWNED;
    if (guestActive) return FIRMWARE_STATUS.ACTIVE;
    if (es ? asid >= minSev : asid < minSev) return FIRMWARE_STATUS.INVALID_ASID;
    return this.#dirty.has(asid) ? FIRMWARE_STATUS.DFFLUSH_REQUIRED : FIRMWARE_STATUS.SUCCESS;
  }

  bind(asid: number): void {
    this.#owned.add(asid);
  }

  unbind(asid: number): void {
    this.#owned.delete(asid);
    this.#dirty.add(asid);
    this.#wbinvdDone = false;
  }

  /** WBINVD on all CPUs: the host's instruction, which firmware observes. */
  wbinvd(): void {
    this.#wbinvdDone = true;
  }

  flush(): FirmwareStatus {
    if (!this.#wbinvdDone) return FIRMWARE_STATUS.WBINVD_REQUIRED;
    this.#dirty.clear();
    return FIRMWARE_STATUS.SUCCESS;
  }

  capture(): FirmwareAsidsState {
    return { owned: [...this.#owned], dirty: [...this.#dirty], wbinvdDone: this.#wbinvdDone };
  }

  restore(state: FirmwareAsidsState): void {
    this.#owned.clear();
    this.#dirty.clear();
    for (const asid of state.owned) this.#owned.add(asid);
    for (const asid of state.dirty) this.#dirty.add(asid);
    this.#wbinvdDone = state.wbinvdDone;
  }
}
