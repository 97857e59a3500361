import type { Bytes, SimNs } from '../../base/units';
import { PAGE_BYTES } from '../../base/units';
import { MAILBOX_ROUND_TRIP_NS } from './commandCosts';

/** What one region costs a PSP, with its working. */
export interface RegionCost {
  /** Firmware works on 4 KiB blocks whatever the region (thread 000). */
  readonly blocks: number;
  readonly firmwareNs: SimNs;
  /** Round trips that one command for the whole region saves; an estimate. */
  readonly savedNs: SimNs;
  readonly totalNs: SimNs;
}

/** The marginal cost that thread 000 asks about: one region of `regionBytes`, sent by one command. */
export function regionCost(regionBytes: Bytes, pspPageNs: SimNs): RegionCost {
  const blocks = Math.ceil(regionBytes / PAGE_BYTES);
  const firmwareNs = blocks * pspPageNs;
  const savedNs = Math.min((blocks - 1) * MAILBOX_ROUND_TRIP_NS, firmwareNs);
  return { blocks, firmwareNs, savedNs, totalNs: firmwareNs - savedNs };
}
