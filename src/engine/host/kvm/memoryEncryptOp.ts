import type { SimNs } from '../../../base/units';
import { ERRNO } from './errno';
import { debugAccess, guestStatus, initGuest, launchStart, launchStep } from './launchCommands';
import { receiveFinish, receiveStart, receiveUpdateData } from './receiveCommands';
import { endSend, sendStart, sendUpdateData } from './sendCommands';
import { SEV_COMMAND_ID } from './sevCommandId';
import type { CommandPointer, SevRequest } from './sevRequest';
import type { SevResult } from './sevResult';
import { accept, refuse } from './sevResult';
import type { SevVm } from './sevVm';

/** What a mirror VM may do. Source: svm/sev.c, is_cmd_allowed_from_mirror. */
const MIRROR_COMMANDS: ReadonlySet<SevRequest['id']> = new Set(['LAUNCH_UPDATE_VMSA', 'GUEST_STATUS', 'DBG_DECRYPT', 'DBG_ENCRYPT']);

function commandNumber(request: SevRequest): number {
  return request.id === 'unknown' ? request.number : SEV_COMMAND_ID[request.id];
}

/** Commands with an id and no handler: -EINVAL. The two VMSA commands are why SEV-ES guests cannot move this way. */
function dispatch(vm: SevVm, nowNs: SimNs, request: SevRequest): SevResult {
  switch (request.id) {
    case 'INIT': case 'ES_INIT': case 'INIT2':
      return initGuest(vm, nowNs, request.id);
    case 'LAUNCH_START':
      return launchStart(vm, nowNs, request.policy, request.sharedHandle ?? 0);
    case 'LAUNCH_UPDATE_DATA':
      return launchStep(vm, nowNs, request.id, request.pages);
    case 'LAUNCH_UPDATE_VMSA': case 'LAUNCH_SECRET': case 'LAUNCH_MEASURE': case 'LAUNCH_FINISH':
      return launchStep(vm, nowNs, request.id, 1);
    case 'SEND_START':
      return sendStart(vm, nowNs, request.args, request.faults);
    case 'SEND_UPDATE_DATA':
      return sendUpdateData(vm, nowNs, request.args, request.regions ?? 1, request.faults);
    case 'SEND_FINISH': case 'SEND_CANCEL':
      return endSend(vm, nowNs, request.id);
    case 'RECEIVE_START':
      return receiveStart(vm, nowNs, request.args, request.faults);
    case 'RECEIVE_UPDATE_DATA':
      return receiveUpdateData(vm, nowNs, request.args, request.packets, request.faults);
    case 'RECEIVE_FINISH':
      return receiveFinish(vm, nowNs);
    case 'GUEST_STATUS':
      return guestStatus(vm, nowNs);
    case 'DBG_DECRYPT': case 'DBG_ENCRYPT':
      return debugAccess(vm, nowNs, request.id);
    default:
      return refuse(nowNs, ERRNO.EINVAL);
  }
}

/**
 * KVM_MEMORY_ENCRYPT_OP with its checks in order: SEV off -ENOTTY; no argument 0; unreadable -EFAULT; mirror -EINVAL; SNP
 * guest with an older command -EPERM; unknown -EINVAL; the handler; not writable -EFAULT, after the command was done.
 * A VM whose context moved away answers -EIO. Source: arch/x86/kvm/svm/sev.c, sev_mem_enc_ioctl.
 */
export function memoryEncryptOp(vm: SevVm, nowNs: SimNs, request: SevRequest, pointer: CommandPointer = 'ok'): SevResult {
  if (vm.dead) return refuse(nowNs, ERRNO.EIO);
  if (!vm.host.enabled) return refuse(nowNs, ERRNO.ENOTTY);
  if (pointer === 'null') return accept(nowNs);
  if (pointer === 'unreadable') return refuse(nowNs, ERRNO.EFAULT);
  if (vm.isMirror && !MIRROR_COMMANDS.has(request.id)) return refuse(nowNs, ERRNO.EINVAL);
  // INIT2 makes a VM an SNP guest; the check applies from then on (sev_snp_guest).
  const snp = vm.type === 'sev-snp' && vm.active;
  if (snp && commandNumber(request) < SEV_COMMAND_ID.SNP_LAUNCH_START) return refuse(nowNs, ERRNO.EPERM);
  const result = dispatch(vm, nowNs, request);
  return pointer === 'unwritable' ? { ...result, ret: -ERRNO.EFAULT } : result;
}
