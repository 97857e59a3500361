import type { PageIndex } from '../../base/units';
import type { UcallReturn } from './returnCode';
import type { SecureVm } from './secureVm';

/**
 * What hypervisor or QEMU get to see when they touch a GFN: a resident page faults on its device PFN and is paged out first; if
 * UV_PAGE_OUT fails QEMU gets SIGBUS. Plaintext of a SECURE page is never among it. Source: confidential-migration.md 6.5, faults.
 */
export function hypervisorAccess(vm: SecureVm, gfn: PageIndex, answer: UcallReturn = 'U_SUCCESS'): 'plain' | 'ciphertext' | 'SIGBUS' {
  switch (vm.gfnState(gfn)) {
    case 'SECURE':
      if (answer !== 'U_SUCCESS') return 'SIGBUS';
      vm.putGfn(gfn, 'PAGED_OUT');
      return 'ciphertext';
    case 'PAGED_OUT':
      return 'ciphertext';
    default:
      return 'plain';
  }
}
