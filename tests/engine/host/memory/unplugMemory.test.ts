import { describe, expect, test } from 'vitest';
import type { EngineAction, EngineConfig } from '../../../../src/engine/config';
import { captureCheckpoint, restoreCheckpoint } from '../../../../src/engine/record/checkpoint';
import { Player } from '../../../../src/engine/record/player';
import { Recorder } from '../../../../src/engine/record/recorder';
import { Simulation } from '../../../../src/engine/simulation';
import { FIRMWARE_PAGES } from '../../../../src/engine/vmm/firmwareBlocks';
import { countOf } from '../../planeSets';
import { encryptedConfig, testConfig, type ConfigChanges } from '../../testConfig';

const PAGES = 4096;
const PLUGGED = 2048;
const plug = (seconds: number, pages = PLUGGED): EngineAction => ({ atNs: seconds * 1e9, action: 'hotplug', bytes: pages * 4096 });
const at = (seconds: number, action: 'boot' | 'migrate' | 'reboot' | 'compact' | 'migrate_cancel' | 'hotunplug' | 'move-enc-context'): EngineAction => ({ atNs: seconds * 1e9, action });
const fault = (seconds: number, id: string): EngineAction => ({ atNs: seconds * 1e9, action: 'fault', fault: id });

function run(config: EngineConfig, until = Infinity): Simulation {
  const simulation = new Simulation(config);
  for (let calls = 0; calls < 10_000 && !simulation.advance(until, 1e6); calls++);
  return simulation;
}

const helped = (script: readonly EngineAction[], changes: ConfigChanges = {}): EngineConfig => encryptedConfig('mirror-ring', { ...changes, script });
const refusals = ({ events }: Simulation): readonly string[] => events.events.filter(({ name }) => name.endsWith('refused')).map(({ value }) => value!);
const told = ({ events }: Simulation, seconds: number): readonly string[] =>
  events.events.filter(({ atNs, kind }) => atNs === seconds * 1e9 && kind !== 'action').map(({ name, value }) => `${name} ${value}`);
/** Drivers that take buffers all over memory: a quarter of the DIMM is touched, and some of it is shared. */
const busy: ConfigChanges = { workload: { conversionsPerSecond: 3000 } };

