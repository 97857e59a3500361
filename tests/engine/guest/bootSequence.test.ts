import { describe, expect, test } from 'vitest';
import { EventLog } from '../../../src/engine/record/eventLog';
import { Simulation } from '../../../src/engine/simulation';
import { decodeLinkStrict } from '../../../src/scenario/linkCodec';
import { toConfig } from '../../../src/scenario/toConfig';
import { countOf } from '../planeSets';
import { encryptedConfig } from '../testConfig';

/** Seconds to boot, of thread 004: GB, baseline v5.17-rc6, demand pinning. */
const THREAD_004 = [[4, 6.16, 5.71], [16, 7.38, 5.91], [64, 12.17, 6.16], [128, 18.2, 6.5], [192, 24.56, 6.8]] as const;
const PAGES_PER_GIB = 262_144;

function play(link: string): Simulation {
  const decoded = decodeLinkStrict(link);
  const simulation = new Simulation(toConfig((decoded.ok ? decoded.value : undefined)!.scenario));
  for (let calls = 0; calls < 10_000 && !simulation.advance(Infinity, 1e7); calls++);
  return simulation;
}

describe('a boot that is played', () => {
  test.each(THREAD_004)('of %d GiB takes what thread 004 measured, within 0.15 s, in both modes', (gib, baseline, demand) => {
    const seconds = (pinning: string): number => play(`#v=1&memory=${gib}GiB&pinning=${pinning}&at=0s:boot`).state.boot!.timeNs / 1e9;
    expect(Math.abs(seconds('launch') - baseline)).toBeLessThan(0.15);
    expect(Math.abs(seconds('demand') - demand)).toBeLessThan(0.15);
  });

  test('pins everything before the guest runs, or page by page as it does', () => {
    const pinnedAt = (pinning: 'launch' | 'demand', seconds: number): number => {
      const config = encryptedConfig('psp', { guest: { pages: 4 * PAGES_PER_GIB }, hosts: { pinning }, script: [{ atNs: 0, action: 'boot' }] });
      const simulation = new Simulation(config);
      for (let calls = 0; calls < 10_000 && !simulation.advance(seconds * 1e9, 1e7); calls++);
      expect(countOf(simulation.planes.pinned!)).toBe(simulation.memory.state.pinnedPages);
      return simulation.memory.state.pinnedPages / PAGES_PER_GIB;
    };
    expect([0.051, 0.246, 0.441, 6].map((seconds) => pinnedAt('launch', seconds))).toEqual([0, 2, 4, 4]);
    const touched = 1 + 4 / 64 + 512 / PAGES_PER_GIB;
    const demand = [0.953, (0.953 + 5.7917) / 2, 5.8].map((seconds) => pinnedAt('demand', seconds));
    expect(demand[0]).toBe(0);
    expect(demand[1]!).toBeCloseTo(touched / 2, 2);
    expect(demand[2]).toBe(touched);
  });
});

