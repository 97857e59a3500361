import type { PageIndex } from '../../base/units';
import { POWER_PAGE_BYTES } from '../../base/units';
import { GFN_SHIFT, H_PAGE_IN_SHARED } from './callNumber';
import { gfnTransition } from './gfnState';
import type { HcallReturn, UcallReturn } from './returnCode';
import type { SecureVm } from './secureVm';
import { registerMemSlot, svmTerminate } from './ucalls';

/** Arguments of H_SVM_PAGE_IN and H_SVM_PAGE_OUT; `secureBit` is MSR_S in SRR1: the call comes from the ultravisor. */
export interface PageCall {
  readonly gpa: number;
  readonly flags: number;
  readonly shift: number;
  readonly secureBit: boolean;
}

export interface SecureHost {
  readonly hasSecureMemory: boolean;
  readonly radix: boolean;
  /** KVM_CAP_PPC_SECURE_GUEST was enabled for the VM. */
  readonly enabled: boolean;
}

/**
 * H_SVM_INIT_START: registers every slot. The series sets INIT_START before its checks, the hypervisor before it last of all.
 * Twice is an error without a number in the source: H_STATE [choice]. Source: book3s_hv_uvmem.c, kvmppc_h_svm_init_start.
 * @param answer what UV_REGISTER_MEM_SLOT answers for a slot; a failure unregisters those before it
 */
export function hSvmInitStart(
  vm: SecureVm, host: SecureHost, secureBit = true, answer: (slot: number) => UcallReturn = () => 'U_SUCCESS',
): HcallReturn {
  if (!secureBit) return 'H_UNSUPPORTED';
  if (vm.state.initStart) return 'H_STATE';
  if (vm.gfnStates === 'on') vm.state.initStart = true;
  if (!host.hasSecureMemory || !host.radix) return 'H_UNSUPPORTED';
  if (!host.enabled) return 'H_AUTHORITY';
  for (const slot of vm.state.slots) {
    if (answer(slot.id) === 'U_SUCCESS' && registerMemSlot(vm, slot) === 'U_SUCCESS') continue;
    vm.state.registered = [];
    return 'H_PARAMETER';
  }
  vm.state.initStart = true;
  return 'H_SUCCESS';
}

/** What every page call is checked for before its GFN is looked at; undefined: go on. */
export function pageCallRefusal(vm: SecureVm, call: PageCall, allowedFlags: number): HcallReturn | undefined {
  if (!call.secureBit || !vm.state.initStart) return 'H_UNSUPPORTED';
  if (call.shift !== GFN_SHIFT) return 'H_P3';
  return (call.flags & ~allowedFlags) === 0 ? undefined : 'H_P2';
}

/** H_SVM_PAGE_IN: a page into secure memory, or shared. Before the series the answer of UV_PAGE_IN was ignored. */
export function hSvmPageIn(vm: SecureVm, call: PageCall, answer: UcallReturn = 'U_SUCCESS'): HcallReturn {
  const refusal = pageCallRefusal(vm, call, H_PAGE_IN_SHARED);
  if (refusal !== undefined) return refusal;
  const gfn = gfnOf(call);
  if (!vm.hasGfn(gfn)) return 'H_PARAMETER';
  const isShare = (call.flags & H_PAGE_IN_SHARED) !== 0;
  if (!isShare && (vm.gfnState(gfn) === 'SECURE' || vm.pool.free === 0)) return 'H_PARAMETER';
  if (answer !== 'U_SUCCESS' && (isShare || vm.gfnStates !== 'off')) return 'H_PARAMETER';
  vm.putGfn(gfn, isShare ? 'SHARED' : 'SECURE');
  return 'H_SUCCESS';
}

/** H_SVM_PAGE_OUT: a resident page, encrypted, into normal memory. */
export function hSvmPageOut(vm: SecureVm, call: PageCall, answer: UcallReturn = 'U_SUCCESS'): HcallReturn {
  const refusal = pageCallRefusal(vm, call, 0);
  if (refusal !== undefined) return refusal;
  const gfn = gfnOf(call);
  if (!vm.hasGfn(gfn)) return 'H_PARAMETER';
  const { to, ret } = gfnTransition(vm.gfnState(gfn), 'page-out', vm.gfnStates);
  if (to === vm.gfnState(gfn)) return ret;
  if (answer !== 'U_SUCCESS') return 'H_PARAMETER';
  vm.putGfn(gfn, to);
  return ret;
}

/** What H_SVM_INIT_DONE is refused for; a second one is an error in the kernel's table of VM states: H_STATE [choice]. */
export function initDoneRefusal(vm: SecureVm, secureBit = true): HcallReturn | undefined {
  if (!secureBit || !vm.state.initStart) return 'H_UNSUPPORTED';
  return vm.state.initDone ? 'H_STATE' : undefined;
}

/**
 * H_SVM_INIT_DONE: before the series it sets its flag and nothing else. With GFN states each frame without one gets a device
 * PFN and no UV call; when none is left it fails and what is converted stays so.
 */
export function hSvmInitDone(vm: SecureVm, secureBit = true): HcallReturn {
  const refusal = initDoneRefusal(vm, secureBit);
  if (refusal !== undefined) return refusal;
  for (let gfn = 0; gfn < vm.pages; gfn++) {
    const from = vm.gfnState(gfn);
    const { to } = gfnTransition(from, 'init-done', vm.gfnStates);
    if (to === from) continue;
    if (vm.pool.free === 0) return 'H_STATE';
    vm.putGfn(gfn, to);
  }
  vm.state.initDone = true;
  return 'H_SUCCESS';
}

/** What H_SVM_INIT_ABORT is refused for. The secure bit is not asked. */
export function initAbortRefusal(vm: SecureVm): HcallReturn | undefined {
  if (!vm.state.initStart) return 'H_UNSUPPORTED';
  return vm.state.initDone ? 'H_STATE' : undefined;
}

/** H_SVM_INIT_ABORT: pages all out and ends the switch; H_PARAMETER is for the guest: its UV_ESM failed. */
export function hSvmInitAbort(vm: SecureVm): HcallReturn {
  const refusal = initAbortRefusal(vm);
  if (refusal !== undefined) return refusal;
  svmTerminate(vm);
  return 'H_PARAMETER';
}

function gfnOf(call: PageCall): PageIndex {
  return Math.floor(call.gpa / POWER_PAGE_BYTES);
}
