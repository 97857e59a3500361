import type { SimNs } from '../../../base/units';
import type { CommandCosts } from '../../sev/commandCosts';
import { commandCosts } from '../../sev/commandCosts';
import type { FirmwareState } from '../../sev/firmware';
import { Firmware } from '../../sev/firmware';
import type { PlatformIdentity } from '../../sev/platformIdentity';
import type { PspMailboxState } from '../../sev/pspMailbox';
import { PspMailbox } from '../../sev/pspMailbox';
import { PspWatch, type PspWatchState } from '../../verify/pspWatch';
import type { AsidPoolState } from './asidPool';
import { AsidPool } from './asidPool';

export interface SevHostOptions {
  readonly identity: PlatformIdentity;
  /** `psp-page-time`. */
  readonly pspPageNs: SimNs;
  /** `psp-load`. */
  readonly otherGuests: number;
  /** First ASID of plain SEV guests; lower ones are for ES and SNP. Example log: 100. */
  readonly minSevAsid: number;
  readonly maxAsid: number;
  /** ASIDs that the control group grants; no limit when absent. */
  readonly asidLimit?: number;
  /** False: KVM was loaded without SEV. */
  readonly enabled?: boolean;
}

/** Everything that changes on a host, as plain data, for checkpoints. */
export interface SevHostState {
  readonly firmware: FirmwareState;
  readonly mailbox: PspMailboxState;
  readonly asids: AsidPoolState;
  readonly watch: PspWatchState;
}

/** One host's SEV parts: firmware, the mailbox in front of it, KVM's ASIDs. A world has one per host. */
export class SevHost {
  readonly enabled: boolean;
  readonly firmware: Firmware;
  readonly mailbox: PspMailbox;
  readonly asids: AsidPool;
  readonly costs: CommandCosts;
  /** Looks on, in every run. */
  readonly watch = new PspWatch();

  constructor(options: SevHostOptions) {
    const { identity, pspPageNs, otherGuests, minSevAsid, maxAsid } = options;
    this.enabled = options.enabled ?? true;
    this.firmware = new Firmware(identity, { minSev: minSevAsid, max: maxAsid }, this.watch);
    this.mailbox = new PspMailbox(otherGuests, pspPageNs, this.watch);
    this.asids = new AsidPool(minSevAsid, maxAsid, options.asidLimit);
    this.costs = commandCosts(pspPageNs);
  }

  capture(): SevHostState {
    return { firmware: this.firmware.capture(), mailbox: this.mailbox.capture(), asids: this.asids.capture(), watch: this.watch.capture() };
  }

  restore(saved: SevHostState): void {
    this.firmware.restore(saved.firmware);
    this.mailbox.restore(saved.mailbox);
    this.asids.restore(saved.asids);
    this.watch.restore(saved.watch);
  }
}
