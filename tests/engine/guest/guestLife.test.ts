import { describe, expect, test } from 'vitest';
import type { EngineAction, EngineConfig, StatusInterface } from '../../../src/engine/config';
import { EventLog } from '../../../src/engine/record/eventLog';
import type { RunEvent } from '../../../src/engine/record/runEvent';
import { Simulation } from '../../../src/engine/simulation';
import { encryptedConfig, testConfig, type ConfigChanges } from '../testConfig';
import { countOf, pagesOf } from '../planeSets';

const PAGES = 32_768;
const SECOND = 1e9;

interface Story {
  readonly simulation: Simulation;
  readonly events: readonly RunEvent[];
}

/** A guest of 128 MiB, 4 MiB of them shared, moved by a fast helper. */
function configOf(statusInterface: StatusInterface, script: readonly EngineAction[], changes: ConfigChanges = {}): EngineConfig {
  const guest = { kind: 'sev', pages: PAGES, vcpus: 2, statusInterface, composition: { zeroShare: 0, sharedPages: 1024 }, ...changes.guest } as const;
  return encryptedConfig('mirror-ring', { network: { bandwidth: 1.25e9 }, until: 'auto', ...changes, script, guest });
}

function run(config: EngineConfig, until = Infinity): Story {
  const log = new EventLog();
  const simulation = new Simulation(config, log);
  for (let calls = 0; calls < 100_000 && !simulation.advance(until, 1e6); calls++);
  return { simulation, events: log.events };
}

const at = (seconds: number, action: 'boot' | 'migrate' | 'reboot' | 'compact' | 'migrate_cancel'): EngineAction => ({ atNs: seconds * SECOND, action });
const named = (events: readonly RunEvent[], name: string): readonly RunEvent[] => events.filter((event) => event.name === name);
const violated = ({ simulation }: Story): readonly string[] => simulation.state.integrity.violations.map(({ invariant }) => invariant);

/** Pages whose status the host has wrong. */
function wrongPages({ planes }: Simulation): readonly number[] {
  return pagesOf(planes.privateTruth!.map((word, i) => word ^ planes.privateBelief![i]!));
}

