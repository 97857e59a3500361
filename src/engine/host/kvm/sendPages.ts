import type { Bytes, PageCount, SimNs } from '../../../base/units';
import { PAGE_BYTES } from '../../../base/units';
import type { PacketRun } from '../../sev/transportSession';
import { PACKET_HEADER_BYTES, PACKET_PAGE_BYTES } from '../../sev/transportSession';
import { memoryEncryptOp } from './memoryEncryptOp';
import type { UpdateDataArgs } from './sevRequest';
import { BLOB_LIMIT } from './sevRequest';
import type { SevResult } from './sevResult';
import type { SevVm } from './sevVm';

/** A region-aligned region with buffers of the queried lengths; the addresses stand for any that are valid. */
function regionArgs(bytes: Bytes): UpdateDataArgs {
  return {
    hdr: { uaddr: PAGE_BYTES, len: PACKET_HEADER_BYTES },
    guest: { uaddr: 2 * BLOB_LIMIT, len: bytes },
    trans: { uaddr: 3 * BLOB_LIMIT, len: bytes },
  };
}

const PAGE_ARGS = regionArgs(PACKET_PAGE_BYTES);

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

/** SEND_UPDATE_DATA for `regions` regions of `bytes` each: what thread 000 asks about; merged KVM takes one page. */
export function sendRegions(vm: SevVm, nowNs: SimNs, regions: number, bytes: Bytes): SevResult {
  return memoryEncryptOp(vm, nowNs, { id: 'SEND_UPDATE_DATA', args: regionArgs(bytes), regions });
}

/** RECEIVE_UPDATE_DATA for a run of packets that fill regions of `bytes` each. */
export function receiveRegions(vm: SevVm, nowNs: SimNs, packets: PacketRun, bytes: Bytes): SevResult {
  return memoryEncryptOp(vm, nowNs, { id: 'RECEIVE_UPDATE_DATA', args: regionArgs(bytes), packets });
}

/** Whether memoryEncryptOp would come to the handler, and the handler to firmware. */
function reachesFirmware(vm: SevVm, serviceNs: SimNs): boolean {
  return vm.host.enabled && !vm.dead && vm.active && !vm.isMirror && vm.type !== 'sev-snp' && vm.host.mailbox.answers(serviceNs);
}

/**
 * `sendPages` where all goes well, as it does millions of times in a migration of days: no result is built. Returns when the last
 * page is sealed; undefined, and nothing done, where `sendPages` has an error to tell.
 */
export function sendRow(vm: SevVm, nowNs: SimNs, pages: PageCount): SimNs | undefined {
  const { firmware, mailbox, costs } = vm.host;
  const serviceNs = costs.SEND_UPDATE_DATA.ns;
  if (!reachesFirmware(vm, serviceNs) || !firmware.sealRow(vm.handle, pages)) return undefined;
  return mailbox.row(nowNs, serviceNs, pages);
}

/** `receivePages` likewise, for packets of the session `tek`, whole and in order. */
export function receiveRow(vm: SevVm, nowNs: SimNs, tek: number, pages: PageCount): SimNs | undefined {
  const { firmware, mailbox, costs } = vm.host;
  const serviceNs = costs.RECEIVE_UPDATE_DATA.ns;
  if (!reachesFirmware(vm, serviceNs) || !firmware.openRow(vm.handle, tek, pages)) return undefined;
  return mailbox.row(nowNs, serviceNs, pages);
}
