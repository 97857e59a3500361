import { describe, expect, it } from 'vitest';
import type { StatusInterface } from '../../../../src/engine/config';
import type { KernelOptions, KernelStep } from '../../../../src/engine/guest/kernel/bootSteps';
import { announcesReady, bootSteps, rebootSteps } from '../../../../src/engine/guest/kernel/bootSteps';
import { carryOut } from '../../../../src/engine/guest/kernel/carryOut';
import { guestLayout, sharedTruth, swiotlbBytes } from '../../../../src/engine/guest/kernel/guestLayout';
import { BOOT_HYPERCALLS, HYPERCALL_CYCLES, hypercallTimeNs } from '../../../../src/engine/guest/kernel/hypercallVolume';
import { MigrationControl } from '../../../../src/engine/guest/kernel/migrationControl';
import { createPageStatusStore, statusBackendOf } from '../../../../src/engine/host/pageStatus/createPageStatusStore';
import { VmmSharedList } from '../../../../src/engine/host/pageStatus/vmmSharedList';

const LAYOUT = guestLayout(65_536, 4, { start: 24_576, end: 24_576 + 16_384 });
const options = (statusInterface: StatusInterface, firmwareAnnounces = true, efi = true): KernelOptions => ({ statusInterface, firmwareAnnounces, efi });
const inWords = (step: KernelStep): string => (step.kind === 'wrmsr'
  ? `${step.phase}: wrmsr ${String(step.data)}`
  : `${step.phase}: ${step.cause} ${String(step.first)}+${String(step.pages)} ${step.encrypted ? 'private' : 'shared'}`);
const msr = (): MigrationControl => new MigrationControl('merged', { featureAdvertised: true, filtered: true, hasEncryptedMemory: true, reservedBits: 'reject' });

describe('layout', () => {
  it('covers the run of shared pages exactly, however small', () => {
    for (const pages of [0, 1, 3, 5, 6, 7, 100]) {
      const layout = guestLayout(65_536, 4, { start: 1000, end: 1000 + pages });
      const store = new VmmSharedList();
      carryOut(bootSteps(layout, options('merged')).filter((step) => step.phase !== 'firmware'), store, undefined);
      expect(store.ranges()).toEqual(sharedTruth(layout));
      expect(store.sharedPages).toBe(pages);
    }
  });

  it('sizes the bounce buffer as the kernel does: 6 %, at least 64 MiB, at most 1 GiB', () => {
    const GIB = 2 ** 30;
    expect([GIB, 16 * GIB, 64 * GIB].map(swiotlbBytes)).toEqual([67_108_864, Math.floor(0.06 * 16 * GIB), GIB]);
  });
});

describe('what a boot announces', () => {
  it('merged: firmware’s flash, e820 reset, bss, per-CPU, swiotlb, READY, in that order', () => {
    expect(bootSteps(LAYOUT, options('merged')).map(inWords)).toEqual([
      'firmware: ovmf-non-ram 65536+1024 shared',
      'early: e820-reset 0+160 private',
      'early: e820-reset 256+65280 private',
      'early: bss_decrypted 24576+2 shared',
      ...[0, 1, 2, 3].flatMap((cpu) => Array.from({ length: 3 }, () => `cpus: per-cpu ${String(24_578 + cpu)}+1 shared`)),
      'mem-encrypt-init: swiotlb 24582+16378 shared',
      'late_initcall: wrmsr 1',
    ]);
  });

  it('older guests say less: v10 has no early reset, the RFC no bss either, `none` nothing', () => {
    const causes = (statusInterface: StatusInterface): string[] => [...new Set(bootSteps(LAYOUT, options(statusInterface)).map((step) => (step.kind === 'wrmsr' ? 'wrmsr' : step.cause)))];
    expect(causes('none')).toEqual([]);
    expect(causes('rfc-v1')).toEqual(['ovmf-non-ram', 'per-cpu', 'swiotlb']);
    expect(causes('v10-list')).toEqual(['ovmf-non-ram', 'bss_decrypted', 'per-cpu', 'swiotlb']);
    expect(causes('v13-msr')).toEqual(causes('merged'));
  });

  it('READY needs the MSR and, under EFI, firmware’s variable', () => {
    expect((['none', 'rfc-v1', 'v10-list', 'v13-msr', 'merged'] as const).map((name) => announcesReady(options(name)))).toEqual([false, false, false, true, true]);
    expect(announcesReady(options('merged', false))).toBe(false);
    expect(announcesReady(options('merged', false, false))).toBe(true);
    const stock = msr();
    carryOut(bootSteps(LAYOUT, options('merged', false)), undefined, stock);
    expect(stock.ready).toBe(false);
  });

  it('makes host and guest agree once the kernel is up (INV-14); under the RFC the linker’s shared pages stay unknown', () => {
    for (const name of ['v10-list', 'v13-msr', 'merged'] as const) {
      const store = createPageStatusStore(statusBackendOf(name)!);
      carryOut(bootSteps(LAYOUT, options(name)), store, undefined);
      expect(store.ranges()).toEqual([...sharedTruth(LAYOUT), LAYOUT.firmwareNonRam]);
    }
    const rfc = createPageStatusStore('kvm-bitmap');
    carryOut(bootSteps(LAYOUT, options('rfc-v1')), rfc, undefined);
    expect([rfc.isShared(24_576), rfc.isShared(24_577), rfc.isShared(24_578)]).toEqual([false, false, true]);
  });
});

