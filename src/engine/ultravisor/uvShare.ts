import { POWER_PAGE_BYTES } from '../../base/units';
import { GFN_SHIFT, H_PAGE_IN_SHARED } from './callNumber';
import { hSvmPageIn } from './hcalls';
import type { UcallReturn } from './returnCode';
import type { SecureVm } from './secureVm';

/** UV_SHARE_PAGE by the guest: the frame is zeroed and shared through H_SVM_PAGE_IN. U_INVALID: the VM is not secure. */
export function uvSharePage(vm: SecureVm, gpa: number): UcallReturn {
  if (!vm.state.initStart) return 'U_INVALID';
  return pageIn(vm, gpa, H_PAGE_IN_SHARED);
}

/** UV_UNSHARE_PAGE by the guest; a frame that is in secure memory already needs no call. */
export function uvUnsharePage(vm: SecureVm, gpa: number): UcallReturn {
  if (!vm.state.initStart) return 'U_INVALID';
  return vm.gfnState(Math.floor(gpa / POWER_PAGE_BYTES)) === 'SECURE' ? 'U_SUCCESS' : pageIn(vm, gpa, 0);
}

function pageIn(vm: SecureVm, gpa: number, flags: number): UcallReturn {
  return hSvmPageIn(vm, { gpa, flags, shift: GFN_SHIFT, secureBit: true }) === 'H_SUCCESS' ? 'U_SUCCESS' : 'U_PARAMETER';
}
