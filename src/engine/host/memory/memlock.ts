import type { EngineConfig } from '../../config';

/**
 * Registering guest memory as encrypted locks all of it: with `pinning` launch and demand alike, since both account at
 * KVM_MEMORY_ENCRYPT_REG_REGION. Without CAP_IPC_LOCK more than RLIMIT_MEMLOCK gives -ENOMEM and the VM does not start.
 * Source: arch/x86/kvm/svm/sev.c, sev_pin_memory; confidential-migration.md 5.2, 5.3.
 */
export function isMemlockExceeded(config: EngineConfig): boolean {
  const { kind, pages } = config.guest;
  return kind !== 'none' && kind !== 'pef' && pages * 4096 > config.hosts.memlockBytes;
}

export function memlockText(config: EngineConfig): string {
  return `KVM_MEMORY_ENCRYPT_REG_REGION: -ENOMEM, ${config.guest.pages * 4096} bytes to lock exceed RLIMIT_MEMLOCK of ${config.hosts.memlockBytes} bytes`;
}
