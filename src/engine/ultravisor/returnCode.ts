/**
 * Return codes of hcalls, and of ucalls, whose U_x equals H_x. U_INVALID stands in the ultravisor's document without a number.
 * Source: arch/powerpc/include/asm/hvcall.h, ultravisor-api.h.
 */
export const RETURN_CODE = {
  H_SUCCESS: 0,
  H_BUSY: 1,
  H_FUNCTION: -2,
  H_PARAMETER: -4,
  H_AUTHORITY: -10,
  H_P2: -55,
  H_P3: -56,
  H_P4: -57,
  H_P5: -58,
  H_UNSUPPORTED: -67,
  H_STATE: -75,
} as const;

export type HcallReturn = keyof typeof RETURN_CODE;
export type UcallReturn = 'U_SUCCESS' | 'U_BUSY' | 'U_FUNCTION' | 'U_PARAMETER' | 'U_P2' | 'U_P3' | 'U_P4' | 'U_P5' | 'U_INVALID';
