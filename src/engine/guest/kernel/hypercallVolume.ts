import type { SimNs } from '../../../base/units';

/**
 * Page-status calls of one EFI boot of an SEV guest: OVMF toggles its bounce buffers with every DMA, Linux is frugal.
 * Source: threads of v13, Kalra, 2021.
 */
export const BOOT_HYPERCALLS = { firmware: { least: 18_000, most: 19_500 }, kernel: 1_279 } as const;

/** Round trip of one call: 10,000 to 50,000 cycles. Source: Christopherson, same threads. */
export const HYPERCALL_CYCLES = { least: 10_000, most: 50_000 } as const;
/** Clock of the machine that the arithmetic in the threads assumes. */
export const HYPERCALL_CLOCK_HZ = 2.6e9;

/** Nanoseconds that `calls` take. */
export function hypercallTimeNs(calls: number, cyclesPerCall: number): SimNs {
  return Math.round((calls * cyclesPerCall * 1e9) / HYPERCALL_CLOCK_HZ);
}
