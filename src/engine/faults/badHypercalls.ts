import { PAGE_BYTES, type PageIndex } from '../../base/units';
import type { StatusHypercall } from '../host/kvm/pageStatusHypercall';

/** First value that a count of 64 bits does not hold. */
const U64 = 0x1_0000_0000 * 0x1_0000_0000;

/** Page-status calls that KVM must refuse (F-40), around a page that is shared. Source: x86.c, kvm_emulate_hypercall. */
export function badHypercalls(page: PageIndex): readonly { readonly kind: string; readonly call: StatusHypercall }[] {
  const good: StatusHypercall = { gpa: page * PAGE_BYTES, npages: 1, attributes: 0x10, cpl: 0 };
  return [
    { kind: 'cpl-3', call: { ...good, cpl: 3 } },
    { kind: 'unaligned', call: { ...good, gpa: good.gpa + 1 } },
    { kind: 'no-pages', call: { ...good, npages: 0 } },
    { kind: 'overflow', call: { ...good, npages: U64 } },
  ];
}