describe('memory unplugged', () => {
  test('pinned at launch: the slot is freed, its region unregistered, flushed, unpinned, and nobody holds a page of it (INV-24, INV-25)', () => {
    const simulation = run(helped([plug(0.2), at(1, 'hotunplug'), at(2, 'migrate')]));
    expect(told(simulation, 1)).toEqual([
      'KVM_SET_USER_MEMORY_REGION pages 4096 to 6143: freed', 'KVM_MEMORY_ENCRYPT_UNREG_REGION pages 4096 to 6143: unpinned',
      'WBINVD on all CPUs', 'unpin_user_pages 2048 pages of the memslot', 'DEVICE_DELETED dimm0',
    ]);
    const { planes, memory, state, thread } = simulation;
    expect([planes.pages, planes.words, planes.lastSentNs.length]).toEqual([PAGES, PAGES / 32, PAGES / 512]);
    expect(memory.state).toMatchObject({ registeredPages: PAGES, pinnedPages: PAGES, dimms: [], destroyed: { vms: 1, leaked: 0, unflushed: 0 } });
    expect(thread.counters.status).toBe('completed');
    expect(state.integrity).toMatchObject({ pagesChecked: PAGES, violations: [] });
    expect(state.migrations[0]!.queryMigrate).toMatchObject({ ram: { total: (PAGES + FIRMWARE_PAGES) * 4096 } });
  });

  test('pinned on demand: the slot itself gives back what was touched of it, and its pfns[] and bitmap go: 8.125 bytes a page', () => {
    const before = run(helped([plug(0.2), at(1, 'hotunplug')], { ...busy, hosts: { pinning: 'demand' } }), 0.999e9);
    const simulation = run(helped([plug(0.2), at(1, 'hotunplug'), at(2, 'migrate')], { ...busy, hosts: { pinning: 'demand' } }));
    const value = told(simulation, 1).find((text) => text.startsWith('unpin_user_pages'))!;
    const given = Number(/\d+/.exec(value)![0]);
    expect(given).toBeGreaterThanOrEqual(countOf(before.planes.pinned!.subarray(PAGES / 32)));
    expect(given).toBeGreaterThan(400);
    expect(value).toBe(`unpin_user_pages ${given} pages of the memslot; pfns[] and pinned_bitmap of 16640 bytes go`);
    expect(told(simulation, 1).map((text) => text.split(' ')[0])).toEqual([
      'KVM_HC_MAP_GPA_RANGE', 'KVM_SET_USER_MEMORY_REGION', 'WBINVD', 'unpin_user_pages', 'KVM_MEMORY_ENCRYPT_UNREG_REGION', 'DEVICE_DELETED',
    ]);
    expect(simulation.memory.state.destroyed).toEqual({ vms: 1, leaked: 0, unflushed: 0 });
    expect(simulation.state.integrity.violations).toEqual([]);
  });

  test('the list of shared regions loses what lay in it, at the guest, in the store and in QEMU’s copy (INV-14)', () => {
    for (const statusInterface of ['rfc-v1', 'v10-list', 'v13-msr', 'merged'] as const) {
      const config = helped([plug(0.2), at(1, 'hotunplug')], { ...busy, guest: { kind: 'sev', statusInterface, composition: { zeroShare: 0, sharedPages: 512 } }, until: 1.5e9 });
      const shared = (seconds: number): number => run(config, seconds * 1e9).life.status!.channel.store!.ranges({ start: PAGES, end: PAGES + PLUGGED }).length;
      expect(shared(0.999)).toBeGreaterThan(10);
      expect(shared(1)).toBe(0);
      const { life, planes, state } = run(config);
      expect(life.conversions!.state.outstanding.filter((page) => page >= PAGES)).toEqual([]);
      expect(planes.privateBelief).toEqual(planes.privateTruth!.map((word, i) => (statusInterface === 'rfc-v1' ? planes.privateBelief![i]! : word)));
      expect(state.integrity.violations.map(({ invariant }) => invariant)).toEqual(statusInterface === 'rfc-v1' ? ['INV-14'] : []);
    }
  });

  test('takes the DIMM that came last, whole; the next plug comes in its place, and is fresh', () => {
    const script = [plug(0.1), plug(0.2, 512), at(0.5, 'hotunplug'), at(0.6, 'hotunplug'), plug(0.8), at(1, 'migrate')];
    const pages = [0.15, 0.3, 0.55, 0.7, 0.9].map((seconds) => run(helped(script, busy), seconds * 1e9).planes.pages);
    expect(pages).toEqual([PAGES + PLUGGED, PAGES + PLUGGED + 512, PAGES + PLUGGED, PAGES, PAGES + PLUGGED]);
    const simulation = run(helped(script, busy));
    expect([simulation.memory.state.dimms, simulation.thread.counters.status, simulation.state.integrity.violations]).toEqual([[PLUGGED], 'completed', []]);
    expect(simulation.state.integrity.pagesChecked).toBe(PAGES + PLUGGED);
    const demand = run(helped([plug(0.1), at(0.5, 'hotunplug'), plug(0.8)], { ...busy, hosts: { pinning: 'demand' } }), 0.8e9);
    expect(countOf(demand.planes.pinned!.subarray(PAGES / 32))).toBe(0);
    expect(countOf(demand.planes.zero!.subarray(PAGES / 32))).toBe(PLUGGED);
  });

  test('an ordinary guest: one call, and nothing was pinned', () => {
    const simulation = run(testConfig({ script: [plug(0.2), at(1, 'hotunplug'), at(2, 'migrate')] }));
    expect(told(simulation, 1)).toEqual(['KVM_SET_USER_MEMORY_REGION pages 4096 to 6143: freed', 'DEVICE_DELETED dimm0']);
    expect([simulation.planes.pages, simulation.thread.counters.status, simulation.state.integrity.violations]).toEqual([PAGES, 'completed', []]);
  });

  test.each(['mirror-rfc', 'mirror-ring', 'mailbox'] as const)('%s: the mirror has no slot of it any more, and the next one is its own (INV-19)', (mechanism) => {
    const simulation = run(encryptedConfig(mechanism, { script: [plug(0.2), at(0.4, 'hotunplug'), plug(0.6, 512), at(1, 'migrate')] }));
    expect(told(simulation, 0.4).filter((text) => text.includes('mirror'))).toEqual(mechanism === 'mirror-rfc' ? ['KVM_SET_USER_MEMORY_REGION mirror: pages 4096 to 6143: freed'] : []);
    expect([simulation.thread.counters.status, simulation.state.integrity.pagesChecked, simulation.state.integrity.violations]).toEqual(['completed', PAGES + 512, []]);
  });
});

