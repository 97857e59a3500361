/** CPUID 0x40000001 EAX bits and the MSR, as merged. Source: cpuid.rst, msr.rst. */
export const KVM_FEATURE_HC_MAP_GPA_RANGE = 16;
export const KVM_FEATURE_MIGRATION_CONTROL = 17;
export const MSR_KVM_MIGRATION_CONTROL = 0x4b564d08;
/** Name and GUID of OVMF's variable that lets a Linux guest write READY. */
export const EFI_READY_VARIABLE = { name: 'SevLiveMigrationEnabled', guid: '0cf29b71-9e51-433a-a3b7-81f3ab16b875' } as const;

const READY_BIT = 1n;

/**
 * The rules proposed for WRMSR of 0x4b564d08: v13 as posted (thread 001), the sketch in its review, three forms of Bonzini's
 * re-cut, what was merged. Source: thread 001 and its successors, April to June 2021.
 */
export const MSR_VARIANTS = ['v13', 'review-sketch', 'recut-a', "recut-a'", 'recut-b', 'merged'] as const;
export type MsrVariant = (typeof MSR_VARIANTS)[number];

export interface MsrHost {
  /** The variant's CPUID bit is shown to the guest. */
  readonly featureAdvertised: boolean;
  /** The VMM filters the MSR (KVM_X86_SET_MSR_FILTER) and handles KVM_EXIT_X86_WRMSR. */
  readonly filtered: boolean;
  readonly hasEncryptedMemory: boolean;
  /** How the VMM takes reserved bits: `reject` is right, AMD's QEMU v4 accepts and stores them. */
  readonly reservedBits: 'reject' | 'accept';
}

/** A refused access is #GP in the guest. `handledBy` says where the decision falls. */
export interface MsrWriteOutcome {
  readonly accepted: boolean;
  readonly handledBy: 'kvm' | 'vmm';
  /** What the VMM keeps; undefined where it never sees the write. */
  readonly kept: bigint | undefined;
}
export interface MsrReadOutcome {
  readonly accepted: boolean;
  readonly value: bigint;
}

const GP_IN_KVM: MsrWriteOutcome = { accepted: false, handledBy: 'kvm', kept: undefined };

/** Source of each rule: the table of variants in section 3.3 of the mechanisms' reference. */
function kvmAccepts(variant: Exclude<MsrVariant, 'v13' | 'merged'>, host: MsrHost, data: bigint): boolean {
  const legal = (data & ~READY_BIT) === 0n;
  switch (variant) {
    case 'review-sketch': case "recut-a'":
      return host.featureAdvertised && legal;
    case 'recut-a':
      return legal && (data === 0n || host.featureAdvertised);
    case 'recut-b':
      return host.featureAdvertised && data === (host.hasEncryptedMemory ? 0n : 1n);
  }
}

/** WRMSR(0x4b564d08, data). Without a filter v13 and merged know no such MSR: #GP. */
export function writeMigrationControl(variant: MsrVariant, host: MsrHost, data: bigint): MsrWriteOutcome {
  if (host.filtered) {
    const accepted = host.reservedBits === 'accept' || (data & ~READY_BIT) === 0n;
    return { accepted, handledBy: 'vmm', kept: accepted ? data : undefined };
  }
  if (variant === 'v13' || variant === 'merged') return GP_IN_KVM;
  return kvmAccepts(variant, host, data) ? { accepted: true, handledBy: 'kvm', kept: undefined } : GP_IN_KVM;
}

/** RDMSR(0x4b564d08); `kept` is what the VMM holds. The review's sketch gives no read: taken as 0 where writes are accepted. */
export function readMigrationControl(variant: MsrVariant, host: MsrHost, kept: bigint): MsrReadOutcome {
  if (host.filtered) return { accepted: true, value: kept };
  if (variant === 'v13' || variant === 'merged' || !host.featureAdvertised) return { accepted: false, value: 0n };
  return { accepted: true, value: variant === 'recut-b' && !host.hasEncryptedMemory ? 1n : 0n };
}
