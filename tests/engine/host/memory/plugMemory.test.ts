import { describe, expect, test } from 'vitest';
import type { EngineAction, EngineConfig } from '../../../../src/engine/config';
import { captureCheckpoint, restoreCheckpoint } from '../../../../src/engine/record/checkpoint';
import { Simulation } from '../../../../src/engine/simulation';
import { FIRMWARE_PAGES } from '../../../../src/engine/vmm/firmwareBlocks';
import { countOf } from '../../planeSets';
import { encryptedConfig, testConfig, type ConfigChanges } from '../../testConfig';

const PAGES = 4096;
const PLUGGED = 2048;
const plug = (seconds: number, pages = PLUGGED): EngineAction => ({ atNs: seconds * 1e9, action: 'hotplug', bytes: pages * 4096 });
const at = (seconds: number, action: 'boot' | 'migrate' | 'reboot' | 'compact' | 'migrate_cancel'): EngineAction => ({ atNs: seconds * 1e9, action });

function run(config: EngineConfig, until = Infinity): Simulation {
  const simulation = new Simulation(config);
  for (let calls = 0; calls < 10_000 && !simulation.advance(until, 1e6); calls++);
  return simulation;
}

const helped = (script: readonly EngineAction[], changes: ConfigChanges = {}): EngineConfig => encryptedConfig('mirror-ring', { ...changes, script });
const refusals = ({ events }: Simulation): readonly string[] => events.events.filter(({ name }) => name.endsWith('refused')).map(({ value }) => value!);

