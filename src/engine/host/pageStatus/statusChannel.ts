import { PAGE_BYTES, type PageCount, type PageIndex } from '../../../base/units';
import type { StatusInterface } from '../../config';
import { decodeMapGpaRange, mapGpaRange, pageEncStatus } from '../kvm/pageStatusHypercall';
import { createPageStatusStore, statusBackendOf } from './createPageStatusStore';
import type { PageStatusStore } from './pageStatusStore';

const ENCRYPTED = 0x10;

/** The way of one page-status call from the guest's kernel to the host's store, under one `status-interface`. */
export class StatusChannel {
  /** Undefined for a host that cannot be told: it takes every page as private. */
  readonly store: PageStatusStore<unknown> | undefined;
  readonly callName: 'KVM_HC_MAP_GPA_RANGE' | 'KVM_HC_PAGE_ENC_STATUS';
  private readonly statusInterface: StatusInterface;

  constructor(statusInterface: StatusInterface) {
    const backend = statusBackendOf(statusInterface);
    this.statusInterface = statusInterface;
    this.store = backend === undefined ? undefined : createPageStatusStore(backend);
    this.callName = statusInterface === 'merged' ? 'KVM_HC_MAP_GPA_RANGE' : 'KVM_HC_PAGE_ENC_STATUS';
  }

  /**
   * The call, made at CPL 0; returns what the guest reads in RAX. The store changes only where that is 0. The RFC ties ranges to
   * memory slots; v13 and merged leave KVM for the VMM. Source: confidential-migration.md 2.2, 2.4.
   */
  call(first: PageIndex, pages: PageCount, encrypted: boolean, memslotEnd: PageIndex): number {
    const rax = this.checked(first, pages, encrypted, memslotEnd);
    if (rax !== 0 || this.store === undefined) return rax;
    if (encrypted) this.store.unshare(first, pages);
    else this.store.share(first, pages);
    return 0;
  }

  private checked(first: PageIndex, pages: PageCount, encrypted: boolean, memslotEnd: PageIndex): number {
    const gpa = first * PAGE_BYTES;
    if (this.statusInterface === 'rfc-v1' || this.statusInterface === 'v10-list') {
      const memslotsOnly = this.statusInterface === 'rfc-v1';
      return pageEncStatus({ gpa, npages: pages, attributes: encrypted ? 1 : 0, cpl: 0 }, { sevGuest: true, memslotEnd, memslotsOnly }).rax;
    }
    const outcome = mapGpaRange({ gpa, npages: pages, attributes: encrypted ? ENCRYPTED : 0, cpl: 0 }, this.statusInterface !== 'none');
    return 'rax' in outcome ? outcome.rax : decodeMapGpaRange(outcome.exit).ret;
  }
}