describe('boot', () => {
  test.each(['v10-list', 'v13-msr', 'merged'] as const)('%s: belief equals truth once the kernel is up (INV-14)', (statusInterface) => {
    const story = run(configOf(statusInterface, [at(0, 'boot')]));
    expect(wrongPages(story.simulation)).toEqual([]);
    expect(PAGES - countOf(story.simulation.planes.privateTruth!)).toBe(1024);
    expect(violated(story)).toEqual([]);
    expect(story.simulation.state.boot!.timeNs / SECOND).toBeCloseTo(5.818 + 0.125 * 0.0975, 3);
  });

  test('until it starts all memory is private and untouched', () => {
    const { planes } = run(configOf('merged', [at(3, 'boot')]), 2 * SECOND).simulation;
    expect([countOf(planes.privateTruth!), countOf(planes.privateBelief!), countOf(planes.zero!), countOf(planes.pinned!)]).toEqual([PAGES, PAGES, PAGES, 0]);
  });

  test('says what the kernel modules say, in their order, through the hypercall of its interface', () => {
    const { events } = run(configOf('merged', [at(0, 'boot')]));
    expect(events.filter(({ kind }) => kind === 'guest').map(({ name, value, ret, count }) => [name, value, ret, count])).toEqual([
      ['KVM_HC_MAP_GPA_RANGE', 'ovmf-non-ram: pages 32768 to 33791 shared', 0, undefined],
      ['KVM_HC_MAP_GPA_RANGE', 'e820-reset: pages 0 to 32767 private', 0, 2],
      ['KVM_HC_MAP_GPA_RANGE', 'bss_decrypted: pages 15872 to 15873 shared', 0, undefined],
      ['KVM_HC_MAP_GPA_RANGE', 'per-cpu: pages 15874 to 15875 shared', 0, 6],
      ['KVM_HC_MAP_GPA_RANGE', 'swiotlb: pages 15876 to 16895 shared', 0, undefined],
      ['WRMSR 0x4b564d08', 'KVM_MIGRATION_READY', undefined, undefined],
      ['guest is up', undefined, undefined, undefined],
    ]);
  });

  test('rfc-v1: ranges outside memory slots are refused, and the two pages of .bss..decrypted stay unknown', () => {
    const story = run(configOf('rfc-v1', [at(0, 'boot'), at(8, 'migrate')]));
    const { simulation, events } = story;
    expect(named(events, 'KVM_HC_PAGE_ENC_STATUS').map(({ value, ret }) => `${value} ${ret}`)).toContain('ovmf-non-ram: pages 32768 to 33791 shared -22');
    expect(wrongPages(simulation)).toEqual([15_872, 15_873]);
    expect(simulation.state.integrity).toMatchObject({ misclassified: 2, stale: 0, lost: 0 });
    expect(simulation.state.integrity.violations).toEqual([
      expect.objectContaining({ invariant: 'INV-02', pages: [15_872, 15_873] }),
      { invariant: 'INV-14', pages: [15_872, 15_873], count: 2, text: 'shared by the linker (.bss..decrypted), and this kernel never announces it' },
      expect.objectContaining({ invariant: 'INV-17', count: 1022, text: expect.stringContaining("the destination's list lacks it") }),
    ]);
  });

  test('firmware without the patches: never READY, however long it runs; the statuses are right all the same', () => {
    const { simulation } = run(configOf('merged', [at(0, 'boot'), at(60, 'migrate')], { guest: { firmwareAnnounces: false } }));
    expect(simulation.state.migrations[0]!.blockedReasons.join()).toContain('not READY');
    expect(wrongPages(simulation)).toEqual([]);
  });

  test('none: the host takes all as private and cannot be told', () => {
    const { simulation } = run(configOf('none', [at(0, 'boot'), at(60, 'migrate')]));
    expect(countOf(simulation.planes.privateBelief!)).toBe(PAGES);
    expect(wrongPages(simulation)).toHaveLength(1024);
    expect(simulation.state.migrations[0]!.blockedReasons.join()).toContain('not READY');
  });

  test('demand: pinned is what was touched, all of it and no more; the rest of memory stays loose and harmless', () => {
    const story = run(configOf('merged', [at(0, 'boot'), at(7, 'compact'), at(8, 'migrate')], {
      guest: { pages: 524_288 }, hosts: { pinning: 'demand' }, workload: { firstPage: 400_000, workingSetPages: 4096, writesPerSecond: 100_000 },
    }));
    const { memory, planes, state } = story.simulation;
    const touched = 262_144 + 8192;
    expect(state.boot).toMatchObject({ touchedPages: touched, pinnedPages: touched });
    expect(memory.state.pinnedPages).toBe(touched + 4096);
    expect(memory.state.pinnedPages).toBe(countOf(planes.pinned!));
    expect(memory.state.moved).toBeGreaterThan(240_000);
    expect(memory.state.moved + memory.state.refused).toBe(524_288);
    expect(memory.garbledPages).toBe(0);
    expect(violated(story)).toEqual([]);
  });

  test('a second boot of a guest that runs is refused, and so is a reboot of one that is off', () => {
    const { events } = run(configOf('merged', [at(0, 'reboot'), at(1, 'boot'), at(2, 'boot'), at(9, 'boot')]));
    expect(events.filter(({ name }) => name.endsWith('refused')).map(({ name, value }) => `${name}: ${value}`)).toEqual([
      'reboot refused: the guest is not up', 'boot refused: the guest runs already', 'boot refused: the guest runs already',
    ]);
  });

  test('a guest without encryption boots too: nothing is registered, nothing announced', () => {
    const { simulation, events } = run(testConfig({ script: [at(0, 'boot'), at(7, 'migrate')] }));
    expect(events.filter(({ name }) => name.startsWith('KVM'))).toEqual([]);
    expect(simulation.state.boot!.timeNs / SECOND).toBeCloseTo(5.77, 2);
    expect(simulation.thread.counters.status).toBe('completed');
  });
});

