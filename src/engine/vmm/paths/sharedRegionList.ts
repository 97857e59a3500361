import type { Bytes } from '../../../base/units';
import { popcount } from '../../memory/popcount';
import type { Plane } from '../../memory/pagePlanes';
import type { StatusInterface } from '../../config';

/** be64 flags, be32 subtype; three be32 per region; be32 end. Source: AMDESE/qemu, sev_save_outgoing_shared_regions_list. */
const LIST_BYTES = { head: 12, region: 12, end: 4 } as const;

/** Runs of shared pages, where a bit set is a private page. */
export function countSharedRegions(privateBelief: Plane): number {
  let starts = 0;
  let wasPrivate = 1;
  for (const word of privateBelief) {
    const before = (word << 1) | wasPrivate;
    starts += popcount(~word & before);
    wasPrivate = word >>> 31;
  }
  return starts;
}

/**
 * The host's list of shared regions as it goes to the destination in the completion phase; undefined where none goes: in the first
 * posting the destination could not be told (no SET), and without an interface there is none.
 */
export function sharedRegionList(statusInterface: StatusInterface, privateBelief: Plane): { readonly regions: number; readonly bytes: Bytes } | undefined {
  if (statusInterface === 'none' || statusInterface === 'rfc-v1') return undefined;
  const regions = countSharedRegions(privateBelief);
  return { regions, bytes: LIST_BYTES.head + regions * LIST_BYTES.region + LIST_BYTES.end };
}
