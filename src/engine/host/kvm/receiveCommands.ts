import type { SimNs } from '../../../base/units';
import { PAGE_BYTES } from '../../../base/units';
import { FIRMWARE_STATUS } from '../../sev/firmwareStatus';
import type { PacketRun } from '../../sev/transportSession';
import { ERRNO } from './errno';
import { isBadBlob, isBadRegion, pinErrno, regionNs } from './sendCommands';
import type { CopyFaults, ReceiveStartArgs, UpdateDataArgs, UserBuffer } from './sevRequest';
import type { SevResult } from './sevResult';
import { issue, refuse } from './sevResult';
import type { SevVm } from './sevVm';

/**
 * Binds the VM's ASID to a new handle. When ACTIVATE fails the handle is given back and ACTIVATE's error is returned.
 * Source: svm/sev.c, sev_bind_asid, sev_receive_start (with its fix of 2021).
 */
export function bindAsid(vm: SevVm, nowNs: SimNs, handle: number): SevResult {
  const { firmware } = vm.host;
  const bound = issue(vm.host, nowNs, 'ACTIVATE', 1, () => firmware.activate(handle, vm.asid));
  if (bound.ret === 0) {
    vm.handle = handle;
    return bound;
  }
  const undone = issue(vm.host, bound.endNs, 'DECOMMISSION', 1, () => firmware.decommission(handle));
  return { ...bound, endNs: undone.endNs };
}

/** KVM_SEV_RECEIVE_START. KVM does not ask whether the VM is fresh; a second one fails at ACTIVATE (ASID_OWNED). */
export function receiveStart(vm: SevVm, nowNs: SimNs, args: ReceiveStartArgs, faults?: CopyFaults): SevResult {
  if (!vm.active) return refuse(nowNs, ERRNO.ENOTTY);
  if (isBadBlob(args.pdh) || isBadBlob(args.session)) return refuse(nowNs, ERRNO.EINVAL);
  if (faults?.noMemory === true) return refuse(nowNs, ERRNO.ENOMEM);
  if (faults?.copy === true) return refuse(nowNs, ERRNO.EFAULT);
  if (args.sevFd === false) return refuse(nowNs, ERRNO.EBADF);
  let handle = 0;
  const { policy, blob, sourcePdh, sharedHandle } = args;
  const started = issue(vm.host, nowNs, 'RECEIVE_START', 1, () => {
    const reply = vm.host.firmware.receiveStart({ policy, session: blob, sessionLen: args.session.len, sourcePdh, sharedHandle });
    handle = reply.handle;
    return reply.status;
  });
  if (started.ret !== 0) return started;
  const bound = bindAsid(vm, started.endNs, handle);
  const times = { ...bound, startNs: started.startNs };
  return bound.ret === 0 ? { ...times, handle } : times;
}

const isMissing = (buffer: UserBuffer): boolean => buffer.uaddr === 0 || buffer.len === 0;

/**
 * KVM_SEV_RECEIVE_UPDATE_DATA for a run of pages. Not an SEV guest is -EINVAL here, unlike everywhere else. KVM pins
 * for writing and flushes the page's cache lines first. Source: svm/sev.c, sev_receive_update_data.
 */
export function receiveUpdateData(vm: SevVm, nowNs: SimNs, args: UpdateDataArgs, packets: PacketRun, faults?: CopyFaults): SevResult {
  if (!vm.active || isMissing(args.hdr) || isMissing(args.guest) || isMissing(args.trans)) return refuse(nowNs, ERRNO.EINVAL);
  if (isBadRegion(vm, args.guest) || isBadBlob(args.hdr) || isBadBlob(args.trans)) return refuse(nowNs, ERRNO.EINVAL);
  if (faults?.noMemory === true) return refuse(nowNs, ERRNO.ENOMEM);
  const errno = faults?.copy === true ? ERRNO.EFAULT : pinErrno(faults);
  if (errno !== undefined) return refuse(nowNs, errno);
  const regions = packets.pages / Math.ceil(args.guest.len / PAGE_BYTES);
  const { ret, startNs, endNs } = vm.host.mailbox.submit(nowNs, regionNs(vm.host.costs.RECEIVE_UPDATE_DATA.ns, args), regions);
  if (ret !== 0) return { ret, fwError: undefined, startNs, endNs };
  const fwError = vm.host.firmware.receiveUpdateData(vm.handle, packets);
  return { ret: fwError === FIRMWARE_STATUS.SUCCESS ? 0 : -ERRNO.EIO, fwError, startNs, endNs };
}

/** KVM_SEV_RECEIVE_FINISH. */
export function receiveFinish(vm: SevVm, nowNs: SimNs): SevResult {
  if (!vm.active) return refuse(nowNs, ERRNO.ENOTTY);
  return issue(vm.host, nowNs, 'RECEIVE_FINISH', 1, () => vm.host.firmware.receiveFinish(vm.handle));
}
