import type { PageCount, SimNs } from '../../../base/units';
import { PAGE_BYTES } from '../../../base/units';
import type { PacketRun } from '../../sev/transportSession';
import { PACKET_HEADER_BYTES, PACKET_PAGE_BYTES } from '../../sev/transportSession';
import { memoryEncryptOp } from './memoryEncryptOp';
import type { UpdateDataArgs } from './sevRequest';
import type { SevResult } from './sevResult';
import type { SevVm } from './sevVm';

/** A page-aligned page with buffers of the queried lengths; the addresses stand for any that are valid. */
const PAGE_ARGS: UpdateDataArgs = {
  hdr: { uaddr: PAGE_BYTES, len: PACKET_HEADER_BYTES },
  guest: { uaddr: 2 * PAGE_BYTES, len: PAGE_BYTES },
  trans: { uaddr: 3 * PAGE_BYTES, len: PACKET_PAGE_BYTES },
};

/**
 * SEND_UPDATE_DATA for `pages` whole pages: every check once, one mailbox interval, one run of packets. What a VMM
 * does page by page gives the same states, counts and times.
 */
export function sendPages(vm: SevVm, nowNs: SimNs, pages: PageCount): SevResult {
  return memoryEncryptOp(vm, nowNs, { id: 'SEND_UPDATE_DATA', args: PAGE_ARGS, regions: pages });
}

/** RECEIVE_UPDATE_DATA for a run of packets, in bulk. */
export function receivePages(vm: SevVm, nowNs: SimNs, packets: PacketRun): SevResult {
  return memoryEncryptOp(vm, nowNs, { id: 'RECEIVE_UPDATE_DATA', args: PAGE_ARGS, packets });
}
