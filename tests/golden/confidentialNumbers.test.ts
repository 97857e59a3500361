import { describe, expect, it } from 'vitest';
import { bootFit } from '../../src/analysis/bootFit';
import { BOOT_HYPERCALLS, HYPERCALL_CYCLES, hypercallTimeNs } from '../../src/engine/guest/kernel/hypercallVolume';
import { KVM_FEATURE_HC_MAP_GPA_RANGE, KVM_FEATURE_MIGRATION_CONTROL, MSR_KVM_MIGRATION_CONTROL } from '../../src/engine/guest/kernel/migrationControlMsr';
import { helperPageNs } from '../../src/engine/helper/helperCosts';
import { KVM_CAP_VM_COPY_ENC_CONTEXT_FROM, KVM_CAP_VM_MOVE_ENC_CONTEXT_FROM } from '../../src/engine/host/kvm/encContextCaps';
import { memoryEncryptOp } from '../../src/engine/host/kvm/memoryEncryptOp';
import { KVM_CAP_EXIT_HYPERCALL, KVM_HC_MAP_GPA_RANGE } from '../../src/engine/host/kvm/pageStatusHypercall';
import { SEV_STRUCT_BYTES } from '../../src/engine/host/kvm/sevCommandId';
import { pinMetadataBytes } from '../../src/engine/host/memory/pinMetadata';
import { SHARED_PAGES_LIST_IOCTLS } from '../../src/engine/host/pageStatus/kvmSharedList';
import { PSP_PAGE_NS_2019, PSP_PAGE_NS_2021 } from '../../src/engine/sev/commandCosts';
import { regionCost } from '../../src/engine/sev/regionCost';
import { PAGE_IN_NS } from '../../src/engine/ultravisor/costs';
import { launched, newHost, PAGE, sendStartRequest } from '../engine/host/kvm/sevFixtures';
import { encryptedConfig, type ConfigChanges } from '../engine/testConfig';
import { MS, query, runUntil } from './simulate';

const GIB_PAGES = 262_144;
/** A GiB of private pages that nobody writes. */
const GIB_GUEST = { guest: { kind: 'sev', pages: GIB_PAGES, statusInterface: 'merged', composition: { zeroShare: 0, sharedPages: 0 } }, workload: { kind: 'idle', writesPerSecond: 0 } } as const;

/** From the first SEND_UPDATE_DATA of a page to the end of the last, in seconds. */
function secondsOfSends(pspPageNs: number): number {
  const { events } = runUntil(encryptedConfig('psp', { ...GIB_GUEST, hosts: { pspPageNs }, parameters: { downtimeLimitMs: 1 } }), ({ state }) => state.migrations.length > 0, 1000 * MS).events;
  const sends = events.filter(({ name, host, count = 0 }) => name === 'SEND_UPDATE_DATA' && host === 'source' && count > 0);
  expect(sends.reduce((sum, { count = 0 }) => sum + count, 0)).toBe(GIB_PAGES);
  return sends.reduce((sum, { atNs, untilNs = 0 }) => sum + untilNs - atNs, 0) / 1e9;
}

