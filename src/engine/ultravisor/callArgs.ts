const PAGE = 'guest_pa, flags 0, order 16';

/** Arguments by their names; a call that is not here takes none. Source: Documentation/arch/powerpc/ultravisor.rst; book3s_hv_uvmem.c. */
const ARGS: Readonly<Record<string, string>> = {
  UV_ESM: 'esm_blob_addr, fdt_addr', UV_REGISTER_MEM_SLOT: 'lpid, start_gpa, size, flags 0, slotid', UV_UNREGISTER_MEM_SLOT: 'lpid, slotid',
  UV_SVM_TERMINATE: 'lpid', UV_PAGE_IN: 'lpid, src_ra, dest_gpa, flags 0, order 16', UV_PAGE_OUT: 'lpid, dest_ra, src_gpa, flags 0, order 16',
  H_SVM_PAGE_IN: PAGE, H_SVM_PAGE_OUT: PAGE,
  kvmppc_uv_migrate_mem_slot: 'kvm, memslot', kvmppc_uvmem_drop_pages: 'slot, kvm, skip_page_out true',
};

/** Arguments of a call of a secure VM, if it has any; `value` may name a flag. */
export function callArgs(name: string, value: string | undefined): { readonly args?: string } {
  const args = ARGS[name];
  return args === undefined ? {} : { args: value === 'H_PAGE_IN_SHARED' ? args.replace('flags 0', 'flags 1') : args };
}
