/** What the two flags of `secure_guest` say: none, INIT_START alone, both. */
export type VmState = 'NORMAL' | 'TRANSIENT' | 'SECURE';
export type VmCall = 'start' | 'H_SVM_INIT_START' | 'H_SVM_INIT_DONE' | 'H_SVM_INIT_ABORT' | 'UV_SVM_TERMINATE';

/** Source: table in the head of arch/powerpc/kvm/book3s_hv_uvmem.c; a cell that is missing is an error there. */
const TABLE: Readonly<Record<VmState, Readonly<Partial<Record<VmCall, VmState>>>>> = {
  NORMAL: { start: 'NORMAL', H_SVM_INIT_START: 'TRANSIENT', UV_SVM_TERMINATE: 'NORMAL' },
  TRANSIENT: { H_SVM_INIT_DONE: 'SECURE', H_SVM_INIT_ABORT: 'NORMAL', UV_SVM_TERMINATE: 'NORMAL' },
  SECURE: { UV_SVM_TERMINATE: 'NORMAL' },
};

/** State of the VM after a call; undefined where the call is an error and changes nothing. */
export function vmTransition(state: VmState, call: VmCall): VmState | undefined {
  return TABLE[state][call];
}

export function vmStateOf(flags: { readonly initStart: boolean; readonly initDone: boolean }): VmState {
  if (!flags.initStart) return 'NORMAL';
  return flags.initDone ? 'SECURE' : 'TRANSIENT';
}
