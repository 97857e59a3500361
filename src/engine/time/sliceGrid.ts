import type { SimNs } from '../../base/units';
import type { EngineConfig } from '../config';
import { helperPageNs } from '../helper/helperCosts';

/** Write slices per expected pass: 256, and half of that from 64 GiB on, where each touches megabytes of planes (docs/decisions). */
const SLICES_PER_PASS = 256;
const LARGE_GUEST_PAGES = 64 * 262144;
const SHORTEST_SLICE_NS = 10_000;

/** Time that the slowest stage needs for one pass over all pages as they are at the start: the base pass. */
export function basePassNs(config: EngineConfig): SimNs {
  const { guest, hosts, network, mechanism, helper } = config;
  const perByte = 1e9 / (network.bandwidth * network.payloadShare);
  const cap = config.vmm.parameters.maxBandwidth;
  const bytePrice = cap > 0 ? Math.max(perByte, 1e9 / cap) : perByte;
  const wire = guest.pages * (1 - (guest.kind === 'none' ? guest.composition.zeroShare : 0)) * 4104 * bytePrice;
  const hidden = guest.pages - guest.composition.sharedPages;
  let stage = 0;
  if (mechanism === 'psp') stage = hidden * hosts.pspPageNs * (1 + hosts.pspLoad);
  else stage = hidden * helperPageNs(mechanism, helper);
  return Math.max(1e6, Math.round(Math.max(wire, stage)));
}

/** A guest of so many chunks that their clears would cut slices too short. */
export function isLargeGuest(pages: number): boolean {
  return pages >= LARGE_GUEST_PAGES;
}

/** Length of a canonical write slice: a function of the scenario alone. */
export function sliceNs(config: EngineConfig): SimNs {
  return Math.max(SHORTEST_SLICE_NS, Math.round(basePassNs(config) / (isLargeGuest(config.guest.pages) ? SLICES_PER_PASS / 2 : SLICES_PER_PASS)));
}
