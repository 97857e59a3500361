import type { SimNs } from '../../../base/units';
import { FIRMWARE_STATUS } from '../../sev/firmwareStatus';
import { hasPolicy } from '../../sev/policyWord';
import { ERRNO } from './errno';
import { bindAsid } from './receiveCommands';
import type { SevResult } from './sevResult';
import { accept, issue, refuse } from './sevResult';
import type { SevVm } from './sevVm';

/** WBINVD on all CPUs, then DF_FLUSH: makes freed ASIDs usable. */
function flushAsids(vm: SevVm, nowNs: SimNs): SevResult {
  const { firmware } = vm.host;
  firmware.asids.wbinvd();
  return issue(vm.host, nowNs, 'FLUSH_ASIDS', 1, () => firmware.platform('DF_FLUSH'));
}

function initPlatform(vm: SevVm, nowNs: SimNs): SevResult {
  const { firmware } = vm.host;
  if (firmware.state !== 'UNINIT') return accept(nowNs);
  return issue(vm.host, nowNs, 'INIT', 1, () => firmware.platform('INIT'));
}

/**
 * KVM_SEV_INIT, ES_INIT, INIT2: takes an ASID and initialises the platform at first use.
 * Source: svm/sev.c, __sev_guest_init.
 */
export function initGuest(vm: SevVm, nowNs: SimNs, kind: 'INIT' | 'ES_INIT' | 'INIT2'): SevResult {
  if (vm.createdVcpus > 0 || vm.active || vm.type === 'default') return refuse(nowNs, ERRNO.EINVAL);
  if (kind !== 'INIT2' && (kind === 'ES_INIT') !== (vm.type === 'sev-es')) return refuse(nowNs, ERRNO.EINVAL);
  const grant = vm.host.asids.allocate(vm.isEs);
  if (grant.ret !== 0) return refuse(nowNs, -grant.ret);
  const started = initPlatform(vm, nowNs);
  const ready = started.ret === 0 && grant.flush ? flushAsids(vm, started.endNs) : started;
  if (ready.ret !== 0) {
    vm.host.asids.free(grant.asid);
    return ready;
  }
  vm.asid = grant.asid;
  vm.active = true;
  return { ...ready, startNs: nowNs };
}

/** KVM_SEV_LAUNCH_START: a handle, bound to the VM's ASID. */
export function launchStart(vm: SevVm, nowNs: SimNs, policy: number, sharedHandle: number): SevResult {
  if (!vm.active) return refuse(nowNs, ERRNO.ENOTTY);
  let handle = 0;
  const started = issue(vm.host, nowNs, 'LAUNCH_START', 1, () => {
    const reply = vm.host.firmware.launchStart(policy, sharedHandle);
    handle = reply.handle;
    return reply.status;
  });
  if (started.ret !== 0) return started;
  const bound = bindAsid(vm, started.endNs, handle);
  const times = { ...bound, startNs: started.startNs };
  return bound.ret === 0 ? { ...times, handle } : times;
}

type LaunchStep = 'LAUNCH_UPDATE_DATA' | 'LAUNCH_UPDATE_VMSA' | 'LAUNCH_SECRET' | 'LAUNCH_MEASURE' | 'LAUNCH_FINISH';

/** The launch commands after the first; LAUNCH_UPDATE_DATA takes the page time per page. */
export function launchStep(vm: SevVm, nowNs: SimNs, command: LaunchStep, pages: number): SevResult {
  if (!vm.active || (command === 'LAUNCH_UPDATE_VMSA' && !vm.isEs)) return refuse(nowNs, ERRNO.ENOTTY);
  const cost = command === 'LAUNCH_SECRET' || command === 'LAUNCH_UPDATE_VMSA' ? 'LAUNCH_UPDATE_DATA' : command;
  const count = command === 'LAUNCH_UPDATE_VMSA' ? vm.createdVcpus : pages;
  const result = issue(vm.host, nowNs, cost, count, () => vm.host.firmware.launch(vm.handle, command));
  if (command === 'LAUNCH_UPDATE_VMSA' && result.ret === 0) vm.protectedVcpus = vm.createdVcpus;
  return result;
}

/** KVM_SEV_GUEST_STATUS: firmware's state number is passed through. */
export function guestStatus(vm: SevVm, nowNs: SimNs): SevResult {
  if (!vm.active) return refuse(nowNs, ERRNO.ENOTTY);
  const { firmware } = vm.host;
  const result = issue(vm.host, nowNs, 'GUEST_STATUS', 1, () => firmware.guestStatus(vm.handle).status);
  if (result.ret !== 0) return result;
  const { state, policy } = firmware.guestStatus(vm.handle);
  return { ...result, handle: vm.handle, state, policy };
}

/** KVM_SEV_DBG_DECRYPT and _ENCRYPT of one page: NODBG is POLICY_FAILURE. */
export function debugAccess(vm: SevVm, nowNs: SimNs, command: 'DBG_DECRYPT' | 'DBG_ENCRYPT'): SevResult {
  if (!vm.active) return refuse(nowNs, ERRNO.ENOTTY);
  return issue(vm.host, nowNs, command, 1, () => {
    const { status, policy } = vm.host.firmware.guestStatus(vm.handle);
    if (status !== FIRMWARE_STATUS.SUCCESS) return status;
    return hasPolicy(policy, 'nodbg') ? FIRMWARE_STATUS.POLICY_FAILURE : FIRMWARE_STATUS.SUCCESS;
  });
}

/**
 * Destroys the VM: a mirror drops its reference; an owner is unbound, decommissioned, and its ASID waits for a flush.
 * An owner with live mirrors stays, its reference is held. Source: svm/sev.c, sev_vm_destroy.
 */
export function destroyVm(vm: SevVm, nowNs: SimNs): SevResult {
  if (!vm.active) return accept(nowNs);
  if (vm.mirrorOf !== undefined) {
    vm.mirrorOf.mirrors.delete(vm);
    vm.mirrorOf = undefined;
    vm.active = false;
    return accept(nowNs);
  }
  if (vm.mirrors.size > 0) return refuse(nowNs, ERRNO.EBUSY);
  const { firmware, asids } = vm.host;
  vm.active = false;
  asids.free(vm.asid);
  if (vm.handle === 0) return accept(nowNs);
  const unbound = issue(vm.host, nowNs, 'DEACTIVATE', 1, () => firmware.deactivate(vm.handle));
  const gone = issue(vm.host, unbound.endNs, 'DECOMMISSION', 1, () => firmware.decommission(vm.handle));
  vm.handle = 0;
  return { ...gone, startNs: unbound.startNs };
}