describe('an unplug that is refused', () => {
  test.each(['plain', 'psp', 'mirror-ring'] as const)('while %s migrates, as QEMU does', (mechanism) => {
    const script = [plug(0), at(0.1, 'migrate'), at(0.12, 'hotunplug'), at(0.15, 'migrate_cancel'), at(1, 'hotunplug')];
    const simulation = run(mechanism === 'plain' ? testConfig({ script }) : encryptedConfig(mechanism, { script }));
    expect(simulation.events.events.filter(({ name }) => name === 'device_del refused')).toEqual([
      { atNs: 0.12e9, kind: 'qmp', host: 'source', name: 'device_del refused', value: 'device_del not allowed while migrating' },
    ]);
    expect(simulation.planes.pages).toBe(PAGES);
  });

  test('there is none, the guest does not answer, or its bounce buffers lie there', () => {
    const limited = helped([plug(0.1), at(0.5, 'hotunplug'), at(1, 'migrate')], { hosts: { memlockBytes: PAGES * 4096 } });
    expect(refusals(run(limited)).at(-1)).toBe("Device 'dimm0' not found");
    const off = run(helped([plug(0.1), at(0.5, 'hotunplug'), at(1, 'boot'), at(3, 'hotunplug')], { until: 9e9 }));
    expect(refusals(off)).toEqual(Array.from({ length: 2 }, () => 'dimm0 stays: the guest is not up to answer its ACPI eject request'));
    const seeds = Array.from({ length: 12 }, (_, seed) => helped([plug(0.1, 16_384), at(1, 'reboot'), at(8, 'hotunplug')], { seed }));
    const kept = seeds.map((config) => run(config)).filter(({ planes }) => planes.pages > PAGES);
    expect(kept.length).toBeGreaterThan(3);
    for (const simulation of kept) {
      expect(simulation.life.status!.layout.swiotlb.end).toBeGreaterThan(PAGES);
      expect(refusals(simulation)).toEqual(['dimm0 stays, ACPI_DEVICE_OST: the guest does not take its bounce buffers offline']);
      expect(simulation.state.integrity.violations).toEqual([]);
    }
  });

  test('a POWER guest keeps its slots', () => {
    const simulation = run(testConfig({ guest: { kind: 'pef', pageBytes: 65_536 }, script: [{ atNs: 0.1e9, action: 'hotplug', bytes: 2 ** 27 }, at(0.5, 'hotunplug')] }));
    expect(refusals(simulation)).toEqual(['UV_UNREGISTER_MEM_SLOT is not modelled']);
  });
});

