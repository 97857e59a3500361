/** Numbers of the calls. Source: arch/powerpc/include/asm/hvcall.h and ultravisor-api.h. */
export const HCALL_NUMBER = {
  H_SVM_PAGE_IN: 0xef00,
  H_SVM_PAGE_OUT: 0xef04,
  H_SVM_INIT_START: 0xef08,
  H_SVM_INIT_DONE: 0xef0c,
  H_SVM_INIT_ABORT: 0xef14,
} as const;

export const UCALL_NUMBER = {
  UV_WRITE_PATE: 0xf104,
  UV_ESM: 0xf110,
  UV_RETURN: 0xf11c,
  UV_REGISTER_MEM_SLOT: 0xf120,
  UV_UNREGISTER_MEM_SLOT: 0xf124,
  UV_PAGE_IN: 0xf128,
  UV_PAGE_OUT: 0xf12c,
  UV_SHARE_PAGE: 0xf130,
  UV_UNSHARE_PAGE: 0xf134,
  UV_PAGE_INVAL: 0xf138,
  UV_SVM_TERMINATE: 0xf13c,
  UV_UNSHARE_ALL_PAGES: 0xf140,
} as const;

/** The one flag of H_SVM_PAGE_IN, and the one page shift that all hcalls take: 64 KiB. */
export const H_PAGE_IN_SHARED = 1;
export const GFN_SHIFT = 16;
