import { PAGE_BYTES, type PageCount, type PageIndex } from '../../../base/units';
import type { StatusInterface } from '../../config';
import { decodeMapGpaRange, mapGpaRange, pageEncStatus, type StatusHypercall } from '../kvm/pageStatusHypercall';
import { createPageStatusStore, statusBackendOf } from './createPageStatusStore';
import type { PageStatusStore } from './pageStatusStore';

const ENCRYPTED = 0x10;

export type PagesStatus = 'private' | 'shared' | 'mixed';

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
    return this.make({ gpa: first * PAGE_BYTES, npages: pages, attributes: encrypted ? this.encryptedAttribute : 0, cpl: 0 }, memslotEnd);
  }

  /** The same with arguments of any kind, from any privilege level. */
  make(call: StatusHypercall, memslotEnd: PageIndex): number {
    const rax = this.checked(call, memslotEnd);
    if (rax !== 0 || this.store === undefined) return rax;
    const first = Math.floor(call.gpa / PAGE_BYTES);
    if ((call.attributes & this.encryptedAttribute) !== 0) this.store.unshare(first, call.npages);
    else this.store.share(first, call.npages);
    return 0;
  }

  /** The call's registers by the names of their meaning. Source: Documentation/virt/kvm/x86/hypercalls.rst. */
  argsOf({ gpa, npages, attributes }: Pick<StatusHypercall, 'gpa' | 'npages' | 'attributes'>): string {
    return `gpa 0x${gpa.toString(16)}, npages ${npages}, ${this.callName === 'KVM_HC_MAP_GPA_RANGE' ? `attributes 0x${attributes.toString(16)}` : `enc ${attributes}`}`;
  }

  /** The same of a call that `call` would make. */
  argsOfPages(first: PageIndex, pages: PageCount, encrypted: boolean): string {
    return this.argsOf({ gpa: first * PAGE_BYTES, npages: pages, attributes: encrypted ? this.encryptedAttribute : 0 });
  }

  /** What the host has pages [first, first + pages) as. */
  statusOf(first: PageIndex, pages: PageCount): PagesStatus {
    const last = first + pages;
    const within = this.store?.ranges({ start: first, end: last }) ?? [];
    const shared = within.reduce((sum, { start, end }) => sum + Math.max(0, Math.min(end, last) - Math.max(start, first)), 0);
    return shared === 0 ? 'private' : shared === pages ? 'shared' : 'mixed';
  }

  private get isKvms(): boolean {
    return this.statusInterface === 'rfc-v1' || this.statusInterface === 'v10-list';
  }

  private get encryptedAttribute(): number {
    return this.isKvms ? 1 : ENCRYPTED;
  }

  private checked(call: StatusHypercall, memslotEnd: PageIndex): number {
    if (this.isKvms) return pageEncStatus(call, { sevGuest: true, memslotEnd, memslotsOnly: this.statusInterface === 'rfc-v1' }).rax;
    const outcome = mapGpaRange(call, this.statusInterface !== 'none');
    return 'rax' in outcome ? outcome.rax : decodeMapGpaRange(outcome.exit).ret;
  }
}
