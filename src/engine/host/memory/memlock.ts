import type { Bytes, PageCount } from '../../../base/units';
import type { EngineConfig } from '../../config';

/**
 * Registering guest memory as encrypted locks all of it: with `pinning` launch and demand alike, since both account at
 * KVM_MEMORY_ENCRYPT_REG_REGION. Without CAP_IPC_LOCK more than RLIMIT_MEMLOCK gives -ENOMEM and the VM does not start.
 * `pages`: all that the guest would then have. Source: arch/x86/kvm/svm/sev.c, sev_pin_memory; confidential-migration.md 5.2, 5.3.
 */
export function isMemlockExceeded(config: EngineConfig, pages: PageCount = config.guest.pages): boolean {
  const { kind } = config.guest;
  return kind !== 'none' && kind !== 'pef' && bytesOf(config, pages) > config.hosts.memlockBytes;
}

export function memlockText(config: EngineConfig, pages: PageCount = config.guest.pages): string {
  return `KVM_MEMORY_ENCRYPT_REG_REGION: -ENOMEM, ${bytesOf(config, pages)} bytes to lock exceed RLIMIT_MEMLOCK of ${config.hosts.memlockBytes} bytes`;
}

function bytesOf(config: EngineConfig, pages: PageCount): Bytes {
  return pages * config.guest.pageBytes;
}
