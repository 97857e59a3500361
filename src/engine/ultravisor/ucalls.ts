import type { UcallReturn } from './returnCode';
import type { MemSlot, SecureVm } from './secureVm';

/** UV_REGISTER_MEM_SLOT. Source: Documentation/powerpc/ultravisor.rst; checks in the order of the arguments. */
export function registerMemSlot(vm: SecureVm, slot: MemSlot, flags = 0): UcallReturn {
  const known = vm.state.slots.filter(({ id }) => vm.state.registered.includes(id));
  const overlaps = known.some(({ firstGfn, pages }) => slot.firstGfn < firstGfn + pages && firstGfn < slot.firstGfn + slot.pages);
  if (slot.firstGfn < 0 || (overlaps && !vm.state.registered.includes(slot.id))) return 'U_P2';
  if (slot.pages <= 0) return 'U_P3';
  if (flags !== 0) return 'U_P4';
  if (vm.state.registered.includes(slot.id)) return 'U_P5';
  vm.state.registered = [...vm.state.registered, slot.id];
  return 'U_SUCCESS';
}

/** UV_SVM_TERMINATE: the VM is NORMAL, each of its GFNs too, and every device PFN is free. U_INVALID: it was not secure. */
export function svmTerminate(vm: SecureVm): UcallReturn {
  if (!vm.state.initStart) return 'U_INVALID';
  clearGfns(vm);
  Object.assign(vm.state, { initStart: false, initDone: false, registered: [] });
  return 'U_SUCCESS';
}

function clearGfns(vm: SecureVm): void {
  const { gfnSecure, gfnPagedOut, gfnShared } = vm.planes;
  for (let word = 0; word < gfnSecure.length; word++) {
    const any = gfnSecure[word]! | gfnPagedOut[word]! | gfnShared[word]!;
    if (any !== 0) vm.put(word, any, 'NORMAL');
  }
}