describe('reboot', () => {
  test.each(['v10-list', 'v13-msr', 'merged'] as const)('%s: the host ends with what the new kernel shares, elsewhere than before (INV-15)', (statusInterface) => {
    const story = run(configOf(statusInterface, [at(1, 'reboot'), at(8, 'migrate')]));
    const { simulation } = story;
    const { layout, state } = simulation.life.status!;
    expect(state.earlierRuns).toEqual([15_872]);
    expect(layout.bssDecrypted.start).not.toBe(15_872);
    expect(wrongPages(simulation)).toEqual([]);
    expect(simulation.life.status!.channel.store!.ranges()).toEqual([
      { start: layout.bssDecrypted.start, end: layout.bssDecrypted.start + 1024 }, layout.firmwareNonRam,
    ]);
    expect(simulation.thread.counters.status).toBe('completed');
    expect(violated(story)).toEqual([]);
  });

  test('rfc-v1, the lost bitmap reset: pages of the new kernel cross as shared, and the oracle names them (F-03)', () => {
    const story = run(configOf('rfc-v1', [at(1, 'reboot'), at(8, 'migrate')], { workload: { kind: 'idle', writesPerSecond: 0 } }));
    const { state, life } = story.simulation;
    const { bssDecrypted } = life.status!.layout;
    const now = new Set(Array.from({ length: 1024 }, (_, i) => bssDecrypted.start + i));
    const left = Array.from({ length: 1022 }, (_, i) => 15_874 + i).filter((page) => !now.has(page));
    const unknown = [bssDecrypted.start, bssDecrypted.start + 1].filter((page) => page < 15_874 || page >= 16_896);
    expect(wrongPages(story.simulation)).toEqual([...left, ...unknown].toSorted((a, b) => a - b));
    expect(state.integrity.misclassified).toBe(left.length + unknown.length);
    expect(state.integrity.violations).toContainEqual(expect.objectContaining({ invariant: 'INV-15', pages: left.slice(0, 16), count: left.length }));
    expect(story.events.filter(({ name }) => name === 'INV-15').map(({ atNs }) => atNs >= 5.8 * SECOND)).toEqual([true, true]);
  });

  test('the window is closed from the shutdown to late_initcall (INV-16), and the refused guest goes on', () => {
    const blocked = (seconds: number): readonly string[] => {
      const { simulation } = run(configOf('merged', [at(1, 'reboot'), at(seconds, 'migrate')].toSorted((a, b) => a.atNs - b.atNs)));
      return simulation.state.migrations[0]!.blockedReasons;
    };
    expect(blocked(0.999)).toEqual([]);
    for (const seconds of [1, 1.001, 3, 5]) expect(blocked(seconds).join()).toContain('not READY');
    expect(blocked(7)).toEqual([]);
  });

  test('takes the fixed part of a boot without the launch; firmware and kernel write low memory anew, the rest keeps its contents', () => {
    const config = configOf('merged', [at(1, 'reboot')], { guest: { pages: 524_288 }, workload: { kind: 'idle', writesPerSecond: 0 } });
    const { simulation, events } = run(config);
    expect(named(events, 'guest is up')[0]!.atNs).toBe(1e9 + 5.81763e9 - 0.953e9);
    const { dirty } = simulation.planes;
    const touched = 262_144 + 8192;
    const written = pagesOf(dirty).filter((page) => page >= touched);
    const { bssDecrypted, swiotlb } = simulation.life.status!.layout;
    expect(written.every((page) => page >= bssDecrypted.start && page < swiotlb.end)).toBe(true);
    expect(countOf(dirty) - written.length).toBe(touched);
  });

  test('in a migration under READY: it fails, and can be begun again when the new kernel is up', () => {
    const script = [at(0, 'migrate'), at(0.05, 'reboot'), at(7, 'migrate')];
    const story = run(configOf('merged', script, { workload: { workingSetPages: 16_384, writesPerSecond: 4e6 }, parameters: { downtimeLimitMs: 300 } }));
    const [first, second] = story.simulation.state.migrations;
    expect(first).toMatchObject({ status: 'failed', errorDesc: expect.stringContaining('not READY') });
    expect(second!.blockedReasons).toEqual([]);
    expect(story.simulation.state.migrations).toHaveLength(2);
  });

  test.each([['rfc-v1', ['INV-02', 'INV-14', 'INV-15', 'INV-17']], ['v10-list', []]] as const)('in a migration under %s, which knows no READY: it goes on and finds the new kernel, right or wrong', (statusInterface, broken) => {
    const script = [at(0, 'migrate'), at(0.05, 'reboot')];
    const story = run(configOf(statusInterface, script, { network: { bandwidth: 30e6 }, parameters: { maxBandwidth: 12e6 } }));
    const { simulation } = story;
    expect(simulation.thread.counters.status).toBe('completed');
    expect(simulation.thread.state.stopNs).toBeGreaterThan(5.9e9);
    expect(simulation.state.integrity).toMatchObject({ stale: 0, lost: 0, misclassified: wrongPages(simulation).length });
    expect(violated(story)).toEqual(broken);
  });

  test.each([{}, { kexec: true }] as const)('what e820 does not call RAM no kernel claims: shared before, it stays so, at the guest and at its host %o', (kind) => {
    const reboot = { atNs: 1e9, action: 'reboot', ...kind } as const;
    const story = run(configOf('merged', [reboot, at(8, 'migrate')], { guest: { composition: { zeroShare: 0, sharedPages: PAGES } } }));
    expect(wrongPages(story.simulation)).toEqual([]);
    expect(story.simulation.thread.counters.status).toBe('completed');
    expect(violated(story)).toEqual([]);
  });

  test('kexec: no firmware, its entries outside RAM stay; the kernel resets what the last one left (INV-15), under the RFC nobody does', () => {
    const kexec = { atNs: 1e9, action: 'reboot', kexec: true } as const;
    const merged = run(configOf('merged', [kexec, at(8, 'migrate')]));
    const { layout, channel } = merged.simulation.life.status!;
    expect(channel.store!.ranges()).toEqual([{ start: layout.bssDecrypted.start, end: layout.swiotlb.end }, layout.firmwareNonRam]);
    expect(violated(merged)).toEqual([]);
    const said = merged.events.filter(({ kind }) => kind === 'guest').map(({ value }) => value?.split(':')[0]);
    expect(said).toEqual(['0', 'e820-reset', 'bss_decrypted', 'per-cpu', 'swiotlb', 'KVM_MIGRATION_READY', undefined]);
    expect(named(merged.events, 'guest is up')[0]!.atNs).toBeCloseTo(1e9 + ((5.81763e9 - 0.953e9) * 160) / 256, -1);
    expect(violated(run(configOf('rfc-v1', [kexec, at(8, 'migrate')])))).toContain('INV-15');
  });

  test('of a guest that has moved: at the host where it runs', () => {
    const { simulation, events } = run(configOf('merged', [at(0, 'migrate'), at(5, 'reboot'), at(20, 'compact')]));
    expect(events.filter(({ name }) => name.endsWith('refused'))).toEqual([]);
    expect(named(events, 'guest is up').map(({ atNs }) => Math.floor(atNs / SECOND))).toEqual([9]);
    expect([wrongPages(simulation), simulation.state.integrity.violations]).toEqual([[], []]);
  });

  test('without encryption: the workload is gone for the time of a boot', () => {
    const config = testConfig({ script: [at(1, 'reboot')], until: 10e9, workload: { writesPerSecond: 1000 } });
    const { simulation } = run({ ...config, script: [at(1, 'reboot'), at(1e5, 'migrate')] }, 9.99e9);
    expect(simulation.guest.clock.writesAt(9.99e9) / 1000).toBeCloseTo(9.99 - 5.76958, 1);
  });
});
