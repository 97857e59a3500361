import { describe, expect, it } from 'vitest';
import { MigrationControl } from '../../../../src/engine/guest/kernel/migrationControl';
import type { MsrHost, MsrVariant } from '../../../../src/engine/guest/kernel/migrationControlMsr';
import {
  EFI_READY_VARIABLE, KVM_FEATURE_HC_MAP_GPA_RANGE, KVM_FEATURE_MIGRATION_CONTROL, MSR_KVM_MIGRATION_CONTROL, MSR_VARIANTS, readMigrationControl,
  writeMigrationControl,
} from '../../../../src/engine/guest/kernel/migrationControlMsr';

const HOST: MsrHost = { featureAdvertised: true, filtered: false, hasEncryptedMemory: true, reservedBits: 'reject' };
const RESERVED = 1n << 63n;

describe('numbers', () => {
  it('are those of cpuid.rst and msr.rst', () => {
    expect([KVM_FEATURE_HC_MAP_GPA_RANGE, KVM_FEATURE_MIGRATION_CONTROL, MSR_KVM_MIGRATION_CONTROL]).toEqual([16, 17, 1_263_947_016]);
    expect(EFI_READY_VARIABLE.guid).toBe('0cf29b71-9e51-433a-a3b7-81f3ab16b875');
  });
});

/** Rows: variant, then whether WRMSR of 0, 1, 3 and bit 63 is accepted, with the feature shown and without. */
describe('WRMSR in KVM, without a filter', () => {
  it.each<[MsrVariant, string, string]>([
    ['v13', 'no no no no', 'no no no no'],
    ['review-sketch', 'ok ok no no', 'no no no no'],
    ['recut-a', 'ok ok no no', 'ok no no no'],
    ["recut-a'", 'ok ok no no', 'no no no no'],
    ['recut-b', 'ok no no no', 'no no no no'],
    ['merged', 'no no no no', 'no no no no'],
  ])('%s', (variant, shown, hidden) => {
    const row = (featureAdvertised: boolean): string => [0n, 1n, 3n, RESERVED]
      .map((data) => (writeMigrationControl(variant, { ...HOST, featureAdvertised }, data).accepted ? 'ok' : 'no')).join(' ');
    expect([row(true), row(false)]).toEqual([shown, hidden]);
  });

  it('recut-b wants exactly what the guest’s memory says', () => {
    const plain = { ...HOST, hasEncryptedMemory: false };
    expect([0n, 1n].map((data) => writeMigrationControl('recut-b', plain, data).accepted)).toEqual([false, true]);
    expect(readMigrationControl('recut-b', plain, 0n)).toEqual({ accepted: true, value: 1n });
    expect(readMigrationControl('recut-b', HOST, 0n)).toEqual({ accepted: true, value: 0n });
  });

  it('leaves the VMM without a word: KVM takes a legal value as a no-op', () => {
    expect(writeMigrationControl('review-sketch', HOST, 1n)).toEqual({ accepted: true, handledBy: 'kvm', kept: undefined });
  });
});

describe('RDMSR', () => {
  it.each<[MsrVariant, boolean]>([['v13', false], ['review-sketch', true], ['recut-a', true], ["recut-a'", true], ['recut-b', true], ['merged', false]])(
    '%s without a filter is accepted: %s', (variant, accepted) => {
      expect(readMigrationControl(variant, HOST, 1n).accepted).toBe(accepted);
      expect(readMigrationControl(variant, { ...HOST, featureAdvertised: false }, 1n).accepted).toBe(false);
    });
});

describe('with a filter the VMM decides', () => {
  const filtered: MsrHost = { ...HOST, filtered: true };
  it.each(MSR_VARIANTS)('%s', (variant) => {
    expect(writeMigrationControl(variant, filtered, 1n)).toEqual({ accepted: true, handledBy: 'vmm', kept: 1n });
    expect(writeMigrationControl(variant, filtered, 2n)).toEqual({ accepted: false, handledBy: 'vmm', kept: undefined });
    expect(readMigrationControl(variant, filtered, 1n)).toEqual({ accepted: true, value: 1n });
  });

  it('keeps READY for this boot of the guest only, and carries it from A to B to C (INV-16)', () => {
    const a = new MigrationControl('merged', filtered);
    expect(a.ready).toBe(false);
    a.write(1n);
    const b = new MigrationControl('merged', filtered);
    b.restore(a.value);
    const c = new MigrationControl('merged', filtered);
    c.restore(b.value);
    expect([a.ready, b.ready, c.ready]).toEqual([true, true, true]);
    c.reset();
    expect([b.ready, c.ready]).toEqual([true, false]);
    b.write(0n);
    expect(b.ready).toBe(false);
  });

  it('refuses reserved bits (F-39); QEMU v4 stored them and kept its blocker', () => {
    const right = new MigrationControl('merged', filtered);
    right.write(1n);
    expect(right.write(3n).accepted).toBe(false);
    expect(right.ready).toBe(true);
    const v4 = new MigrationControl('merged', { ...filtered, reservedBits: 'accept' });
    expect(v4.write(3n).accepted).toBe(true);
    expect([v4.value, v4.ready]).toEqual([3n, false]);
  });

  it('is ready from the start without encrypted memory', () => {
    expect(new MigrationControl('merged', { ...filtered, hasEncryptedMemory: false }).ready).toBe(true);
  });
});