/** confidential-migration.md section 9, line by line. */
describe('golden numbers of confidential migration', () => {
  it('8 mbps is 244.14 pages/s, 4.096 ms per page; a GiB takes 1,073.7 s; at 400/s 655.36 s', () => {
    expect(PSP_PAGE_NS_2019).toBe((4096 * 8 * 1e9) / 8e6);
    expect((1e9 / PSP_PAGE_NS_2019).toFixed(2)).toBe('244.14');
    // the pages in flight at the end of a section wait for the destination, which began 50 ms later
    expect(Math.abs(secondsOfSends(PSP_PAGE_NS_2019) - 1073.74)).toBeLessThan(0.2);
    expect(Math.abs(secondsOfSends(PSP_PAGE_NS_2021) - 655.36)).toBeLessThan(0.2);
  });

  it('query-migrate says 8 mbps of it: records of 4,168 bytes, decimal megabits', () => {
    const simulation = runUntil(encryptedConfig('psp', { ...GIB_GUEST, hosts: { pspPageNs: PSP_PAGE_NS_2019 } }), ({ state }) => state.nowNs > 10e9, 100 * MS);
    const { mbps } = query(simulation).ram;
    expect(mbps).toBeGreaterThan(7.9);
    expect(mbps).toBeLessThan(8.4);
  });

  it('a record is 4,168 bytes through the firmware, 4,144 in IBM’s format, 4,132 in the design’s', () => {
    for (const [mechanism, bytes] of [['psp', 4168], ['mailbox', 4144], ['mirror-ring', 4132]] as const) {
      const { thread } = runUntil(encryptedConfig(mechanism), ({ state }) => state.migrations.length > 0, 10 * MS);
      const { plain, zero, hidden } = thread.sender.sent;
      const others = plain * 4104 + zero * 9 + thread.sender.state.nameBytes + (thread.path?.headBytes ?? 0);
      // what is left besides are the ends of sections, 8 bytes each
      expect((thread.counters.ramBytes - others - hidden * bytes) % 8).toBe(0);
      expect(Math.floor((thread.counters.ramBytes - others) / hidden)).toBe(bytes);
    }
    expect([8 + 4 + 4 + 52 + 4 + 4096, 8 + 4 + 4 + 28 + 4 + 4096, 8 + 12 + 16 + 4096]).toEqual([4168, 4144, 4132]);
  });

  it('a region of 16 KiB is -EINVAL in merged KVM; as four blocks at 4.096 ms it is 16.384 ms', () => {
    const [source, target] = [newHost(1), newHost(2)];
    const vm = launched(source);
    memoryEncryptOp(vm, 0, sendStartRequest(target));
    const long = { hdr: { uaddr: 0x1000, len: 52 }, guest: { uaddr: 0x10000, len: 16_384 }, trans: { uaddr: 0x20000, len: 16_384 } };
    expect(memoryEncryptOp(vm, 0, { id: 'SEND_UPDATE_DATA', args: long })).toMatchObject({ ret: -22, fwError: undefined });
    expect(regionCost(16_384, PSP_PAGE_NS_2019)).toMatchObject({ blocks: 4, firmwareNs: 16_384_000 });
  });

  it('queries: SEND_START with no length gives -EIO, 4 and 128; a packet 52 and 4,096', () => {
    const [source, target] = [newHost(1), newHost(2)];
    const vm = launched(source);
    expect(memoryEncryptOp(vm, 0, sendStartRequest(target, 0))).toMatchObject({ ret: -5, fwError: 4, sessionLen: 128 });
    memoryEncryptOp(vm, 0, sendStartRequest(target));
    expect(memoryEncryptOp(vm, 0, { id: 'SEND_UPDATE_DATA', args: { ...PAGE, hdr: { uaddr: 0, len: 0 }, trans: { uaddr: 0, len: 0 } } })).toMatchObject({ ret: -5, fwError: 4, hdrLen: 52, transLen: 4096 });
  });

  it('structures of 24, 72, 48, 40 and 48 bytes; hypercall 12, MSR 0x4b564d08, bits 16 and 17, capabilities 197, 201, 206, ioctls 0xc8 and 0xc9', () => {
    const { kvm_sev_cmd, kvm_sev_send_start, kvm_sev_send_update_data, kvm_sev_receive_start, kvm_sev_receive_update_data } = SEV_STRUCT_BYTES;
    expect([kvm_sev_cmd, kvm_sev_send_start, kvm_sev_send_update_data, kvm_sev_receive_start, kvm_sev_receive_update_data]).toEqual([24, 72, 48, 40, 48]);
    expect([KVM_HC_MAP_GPA_RANGE, MSR_KVM_MIGRATION_CONTROL, KVM_FEATURE_HC_MAP_GPA_RANGE, KVM_FEATURE_MIGRATION_CONTROL]).toEqual([12, 0x4b564d08, 16, 17]);
    expect([KVM_CAP_VM_COPY_ENC_CONTEXT_FROM, KVM_CAP_EXIT_HYPERCALL, KVM_CAP_VM_MOVE_ENC_CONTEXT_FROM]).toEqual([197, 201, 206]);
    expect(SHARED_PAGES_LIST_IOCTLS).toEqual({ get: 0xc8, set: 0xc9 });
  });

  it.each([[300, 120], [1000, 400]])('the threshold at 400 pages/s and %d ms is %d pages, as records', (downtimeLimitMs, pages) => {
    const changes: ConfigChanges = { ...GIB_GUEST, hosts: { pspPageNs: PSP_PAGE_NS_2021 }, parameters: { downtimeLimitMs } };
    const simulation = runUntil(encryptedConfig('psp', changes), ({ state }) => state.nowNs > 20e9, 100 * MS);
    expect(Math.abs(simulation.thread.counters.thresholdSize / 4168 - pages)).toBeLessThan(0.03 * pages);
  });

  it('371.9 ns and 21.1 ns per page, 5.67 % of the slope, 350.8 ns saved', () => {
    const { launchPageNs, demandPageNs, savedPageNs, slopeShare } = bootFit();
    expect([launchPageNs, demandPageNs, savedPageNs].map((ns) => ns.toFixed(1))).toEqual(['371.9', '21.1', '350.8']);
    expect((100 * slopeShare).toFixed(2)).toBe('5.67');
  });

  it('100 GiB of a POWER guest are 1,638,400 pages, 256.35 us each, in 420 s', () => {
    expect((100 * 2 ** 30) / 65_536).toBe(1_638_400);
    expect(PAGE_IN_NS).toBe(256_350);
    expect(Math.round((1_638_400 * PAGE_IN_NS) / 1e9)).toBe(420);
  });

  it('an EFI boot calls 18,000 to 19,500 times from firmware and 1,279 from the kernel: 0.37 to 0.40 s at 50k cycles', () => {
    const { firmware, kernel } = BOOT_HYPERCALLS;
    expect([firmware.least, firmware.most, kernel]).toEqual([18_000, 19_500, 1279]);
    expect([firmware.least, firmware.most].map((calls) => (hypercallTimeNs(calls + kernel, HYPERCALL_CYCLES.most) / 1e9).toFixed(2))).toEqual(['0.37', '0.40']);
  });

  it('a pin’s metadata is 8.125 bytes per page, 2.03 MiB per GiB', () => {
    expect(pinMetadataBytes(8, 'demand') / 8).toBe(8.125);
    expect((pinMetadataBytes(GIB_PAGES, 'demand') / 2 ** 20).toFixed(2)).toBe('2.03');
  });

  it('a helper’s page takes 1.44 us with AES-NI, 64 deep, one vCPU; the PSP’s 1,734 times as long', () => {
    const helper = { vcpus: 1, ringDepth: 64, pageNs: 1270, imageBytes: 0 };
    expect((helperPageNs('mirror-ring', helper) / 1000).toFixed(2)).toBe('1.44');
    expect(Math.round(PSP_PAGE_NS_2021 / helperPageNs('mirror-ring', helper))).toBe(1734);
  });
});