describe('memory plugged in', () => {
  test('is not there before: not counted, not sent, not in any plane', () => {
    const { planes, memory } = run(helped([at(0, 'migrate_cancel'), plug(2)]), 1.9e9);
    expect([planes.pages, planes.words, planes.dirty.length, planes.lastSentNs.length]).toEqual([PAGES, PAGES / 32, PAGES / 32, PAGES / 512]);
    expect([memory.state.pinnedPages, memory.state.registeredPages, countOf(planes.pinned!)]).toEqual([PAGES, PAGES, PAGES]);
    const moved = run(helped([at(0, 'migrate'), plug(9)], { until: 8e9 }));
    expect(moved.state.integrity.pagesChecked).toBe(PAGES);
    expect(moved.state.migrations[0]!.queryMigrate).toMatchObject({ ram: { total: (PAGES + FIRMWARE_PAGES) * 4096 } });
  });

  test.each(['launch', 'demand'] as const)('before the first boot nothing is registered, and the boot registers all, once (INV-25), %s-pinned', (pinning) => {
    const script = [plug(0.1), at(1, 'boot'), { atNs: 9e9, action: 'move-enc-context' }, at(10, 'migrate')] as const;
    const off = run(helped(script, { hosts: { pinning } }), 0.9e9);
    expect([off.planes.pages, off.memory.state.registeredPages, countOf(off.planes.pinned!)]).toEqual([PAGES + PLUGGED, 0, 0]);
    expect(off.events.events.filter(({ name }) => name === 'KVM_MEMORY_ENCRYPT_REG_REGION')).toEqual([]);
    const { memory, state, thread } = run(helped(script, { hosts: { pinning } }));
    expect(memory.state.registeredPages).toBe(PAGES + PLUGGED);
    expect(thread.counters.status).toBe('completed');
    expect(state.integrity.violations).toEqual([]);
  });

  test.each(['launch', 'demand'] as const)('afterwards it is guest RAM like all other: private on both sides, registered, %s-pinned, sent and received', (pinning) => {
    const { planes, memory, state, thread, life } = run(helped([plug(0.5), plug(0.6, 512), at(1, 'migrate')], { hosts: { pinning } }));
    const pages = PAGES + PLUGGED + 512;
    expect(planes.pages).toBe(pages);
    expect(countOf(planes.privateTruth!)).toBe(pages - 512);
    expect(planes.privateBelief).toEqual(planes.privateTruth);
    expect(memory.state.registeredPages).toBe(pages);
    expect(memory.state.pinnedPages).toBe(pinning === 'launch' ? pages : PAGES);
    expect(thread.counters.status).toBe('completed');
    expect(state.integrity).toMatchObject({ pagesChecked: pages, lost: 0, violations: [] });
    expect(state.migrations[0]!.queryMigrate).toMatchObject({ ram: { total: (pages + FIRMWARE_PAGES) * 4096 } });
    expect(life.status!.channel.store!.ranges().at(-1)!.start).toBe(pages);
  });

  test('without encryption it is zero memory: a migration sends nine bytes of each page', () => {
    const { planes, thread } = run(testConfig({ script: [plug(0.5), at(1, 'migrate')], workload: { kind: 'idle', writesPerSecond: 0 } }));
    expect(countOf(planes.zero!)).toBe(PLUGGED);
    const without = run(testConfig({ workload: { kind: 'idle', writesPerSecond: 0 } }));
    expect(thread.counters.duplicate - without.thread.counters.duplicate).toBe(PLUGGED);
  });

  test('needs room under RLIMIT_MEMLOCK: -ENOMEM, and the guest stays as it is', () => {
    for (const pinning of ['launch', 'demand'] as const) {
      const limited = (bytes: number): Simulation => run(helped([plug(0.5), at(1, 'migrate')], { hosts: { pinning, memlockBytes: bytes } }));
      const refused = limited((PAGES + PLUGGED) * 4096 - 1);
      expect(refused.planes.pages).toBe(PAGES);
      expect(refused.events.events).toContainEqual({ atNs: 0.5e9, kind: 'command', host: 'source', name: 'KVM_MEMORY_ENCRYPT_REG_REGION', value: 'pages 4096 to 6143', ret: -12, args: 'addr 0x1000000, size 0x800000', states: ['UNPINNED', 'UNPINNED'] });
      expect(refusals(refused).join()).toContain('RLIMIT_MEMLOCK');
      expect(refused.thread.counters.status).toBe('completed');
      expect(limited((PAGES + PLUGGED) * 4096).planes.pages).toBe(PAGES + PLUGGED);
    }
  });

  test.each(['plain', 'psp'] as const)('while %s migrates QEMU takes no device; when it does not, it does', (mechanism) => {
    const script = [at(0, 'migrate'), plug(0.02), at(0.05, 'migrate_cancel'), plug(1)];
    const { planes, events } = run(mechanism === 'plain' ? testConfig({ script }) : encryptedConfig('psp', { script }));
    expect(events.events.filter(({ name }) => name === 'device_add refused')).toEqual([
      { atNs: 0.02e9, kind: 'qmp', host: 'source', name: 'device_add refused', value: 'device_add not allowed while migrating' },
    ]);
    expect(planes.pages).toBe(PAGES + PLUGGED);
  });

  test('while a helper migrates the mirror has the slot before the guest has, and every page of it goes (INV-19)', () => {
    const { events, state, planes, thread } = run(helped([at(0, 'migrate'), plug(0.03)], { network: { bandwidth: 40e6 }, workload: { conversionsPerSecond: 500 } }));
    expect(events.events.filter(({ atNs, kind }) => atNs === 0.03e9 && kind === 'command').map(({ name, value }) => `${name} ${value}`)).toEqual([
      'KVM_SET_USER_MEMORY_REGION mirror: pages 4096 to 6143', 'KVM_SET_USER_MEMORY_REGION pages 4096 to 6143',
      'KVM_MEMORY_ENCRYPT_REG_REGION pages 4096 to 6143: pinned',
    ]);
    expect(thread.counters.status).toBe('completed');
    expect(state.integrity).toMatchObject({ pagesChecked: PAGES + PLUGGED, lost: 0, stale: 0, misclassified: 0, violations: [] });
    expect(countOf(planes.toSend)).toBe(0);
  });

  test('tells of a slot of the mirror where there is one, and not where nobody tells it (F-30)', () => {
    const told = (config: Parameters<typeof run>[0]): boolean => run(config).events.events.some(({ value }) => value?.startsWith('mirror: ') === true);
    const before = [plug(0.5), at(1, 'migrate')];
    const during = [at(0, 'migrate'), plug(0.03)];
    const slow = { network: { bandwidth: 40e6 } };
    expect((['mirror-rfc', 'mirror-ring', 'mailbox'] as const).map((mechanism) => told(encryptedConfig(mechanism, { script: before })))).toEqual([true, false, false]);
    expect((['mirror-rfc', 'mirror-ring', 'mailbox'] as const).map((mechanism) => told(encryptedConfig(mechanism, { script: during, ...slow })))).toEqual([true, true, true]);
    expect(told(encryptedConfig('mirror-ring', { script: [{ atNs: 0, action: 'fault', fault: 'F-30' }, ...during], ...slow }))).toBe(false);
  });

  test('goes to the host where a guest that has moved runs', () => {
    const simulation = run(helped([at(0, 'migrate'), plug(5)]));
    expect([refusals(simulation), simulation.planes.pages, simulation.state.integrity.violations]).toEqual([[], PAGES + PLUGGED, []]);
  });

  test('a reboot finds it in its e820 table; a boot of the larger guest costs more', () => {
    const { planes, events, state } = run(helped([plug(0.5), at(1, 'reboot')]));
    expect(events.events.find(({ value }) => value?.startsWith('e820-reset') === true)!.value).toBe('e820-reset: pages 0 to 6143 private');
    expect([planes.pages, state.integrity.violations]).toEqual([PAGES + PLUGGED, []]);
    const sizes = [[at(1, 'boot')], [plug(0.5), at(1, 'boot')]].map((script) => run(helped(script)).state.boot!.pinnedPages);
    expect(sizes).toEqual([PAGES, PAGES + PLUGGED]);
  });

  test('going back to before it and forth again shows the same guest', () => {
    const config = helped([plug(0.5), at(1, 'migrate')]);
    const early = captureCheckpoint(run(config, 0.4e9));
    const end = run(config);
    const late = captureCheckpoint(end);
    const traveller = run(config, 1.05e9);
    restoreCheckpoint(traveller, early);
    expect([traveller.planes.pages, traveller.planes.sent0.length]).toEqual([PAGES, PAGES / 32]);
    while (!traveller.advance(Infinity, 1e6));
    const again = captureCheckpoint(traveller);
    expect(again.parts).toBe(late.parts);
    expect(again.planes).toEqual(late.planes);
  });
});