describe('reboot and kexec', () => {
  const moved = guestLayout(65_536, 4, { start: 8192, end: 8192 + 16_384 });
  function afterReboot(name: StatusInterface, kind: 'reboot' | 'kexec') {
    const store = createPageStatusStore(statusBackendOf(name)!);
    const control = msr();
    carryOut(bootSteps(LAYOUT, options(name)), store, control);
    carryOut(rebootSteps(moved, options(name), kind), store, control);
    return { store, control };
  }

  it.each(['reboot', 'kexec'] as const)('%s: the kernel’s entries go, firmware’s stay, READY comes last (INV-15)', (kind) => {
    for (const name of ['v10-list', 'v13-msr', 'merged'] as const) {
      expect(afterReboot(name, kind).store.ranges()).toEqual([...sharedTruth(moved), moved.firmwareNonRam]);
    }
    const steps = rebootSteps(moved, options('merged'), kind).map(inWords);
    expect([steps[0], steps.at(-1)]).toEqual(['shutdown: wrmsr 0', 'late_initcall: wrmsr 1']);
    expect(steps.includes('firmware: ovmf-non-ram 65536+1024 shared')).toBe(kind === 'reboot');
    expect(afterReboot('merged', kind).control.ready).toBe(true);
  });

  it('the RFC resets nothing: the first kernel’s shared pages stay on the host’s books (F-03, thread 000’s TODO)', () => {
    const { store } = afterReboot('rfc-v1', 'reboot');
    expect(store.isShared(30_000)).toBe(true);
    expect(sharedTruth(moved).some((range) => range.start <= 30_000 && 30_000 < range.end)).toBe(false);
  });

  it('is closed to migration from the shutdown to the new kernel’s late_initcall', () => {
    const control = msr();
    const ready: boolean[] = [];
    carryOut(bootSteps(LAYOUT, options('merged')), undefined, control);
    for (const step of rebootSteps(LAYOUT, options('merged'), 'reboot')) {
      carryOut([step], undefined, control);
      ready.push(control.ready);
    }
    expect(ready.slice(0, -1).every((value) => !value)).toBe(true);
    expect(ready.at(-1)).toBe(true);
  });
});

describe('volume', () => {
  it('costs an EFI boot 0.37 to 0.40 s at 50,000 cycles, under 0.08 s at 10,000', () => {
    const calls = [BOOT_HYPERCALLS.firmware.least + BOOT_HYPERCALLS.kernel, BOOT_HYPERCALLS.firmware.most + BOOT_HYPERCALLS.kernel];
    const seconds = calls.map((count) => hypercallTimeNs(count, HYPERCALL_CYCLES.most) / 1e9);
    expect(seconds[0]).toBeCloseTo(0.37, 2);
    expect(seconds[1]).toBeCloseTo(0.4, 2);
    expect(hypercallTimeNs(calls[1]!, HYPERCALL_CYCLES.least)).toBeLessThan(8e7);
  });
});
