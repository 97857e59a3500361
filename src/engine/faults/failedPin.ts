import { pageArgs } from '../host/kvm/regionArgs';
import type { Simulation } from '../simulation';

/** What every command says once KVM_BUG has killed the VM. Source: kvm_main.c, kvm_vm_ioctl: -EIO while vm_dead. */
export const VM_BUGGED = 'KVM: -EIO, the VM is bugged: a pin failed for want of memory';

/**
 * F-22: a pin failed in the piece that was just done. The vCPUs stop for good, and a migration fails with the next look at the log.
 * True: a migration was given up. Source: confidential-migration.md 5.3 (pin fails: KVM_BUG).
 */
export function dieOfFailedPin({ faults, state, guest, boot, thread, events }: Simulation): boolean {
  const page = faults.state.failedPin;
  if (page < 0 || faults.state.isVmDead) return false;
  faults.state.isVmDead = true;
  const atNs = Math.max(state.nowNs, guest.state.writtenNs);
  events.add({ atNs, kind: 'command', host: 'source', name: 'pin_user_pages_fast', value: `page ${page}: KVM_BUG`, args: `${pageArgs('gpa', page)}, FOLL_LONGTERM | FOLL_WRITE`, ret: -12, states: ['UNPINNED', 'UNPINNED'] });
  events.add({ atNs, kind: 'command', host: 'source', name: 'KVM_RUN', args: 'vcpu 0', ret: -5 });
  guest.goDown(atNs);
  boot.leave();
  if (!thread.isActive) return false;
  thread.abandon(Math.max(atNs, thread.state.nowNs), 'failed', VM_BUGGED);
  return true;
}