describe('unpinned without a flush (F-23)', () => {
  test.each(['launch', 'demand'] as const)('%s: the frames of the slot are named, and the flush comes too late', (pinning) => {
    const script = [plug(0.1), fault(0.4, 'F-23'), at(0.5, 'hotunplug'), at(1, 'migrate')];
    const simulation = run(helped(script, { ...busy, hosts: { pinning } }));
    expect(told(simulation, 0.5).filter((text) => /WBINVD|unpin_user/.test(text)).map((text) => text.replace(/\d+ pages/, 'n pages'))).toEqual([
      expect.stringMatching(/^unpin_user_pages n pages of the memslot.*; no WBINVD before it$/), 'WBINVD on all CPUs, too late',
    ]);
    const [violation, ...others] = simulation.state.integrity.violations;
    expect([violation, others]).toMatchObject([{ invariant: 'INV-24', count: 16, text: 'unpinned without a flush: late writebacks corrupt the new owner of these frames' }, []]);
    expect(violation!.pages.every((page) => page >= PAGES && page < PAGES + PLUGGED)).toBe(true);
    expect(simulation.thread.counters.status).toBe('completed');
  });
});

describe('a guest that moved on', () => {
  test('has its DIMM at the destination, and gives it back there', () => {
    const simulation = run(helped([plug(0.1), at(0.5, 'migrate'), at(3, 'hotunplug'), at(4, 'migrate')]));
    expect(refusals(simulation)).toEqual([]);
    expect(told(simulation, 3)).toContain('unpin_user_pages 2048 pages of the memslot');
    expect([simulation.state.moves, simulation.planes.pages, simulation.state.integrity.violations]).toEqual([1, PAGES, []]);
  });

  test('what was wrong with pages of the DIMM goes with it', () => {
    const simulation = new Simulation(helped([plug(0.1), at(1, 'migrate'), at(3, 'hotunplug'), at(4, 'migrate')]));
    while (!simulation.advance(0.5e9, 1e6));
    for (const page of [100, PAGES]) {
      simulation.guest.rewrite(page, page + 16);
      simulation.memory.move(page, page + 16);
    }
    const wrong = (): readonly number[] => simulation.state.critical.filter((_, i) => i % 2 === 0);
    while (!simulation.advance(2.9e9, 1e6));
    expect([simulation.life.wrongPages.counts.wrongKey, wrong().length]).toEqual([32, 0]);
    while (!simulation.advance(Infinity, 1e6));
    expect([simulation.state.integrity.wrongKey, wrong()]).toEqual([16, Array.from({ length: 16 }, (_, i) => 100 + i)]);
  });
});

test('going back to while it was plugged in, and forth again, shows the same guest', () => {
  for (const pinning of ['launch', 'demand'] as const) {
    const config = helped([plug(0.2), at(0.6, 'hotunplug'), at(1, 'migrate')], { ...busy, hosts: { pinning } });
    const early = captureCheckpoint(run(config, 0.5e9));
    const late = captureCheckpoint(run(config));
    const traveller = run(config, 1.05e9);
    restoreCheckpoint(traveller, early);
    expect([traveller.planes.pages, traveller.memory.state.dimms]).toEqual([PAGES + PLUGGED, [PLUGGED]]);
    while (!traveller.advance(Infinity, 1e6));
    const again = captureCheckpoint(traveller);
    expect(again.parts).toBe(late.parts);
    expect(again.planes).toEqual(late.planes);
  }
});

test('a recording has room for the most RAM that the guest had; a picture shows what it has at its moment', () => {
  const config = helped([plug(0.2), at(0.6, 'hotunplug'), at(1, 'migrate')]);
  const recorder = new Recorder(config, 1e8);
  while (!recorder.advance(1e6));
  expect(recorder.guestPages).toBe(PAGES + PLUGGED);
  const player = new Player(config, recorder.recording);
  const pagesAt = (seconds: number): number => player.page(0, seconds * 1e9).ramPages;
  expect([0.9, 0.1, 0.4, 1.1].map(pagesAt)).toEqual([PAGES, PAGES, PAGES + PLUGGED, PAGES]);
});