describe('pre-copy against the closed form of 1.9', () => {
  it('half as many pages dirtied as sent: each pass takes half the time of the one before, and seven are enough', () => {
    // 8,192 pages at 400/s, a page dirtied every 5 ms, each another: passes of 8192 q^i
    const simulation = runUntil(encryptedConfig('psp', {
      guest: { kind: 'sev', pages: 8192, statusInterface: 'merged', composition: { zeroShare: 0, sharedPages: 0 } }, hosts: { pspPageNs: PSP_PAGE_NS_2021 },
      workload: { kind: 'sequential', firstPage: 0, workingSetPages: 8192, writesPerSecond: 200 }, parameters: { downtimeLimitMs: 300 },
    }), ({ state }) => state.migrations.length > 0, 1000 * MS);
    const passes = simulation.events.events.filter(({ name }) => name === 'MIGRATION_PASS').map(({ atNs }) => atNs / 1e9).slice(1);
    const lengths = passes.slice(1).map((at, i) => at - passes[i]!);
    // ceil(ln(120 / 8192) / ln 0.5) = 7 rounds while the guest runs, one more where a remainder falls on the threshold
    const rounds = passes.filter((at) => at <= simulation.thread.state.stopNs / 1e9).length;
    expect([7, 8]).toContain(rounds);
    for (const [i, length] of lengths.slice(0, 4).entries()) expect(Math.abs(length / (10.24 / 2 ** i) - 1)).toBeLessThan(0.1);
    expect(simulation.thread.counters.status).toBe('completed');
  });
});
