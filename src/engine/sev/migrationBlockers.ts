import type { GuestConfig, Mechanism, StatusInterface } from '../config';

/** One thing that stands in the way of `migrate`. Each is enough by itself. */
export interface MigrationBlocker {
  /** What QEMU or KVM says, word for word where quoted from them. */
  readonly reason: string;
  readonly source: string;
}

/** QEMU registers this for every SEV guest at LAUNCH_FINISH; AMD's series takes it away when the guest is READY. */
const QEMU_SEV: MigrationBlocker = {
  reason: 'SEV: Migration is not implemented',
  source: 'QEMU target/i386/sev.c, blocker added at LAUNCH_FINISH; AMDESE/qemu sev_live_migration_v4 removes it at KVM_MIGRATION_READY',
};
const QEMU_SNP: MigrationBlocker = {
  reason: 'SEV-SNP: Migration is not implemented',
  source: 'QEMU target/i386/sev.c, sev_snp_launch_finish',
};
const KVM_SNP: MigrationBlocker = {
  reason: 'SEV-SNP: KVM refuses SEND_START with -EPERM',
  source: 'arch/x86/kvm/svm/sev.c, sev_mem_enc_ioctl: an SNP guest takes no command below KVM_SEV_SNP_LAUNCH_START',
};
const KVM_ES: MigrationBlocker = {
  reason: 'SEV-ES: no VMSA command, SEND_UPDATE_VMSA has an id but no handler (-EINVAL)',
  source: 'arch/x86/kvm/svm/sev.c, sev_mem_enc_ioctl; include/uapi/linux/kvm.h ids 10 and 14',
};
const QEMU_PEF: MigrationBlocker = {
  reason: 'PEF: Migration is not implemented',
  source: 'QEMU hw/ppc/pef.c, kvmppc_svm_init',
};
const NO_FEATURE: MigrationBlocker = {
  reason: 'not READY: no page-status interface, the guest sees no KVM_FEATURE_MIGRATION_CONTROL and never writes the MSR',
  source: 'Documentation/virt/kvm/x86/cpuid.rst bit 17; thread 000, "how do we know whether guest OS is updated?"',
};
const NOT_READY: MigrationBlocker = {
  reason: 'not READY: the guest has not set KVM_MIGRATION_READY in MSR 0x4b564d08',
  source: 'Documentation/virt/kvm/x86/msr.rst, MSR_KVM_MIGRATION_CONTROL; thread 001',
};

/**
 * How a host learns that the guest keeps its page status up to date: `msr` waits for READY; `unannounced` is the RFC's
 * open question of feature discovery, there migration is simply allowed; `never` cannot be told at all.
 */
export function readyRule(statusInterface: StatusInterface): 'msr' | 'unannounced' | 'never' {
  if (statusInterface === 'none') return 'never';
  return statusInterface === 'v13-msr' || statusInterface === 'merged' ? 'msr' : 'unannounced';
}

function readyBlockers(statusInterface: StatusInterface, ready: boolean): readonly MigrationBlocker[] {
  const rule = readyRule(statusInterface);
  if (rule === 'unannounced' || (rule === 'msr' && ready)) return [];
  return [QEMU_SEV, rule === 'never' ? NO_FEATURE : NOT_READY];
}

/**
 * Why `migrate` is refused now; empty when it is not. The first entry is the VMM's own text, the others what else would
 * refuse. A NOSEND policy is none: SEND_START fails later. Helpers on SEV-ES and SEV-SNP are a what-if and allowed.
 */
export function blockersOf(guest: GuestConfig, mechanism: Mechanism, ready: boolean): readonly MigrationBlocker[] {
  if (guest.kind === 'none') return [];
  if (guest.kind === 'pef') return [QEMU_PEF];
  if (mechanism === 'psp' && guest.kind === 'sev-es') return [QEMU_SEV, KVM_ES];
  if (mechanism === 'psp' && guest.kind === 'sev-snp') return [QEMU_SNP, KVM_SNP];
  return readyBlockers(guest.statusInterface, ready);
}
