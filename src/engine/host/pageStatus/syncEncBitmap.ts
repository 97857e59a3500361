/** `all-words` is right; `skip-zero-words` is QEMU's series v1, where a run of 64 shared pages stays private (F-08). */
export type SyncVariant = 'all-words' | 'skip-zero-words';

/**
 * QEMU's copy of KVM's encryption bitmap, bit 1 = encrypted, brought up to date. One word of the kernel has 64 bits, two
 * of ours. Source: qemu-devel series v1, `ram.c`, encryption bitmap sync [read, not reported upstream].
 */
export function syncEncBitmap(known: Int32Array, fromKvm: Int32Array, variant: SyncVariant = 'all-words'): void {
  for (let at = 0; at < fromKvm.length; at += 2) {
    const low = fromKvm[at] as number;
    const high = at + 1 < fromKvm.length ? (fromKvm[at + 1] as number) : 0;
    if (variant === 'skip-zero-words' && low === 0 && high === 0) continue;
    known[at] = low;
    if (at + 1 < fromKvm.length) known[at + 1] = high;
  }
}
