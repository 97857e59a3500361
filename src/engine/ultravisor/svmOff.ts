import type { UcallReturn } from './returnCode';
import type { SecureVm } from './secureVm';
import { svmTerminate } from './ucalls';

const EBUSY = -16;
const EINVAL = -22;

/** What KVM_PPC_SVM_OFF is refused for: nothing to do (0) for a VM that is not secure, -EBUSY while a vCPU runs. */
export function svmOffRefusal(vm: SecureVm, vcpuRunning: boolean): number | undefined {
  if (!vm.state.initStart) return 0;
  return vcpuRunning ? EBUSY : undefined;
}

/**
 * KVM_PPC_SVM_OFF at a reset: device pages are dropped without page-out, GFN states cleared, slots unregistered; errno.
 * Source: arch/powerpc/kvm/book3s_hv.c, kvmhv_svm_off.
 */
export function svmOff(vm: SecureVm, vcpuRunning: boolean, answer: UcallReturn = 'U_SUCCESS'): number {
  const refusal = svmOffRefusal(vm, vcpuRunning);
  if (refusal !== undefined) return refusal;
  if (answer !== 'U_SUCCESS') {
    dropDevicePages(vm);
    return EINVAL;
  }
  svmTerminate(vm);
  return 0;
}

/** The pages are gone before UV_SVM_TERMINATE is asked; `secure_guest` stays when that fails. */
function dropDevicePages(vm: SecureVm): void {
  vm.planes.gfnSecure.forEach((secure, word) => {
    if (secure !== 0) vm.put(word, secure, 'NORMAL');
  });
  vm.planes.gfnPagedOut.fill(0);
  vm.planes.gfnShared.fill(0);
  vm.state.registered = [];
}
