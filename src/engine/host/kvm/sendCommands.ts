import type { SimNs } from '../../../base/units';
import { PAGE_BYTES } from '../../../base/units';
import { regionCost } from '../../sev/regionCost';
import { PACKET_PAGE_BYTES } from '../../sev/transportSession';
import type { SendStartReply } from '../../sev/firmware';
import { ERRNO } from './errno';
import type { CopyFaults, SendStartArgs, UpdateDataArgs, UserBuffer } from './sevRequest';
import { BLOB_LIMIT } from './sevRequest';
import type { SevResult } from './sevResult';
import { issue, refuse } from './sevResult';
import type { SevVm } from './sevVm';

const isMissing = (buffer: UserBuffer): boolean => buffer.uaddr === 0 || buffer.len === 0;

/** psp_copy_user_blob: absent or longer than 16 KiB -EINVAL. Source: drivers/crypto/ccp/sev-dev.c. */
export function isBadBlob(buffer: UserBuffer): boolean {
  return isMissing(buffer) || buffer.len > BLOB_LIMIT;
}

function copyErrno(faults: CopyFaults | undefined): number | undefined {
  if (faults?.noMemory === true) return ERRNO.ENOMEM;
  return faults?.copy === true ? ERRNO.EFAULT : undefined;
}

/** Errno of pinning the guest's page for the time of a command. */
export function pinErrno(faults: CopyFaults | undefined): number | undefined {
  if (faults?.pin === undefined) return undefined;
  return faults.pin === 'memlock' ? ERRNO.ENOMEM : ERRNO.EFAULT;
}

function askSendStart(vm: SevVm, nowNs: SimNs, args: SendStartArgs, sessionLen: number): SevResult {
  let reply: SendStartReply | undefined;
  const command = sessionLen === 0 ? 'LENGTH_QUERY' : 'SEND_START';
  const result = issue(vm.host, nowNs, command, 1, () => {
    reply = vm.host.firmware.sendStart(vm.handle, sessionLen, args.target);
    return reply.status;
  });
  if (reply === undefined) return result;
  const { policy, session } = reply;
  const written = { sessionLen: reply.sessionLen, ...(policy === undefined ? {} : { policy }), ...(session === undefined ? {} : { session }) };
  return { ...result, ...written };
}

/**
 * KVM_SEV_SEND_START. A session length of 0 asks firmware for it: -EIO, INVALID_LEN, the length written back. Absent
 * platform or AMD certificates are passed on, firmware decides. Source: svm/sev.c, sev_send_start.
 */
export function sendStart(vm: SevVm, nowNs: SimNs, args: SendStartArgs, faults?: CopyFaults): SevResult {
  if (!vm.active) return refuse(nowNs, ERRNO.ENOTTY);
  if (args.session.len === 0) return askSendStart(vm, nowNs, args, 0);
  if (isMissing(args.pdhCert) || args.session.uaddr === 0 || args.session.len > BLOB_LIMIT) return refuse(nowNs, ERRNO.EINVAL);
  if (faults?.noMemory === true) return refuse(nowNs, ERRNO.ENOMEM);
  if (isBadBlob(args.pdhCert)) return refuse(nowNs, ERRNO.EINVAL);
  if (args.platCerts.len > BLOB_LIMIT || args.amdCerts.len > BLOB_LIMIT) return refuse(nowNs, ERRNO.EINVAL);
  const errno = copyErrno(faults);
  return errno === undefined ? askSendStart(vm, nowNs, args, args.session.len) : refuse(nowNs, errno);
}

/** Longer than the region, or across its end. With merged KVM's 4 KiB, 16 KiB is refused. */
export function isBadRegion(vm: SevVm, guest: UserBuffer): boolean {
  return (guest.uaddr % vm.regionBytes) + guest.len > vm.regionBytes;
}

function queryLengths(vm: SevVm, nowNs: SimNs): SevResult {
  let hdrLen = 0;
  const result = issue(vm.host, nowNs, 'LENGTH_QUERY', 1, () => {
    const reply = vm.host.firmware.sendUpdateData(vm.handle, 0, 0);
    hdrLen = reply.hdrLen;
    return reply.status;
  });
  return result.fwError === undefined ? result : { ...result, hdrLen, transLen: PACKET_PAGE_BYTES };
}

/**
 * KVM_SEV_SEND_UPDATE_DATA for `regions` regions of equal shape. A zero header or transport length asks for both: -EIO,
 * INVALID_LEN, 52 and 4096 written back. Source: svm/sev.c, sev_send_update_data.
 */
export function sendUpdateData(vm: SevVm, nowNs: SimNs, args: UpdateDataArgs, regions: number, faults?: CopyFaults): SevResult {
  if (!vm.active) return refuse(nowNs, ERRNO.ENOTTY);
  if (args.hdr.len === 0 || args.trans.len === 0) return queryLengths(vm, nowNs);
  if (args.trans.uaddr === 0 || isMissing(args.guest) || args.hdr.uaddr === 0) return refuse(nowNs, ERRNO.EINVAL);
  if (isBadRegion(vm, args.guest)) return refuse(nowNs, ERRNO.EINVAL);
  const errno = pinErrno(faults) ?? copyErrno(faults);
  if (errno !== undefined) return refuse(nowNs, errno);
  return sealRegions(vm, nowNs, args, regions);
}

/** Service of one region. Merged KVM's is one page; a longer one is one block per page, less the round trips saved. */
export function regionNs(pageNs: SimNs, args: UpdateDataArgs): SimNs {
  return args.guest.len <= PAGE_BYTES ? pageNs : regionCost(args.guest.len, pageNs).totalNs;
}

/**
 * A region of more than a page costs one firmware block per page (thread 000), and yields one page of a run each. This is
 * called once per section of a migration that takes days: it goes without `issue` and its closure.
 */
function sealRegions(vm: SevVm, nowNs: SimNs, args: UpdateDataArgs, regions: number): SevResult {
  const { host } = vm;
  const pages = regions * Math.ceil(args.guest.len / PAGE_BYTES);
  const { ret, startNs, endNs } = host.mailbox.submit(nowNs, regionNs(host.costs.SEND_UPDATE_DATA.ns, args), regions);
  if (ret !== 0) return { ret, fwError: undefined, startNs, endNs };
  const { status, packets } = host.firmware.sendUpdateData(vm.handle, pages, args.hdr.len);
  return packets === undefined ? { ret: -ERRNO.EIO, fwError: status, startNs, endNs } : { ret: 0, fwError: status, startNs, endNs, packets };
}

/** KVM_SEV_SEND_FINISH and KVM_SEV_SEND_CANCEL: all but the VM's kind is firmware's to judge. */
export function endSend(vm: SevVm, nowNs: SimNs, command: 'SEND_FINISH' | 'SEND_CANCEL'): SevResult {
  if (!vm.active) return refuse(nowNs, ERRNO.ENOTTY);
  const { firmware } = vm.host;
  return issue(vm.host, nowNs, command, 1, () =>
    command === 'SEND_FINISH' ? firmware.sendFinish(vm.handle) : firmware.sendCancel(vm.handle),
  );
}
