import { PAGE_BYTES } from '../base/units';
import type { EngineConfig } from '../engine/config';

/** All of RAM is pinned at launch, and RLIMIT_MEMLOCK is below it: -ENOMEM, the VM does not start. Source: confidential-migration 5.3. */
export function memlockRefuses({ hosts, guest }: EngineConfig): boolean {
  return hosts.pinning === 'launch' && guest.kind.startsWith('sev') && hosts.memlockBytes < guest.pages * PAGE_BYTES;
}
