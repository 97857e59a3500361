import type { MsrHost, MsrVariant, MsrWriteOutcome } from './migrationControlMsr';
import { writeMigrationControl } from './migrationControlMsr';

/**
 * MSR_KVM_MIGRATION_CONTROL as the VMM keeps it. READY is an announcement of this boot of the guest, not a command and not
 * a property of one migration: a reset clears it, a migration carries it along (A to B to C). Guests without encrypted
 * memory are ready from the start.
 */
export class MigrationControl {
  readonly variant: MsrVariant;
  readonly host: MsrHost;
  #value: bigint;

  constructor(variant: MsrVariant, host: MsrHost) {
    this.variant = variant;
    this.host = host;
    this.#value = host.hasEncryptedMemory ? 0n : 1n;
  }

  get value(): bigint {
    return this.#value;
  }

  /** Exactly KVM_MIGRATION_READY: with a reserved bit beside it QEMU v4 keeps its blocker too. */
  get ready(): boolean {
    return this.#value === 1n;
  }

  /** The guest's WRMSR; refused values change nothing. */
  write(data: bigint): MsrWriteOutcome {
    const outcome = writeMigrationControl(this.variant, this.host, data);
    if (outcome.kept !== undefined) this.#value = outcome.kept;
    return outcome;
  }

  /** System reset: the next kernel has announced nothing yet. */
  reset(): void {
    this.#value = this.host.hasEncryptedMemory ? 0n : 1n;
  }

  /** Incoming side, with the vCPU state. */
  restore(value: bigint): void {
    this.#value = value;
  }
}