describe('the launch of an SEV guest', () => {
  const launched = (changes: Parameters<typeof encryptedConfig>[1] = {}, until = Infinity): readonly string[] => {
    const log = new EventLog();
    const simulation = new Simulation(encryptedConfig('psp', { script: [{ atNs: 0, action: 'boot' }], ...changes }), log);
    for (let calls = 0; calls < 10_000 && !simulation.advance(until, 1e7); calls++);
    return log.events.filter(({ kind }) => kind === 'command').map(({ atNs, name, value, ret, fwError, states }) =>
      [`${atNs / 1e6} ms`, name, value, `${ret}/${fwError ?? ''}`, states?.join(' to ')].filter((part) => part !== undefined).join(' | '));
  };

  test('is told command by command, in the order of QEMU: context, pins, image, measurement', () => {
    expect(launched({ guest: { kind: 'sev', statusInterface: 'merged', pages: 4 * PAGES_PER_GIB, composition: { zeroShare: 0, sharedPages: 512 } } })).toEqual([
      '0 ms | KVM_SEV_INIT | ASID 100 | 0/0 | UNINIT to UNINIT', '51 ms | LAUNCH_START | 0/0 | UNINIT to LUPDATE', '51 ms | KVM_MEMORY_ENCRYPT_REG_REGION | pins all pages | 0/ | UNPINNED to PINNED',
      '1332.92 ms | LAUNCH_UPDATE_DATA | 892 pages of OVMF_CODE.fd | 0/0 | LUPDATE to LUPDATE', '1337.92 ms | LAUNCH_MEASURE | 0/0 | LUPDATE to LSECRET', '1342.92 ms | LAUNCH_FINISH | 0/0 | LSECRET to RUNNING',
    ]);
  });

  test('sev-es: the VMSA of each vCPU before the measurement; demand: nothing is pinned in between; sev-snp: other commands, not told', () => {
    const guest = { kind: 'sev-es', policy: 5, vcpus: 8, statusInterface: 'merged', composition: { zeroShare: 0, sharedPages: 512 } } as const;
    expect(launched({ guest, hosts: { pinning: 'demand' } }).map((line) => line.split(' | ').slice(0, 2).join(' '))).toEqual([
      '0 ms KVM_SEV_INIT', '51 ms LAUNCH_START', '51 ms KVM_MEMORY_ENCRYPT_REG_REGION', '943 ms LAUNCH_UPDATE_DATA', '951 ms LAUNCH_UPDATE_VMSA', '956 ms LAUNCH_MEASURE', '961 ms LAUNCH_FINISH',
    ]);
    expect(launched({ guest: { ...guest, kind: 'sev-snp' } })).toHaveLength(2);
  });

  test('shows what the moment has seen, and no more', () => {
    expect(launched({}, 500e6)).toHaveLength(3);
  });

  test('without an ASID there is no VM, and no boot', () => {
    expect(launched({ hosts: { asids: 0 } })).toEqual([expect.stringMatching(/^0 ms \| KVM_SEV_INIT \| -/)]);
  });

  test('is no part of a reboot, which keeps ASID and handle', () => {
    const script = [{ atNs: 0, action: 'boot' }, { atNs: 10e9, action: 'reboot' }, { atNs: 20e9, action: 'migrate' }] as const;
    const simulation = new Simulation(encryptedConfig('psp', { script }));
    for (let calls = 0; calls < 10_000 && !simulation.advance(19e9, 1e7); calls++);
    expect(simulation.thread.path!.pair.sourceVm).toMatchObject({ asid: 100, handle: 1 });
    expect(simulation.boot.state.nextNs - 10e9).toBe(5.81763e9 - 0.953e9);
    for (let calls = 0; calls < 10_000 && !simulation.advance(Infinity, 1e7); calls++);
    expect(simulation.thread.counters.status).toBe('completed');
  });
});

describe('stories of the presets', () => {
  test('pin-at-launch and pin-on-demand: the same guest, 24.5 s and 6.8 s, all pages and what was touched', () => {
    const [launch, demand] = ['pin-at-launch', 'pin-on-demand'].map((preset) => play(`#v=1&preset=${preset}`).state.boot!);
    expect(launch).toMatchObject({ pinnedPages: 192 * PAGES_PER_GIB, touchedPages: 4 * PAGES_PER_GIB });
    expect(demand).toMatchObject({ pinnedPages: 4 * PAGES_PER_GIB, touchedPages: 4 * PAGES_PER_GIB });
    expect([launch!.timeNs, demand!.timeNs].map((ns) => Math.round(ns / 1e8) / 10)).toEqual([24.5, 6.8]);
  });

  test('lost-bitmap-reset: completed without an error from anybody, and wrong in what the kernel before had shared', () => {
    const { state, life, planes } = play('#v=1&preset=lost-bitmap-reset');
    expect(state.migrations).toMatchObject([{ status: 'completed', blockedReasons: [] }]);
    const { layout, state: { earlierRuns } } = life.status!;
    const left = 16_384 - 2 - Math.max(0, 16_384 - Math.abs(layout.bssDecrypted.start - earlierRuns[0]!));
    const reset = state.integrity.violations.find(({ invariant }) => invariant === 'INV-15')!;
    expect(Math.abs(reset.count - left)).toBeLessThanOrEqual(2);
    expect(reset.pages).toHaveLength(16);
    expect(state.integrity.misclassified).toBe(countOf(planes.privateTruth!.map((word, i) => word ^ planes.privateBelief![i]!)));
    expect(play('#v=1&preset=lost-bitmap-reset&status-interface=v10-list').state.integrity.violations).toEqual([]);
  });
});
