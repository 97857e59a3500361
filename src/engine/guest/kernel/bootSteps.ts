import type { PageCount, PageIndex } from '../../../base/units';
import type { StatusInterface } from '../../config';
import type { GfnRange } from '../../host/pageStatus/gfnRange';
import type { GuestLayout } from './guestLayout';

export type BootPhase = 'firmware' | 'early' | 'cpus' | 'mem-encrypt-init' | 'late_initcall' | 'shutdown';
export type AnnouncementCause = 'ovmf-non-ram' | 'e820-reset' | 'bss_decrypted' | 'per-cpu' | 'swiotlb' | 'conversion';

/** One page-status hypercall. */
export interface StatusAnnouncement {
  readonly kind: 'status';
  readonly phase: BootPhase;
  readonly cause: AnnouncementCause;
  readonly first: PageIndex;
  readonly pages: PageCount;
  readonly encrypted: boolean;
}

/** One WRMSR of MSR_KVM_MIGRATION_CONTROL. */
export interface MsrWrite {
  readonly kind: 'wrmsr';
  readonly phase: BootPhase;
  readonly data: bigint;
}

export type KernelStep = StatusAnnouncement | MsrWrite;

export interface KernelOptions {
  readonly statusInterface: StatusInterface;
  /** OVMF carries AMD's patches: it creates the variable SevLiveMigrationEnabled and announces its own changes. */
  readonly firmwareAnnounces: boolean;
  /** Booted by EFI; else the kernel writes READY without asking for the variable. */
  readonly efi: boolean;
}

/** Which parts of the guest side a version has. Source: change logs of the series v1 to v13 and of the merged code. */
interface Capabilities {
  readonly setMemory: boolean;
  /** v5: variables that are shared by the linker, not by set_memory. */
  readonly bss: boolean;
  readonly e820Reset: 'never' | 'at-shutdown' | 'early-boot';
  readonly msr: boolean;
}

const CAPABILITIES: Readonly<Record<StatusInterface, Capabilities>> = {
  none: { setMemory: false, bss: false, e820Reset: 'never', msr: false },
  'rfc-v1': { setMemory: true, bss: false, e820Reset: 'never', msr: false },
  'v10-list': { setMemory: true, bss: true, e820Reset: 'at-shutdown', msr: false },
  'v13-msr': { setMemory: true, bss: true, e820Reset: 'early-boot', msr: true },
  merged: { setMemory: true, bss: true, e820Reset: 'early-boot', msr: true },
};

function announce(phase: BootPhase, cause: AnnouncementCause, range: GfnRange, encrypted: boolean): readonly StatusAnnouncement[] {
  const pages = range.end - range.start;
  return pages > 0 ? [{ kind: 'status', phase, cause, first: range.start, pages, encrypted }] : [];
}

function e820Reset(layout: GuestLayout, phase: BootPhase): readonly StatusAnnouncement[] {
  return layout.e820Ram.flatMap((range) => announce(phase, 'e820-reset', range, true));
}

/** Three variables per CPU, one call each, all in one page. Source: arch/x86/kernel/kvm.c, sev_map_percpu_data. */
function perCpuCalls(layout: GuestLayout): readonly StatusAnnouncement[] {
  const calls: StatusAnnouncement[] = [];
  for (let page = layout.perCpu.start; page < layout.perCpu.end; page += 1) {
    const call = announce('cpus', 'per-cpu', { start: page, end: page + 1 }, false);
    calls.push(...call, ...call, ...call);
  }
  return calls;
}

/** OVMF's lasting changes; its bounce buffers go back and forth and end as they began (`hypercallVolume`). */
export function firmwareSteps(layout: GuestLayout, options: KernelOptions): readonly KernelStep[] {
  if (!options.firmwareAnnounces || !CAPABILITIES[options.statusInterface].setMemory) return [];
  return announce('firmware', 'ovmf-non-ram', layout.firmwareNonRam, false);
}

/** Whether this guest ever writes READY. Source: kvm.c, kvm_init_platform, setup_efi_kvm_sev_migration. */
export function announcesReady(options: KernelOptions): boolean {
  return CAPABILITIES[options.statusInterface].msr && (!options.efi || options.firmwareAnnounces);
}

/**
 * What the kernel tells the host from its first line to late_initcall, in order. Before its hook is installed it tells
 * nothing: the e820 reset makes up for that and for what an earlier kernel left.
 */
export function kernelBootSteps(layout: GuestLayout, options: KernelOptions): readonly KernelStep[] {
  const has = CAPABILITIES[options.statusInterface];
  if (!has.setMemory) return [];
  const ready: readonly KernelStep[] = announcesReady(options)
    ? [{ kind: 'wrmsr', phase: options.efi ? 'late_initcall' : 'early', data: 1n }]
    : [];
  return [
    ...(has.e820Reset === 'early-boot' ? e820Reset(layout, 'early') : []),
    ...(has.bss ? announce('early', 'bss_decrypted', layout.bssDecrypted, false) : []),
    ...(options.efi ? [] : ready),
    ...perCpuCalls(layout),
    ...announce('mem-encrypt-init', 'swiotlb', layout.swiotlb, false),
    ...(options.efi ? ready : []),
  ];
}

/** Reboot, kexec, suspend, CPU offline: READY is taken back; up to v12 the kernel also resets its pages here (SMP races: v13 moved it). */
export function shutdownSteps(layout: GuestLayout, options: KernelOptions): readonly KernelStep[] {
  const has = CAPABILITIES[options.statusInterface];
  return [
    ...(has.msr ? [{ kind: 'wrmsr', phase: 'shutdown', data: 0n } as const] : []),
    ...(has.e820Reset === 'at-shutdown' ? e820Reset(layout, 'shutdown') : []),
  ];
}

/** Power-on: firmware, then the kernel. */
export function bootSteps(layout: GuestLayout, options: KernelOptions): readonly KernelStep[] {
  return [...firmwareSteps(layout, options), ...kernelBootSteps(layout, options)];
}

/** A reboot runs firmware again, a kexec does not. rfc-v1 resets nothing: the TODO of thread 000. */
export function rebootSteps(layout: GuestLayout, options: KernelOptions, kind: 'reboot' | 'kexec'): readonly KernelStep[] {
  const firmware = kind === 'reboot' ? firmwareSteps(layout, options) : [];
  return [...shutdownSteps(layout, options), ...firmware, ...kernelBootSteps(layout, options)];
}
