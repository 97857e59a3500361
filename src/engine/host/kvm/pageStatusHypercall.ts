import { PAGE_BYTES } from '../../../base/units';
import { ERRNO } from './errno';

/** Both calls have number 12; that of RFC v1 itself was not confirmed. Source: hypercalls.rst. */
export const KVM_HC_MAP_GPA_RANGE = 12;
export const KVM_HC_PAGE_ENC_STATUS = 12;
export const KVM_CAP_EXIT_HYPERCALL = 201;
/** Values that a guest reads in RAX are errno or, for a call that is not there, 1000. Source: kvm_para.h. */
export const KVM_ENOSYS = 1000;

const SUPPORTED_MASK = 1 << KVM_HC_MAP_GPA_RANGE;
const ENCRYPTED_ATTRIBUTE = 0x10;
const U64 = 0x1_0000_0000 * 0x1_0000_0000;

/** KVM_ENABLE_CAP of KVM_CAP_EXIT_HYPERCALL: any call but number 12 is -EINVAL. */
export function enableExitHypercall(mask: number): { readonly ret: number; readonly mapGpaRange: boolean } {
  if (mask !== 0 && mask !== SUPPORTED_MASK) return { ret: -ERRNO.EINVAL, mapGpaRange: false };
  return { ret: 0, mapGpaRange: mask === SUPPORTED_MASK };
}

/** One page-status call as the guest makes it. */
export interface StatusHypercall {
  readonly gpa: number;
  readonly npages: number;
  /** MAP_GPA_RANGE: bits 3:0 page size, bit 4 encrypted. PAGE_ENC_STATUS: 1 encrypted, 0 decrypted. */
  readonly attributes: number;
  readonly cpl: number;
}

/** KVM_EXIT_HYPERCALL as the VMM finds it; its `ret` reaches the guest's RAX at the next KVM_RUN. */
export interface HypercallExit {
  readonly nr: typeof KVM_HC_MAP_GPA_RANGE;
  readonly args: readonly [gpa: number, npages: number, attributes: number];
}

/** Either a value for RAX at once, or an exit to the VMM. */
export type HypercallOutcome = { readonly rax: number } | { readonly exit: HypercallExit };

/** gfn + npages <= gfn in 64-bit arithmetic. Numbers beyond 2^53 are rounded, those of a guest's RAM never are. */
const wraps = (gfn: number, npages: number): boolean => npages <= 0 || gfn + npages >= U64;

/**
 * KVM_HC_MAP_GPA_RANGE in KVM, checks in order: CPL, capability, alignment, size, overflow. KVM does not look at the reserved
 * attribute bits. Source: arch/x86/kvm/x86.c, kvm_emulate_hypercall; hypercalls.rst.
 */
export function mapGpaRange(call: StatusHypercall, exitEnabled: boolean): HypercallOutcome {
  if (call.cpl !== 0) return { rax: -ERRNO.EPERM };
  if (!exitEnabled) return { rax: -KVM_ENOSYS };
  if (call.gpa % PAGE_BYTES !== 0 || wraps(call.gpa / PAGE_BYTES, call.npages)) return { rax: -ERRNO.EINVAL };
  return { exit: { nr: KVM_HC_MAP_GPA_RANGE, args: [call.gpa, call.npages, call.attributes] } };
}

/** What the VMM makes of the exit: reserved bits are its to refuse. */
export function decodeMapGpaRange(exit: HypercallExit): { readonly ret: number; readonly gfn: number; readonly pages: number; readonly encrypted: boolean } {
  const [gpa, pages, attributes] = exit.args;
  const sizeHint = attributes & 0xf;
  const reserved = attributes > 0x1f || attributes < 0 || sizeHint > 2;
  return { ret: reserved ? -ERRNO.EINVAL : 0, gfn: gpa / PAGE_BYTES, pages, encrypted: (attributes & ENCRYPTED_ATTRIBUTE) !== 0 };
}

/** What KVM of the series v1 to v10 knows when the call comes. */
export interface EncStatusVm {
  readonly sevGuest: boolean;
  /** First GFN that no memslot covers; up to v3 a range beyond it was refused, later ones record it (MMIO). */
  readonly memslotEnd: number;
  readonly memslotsOnly: boolean;
}

/**
 * KVM_HC_PAGE_ENC_STATUS in KVM: the value for RAX, and whether the range is to be recorded. No page count is a success
 * that records nothing. Source: series "Add AMD SEV guest live migration support", svm_page_enc_status_hc.
 */
export function pageEncStatus(call: StatusHypercall, vm: EncStatusVm): { readonly rax: number; readonly record: boolean } {
  if (call.cpl !== 0) return { rax: -ERRNO.EPERM, record: false };
  if (!vm.sevGuest) return { rax: -ERRNO.EINVAL, record: false };
  if (call.npages === 0) return { rax: 0, record: false };
  const gfn = Math.floor(call.gpa / PAGE_BYTES);
  if (wraps(gfn, call.npages)) return { rax: -ERRNO.EINVAL, record: false };
  if (vm.memslotsOnly && gfn + call.npages > vm.memslotEnd) return { rax: -ERRNO.EINVAL, record: false };
  return { rax: 0, record: true };
}
