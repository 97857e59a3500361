import { describe, expect, test } from 'vitest';
import type { EngineAction, EngineConfig } from '../../../../src/engine/config';
import { captureCheckpoint, restoreCheckpoint } from '../../../../src/engine/record/checkpoint';
import { Player } from '../../../../src/engine/record/player';
import { Recorder } from '../../../../src/engine/record/recorder';
import { Simulation } from '../../../../src/engine/simulation';
import { countOf, pagesOf } from '../../planeSets';
import { encryptedConfig, testConfig, type ConfigChanges } from '../../testConfig';

const PAGES = 4096;
/** The workload's: pages 512 to 1535. */
const FIRST = 512;
const END = 1536;
const remap = (seconds: number, first: number, pages: number): EngineAction => ({ atNs: seconds * 1e9, action: 'remap', gpa: first * 4096, bytes: pages * 4096 });
const at = (seconds: number, action: 'boot' | 'migrate' | 'reboot' | 'compact' | 'migrate_cancel' | 'hotunplug' | 'move-enc-context'): EngineAction => ({ atNs: seconds * 1e9, action });
const fault = (seconds: number, id: string): EngineAction => ({ atNs: seconds * 1e9, action: 'fault', fault: id });
const upTo = (first: number, end: number): readonly number[] => Array.from({ length: end - first }, (_, page) => first + page);

function run(config: EngineConfig, until = Infinity): Simulation {
  const simulation = new Simulation(config);
  for (let calls = 0; calls < 10_000 && !simulation.advance(until, 1e6); calls++);
  return simulation;
}

const demand = { hosts: { pinning: 'demand' } } as const;
const helped = (script: readonly EngineAction[], changes: ConfigChanges = {}): EngineConfig => encryptedConfig('mirror-ring', { ...changes, script });
const commands = ({ events }: Simulation, name: string): readonly string[] => events.events.filter((event) => event.name === name).map(({ value }) => value!);
const broken = ({ state }: Simulation): readonly (readonly [string, number, string])[] => state.integrity.violations.map(({ invariant, count, text }) => [invariant, count, text]);
const sum = (texts: readonly string[]): number => texts.reduce((all, text) => all + Number(/\d+/.exec(text)![0]), 0);
const pinsOf = ({ memory, planes }: Simulation) => ({ slots: memory.state.here.slots, pinned: memory.state.pinnedPages, marked: countOf(planes.pinned!) });

const GARBAGE = 'its frame was replaced under the guest, which reads garbage';

describe('replaced frames, pinned on demand', () => {
  test('NPT entries are zapped, pins stay; each page that the guest touches is flushed, unpinned and pinned anew', () => {
    const before = run(helped([remap(1, FIRST, 1024)], { ...demand, until: 30e9 }), 0.9e9);
    const zapped = run(helped([remap(1, FIRST, 1024)], { ...demand, until: 30e9 }), 1e9);
    const simulation = run(helped([remap(1, FIRST, 1024)], { ...demand, until: 30e9 }));
    expect(zapped.events.events.filter(({ kind }) => kind === 'command').map(({ name, value }) => `${name} ${value}`)).toEqual([
      'mmap pages 512 to 1535: new frames', 'mmu_notifier_invalidate_range pages 512 to 1535: NPT entries zapped, pins stay',
    ]);
    expect(countOf(zapped.planes.replaced!)).toBe(1024);
    expect([pinsOf(zapped), pinsOf(simulation)]).toEqual([pinsOf(before), pinsOf(before)]);
    expect([countOf(simulation.planes.replaced!), simulation.life.frames.state.waiting]).toEqual([0, 0]);
    expect(simulation.life.frames.state.faulted).toBe(1024);
    for (const name of ['unpin_user_pages', 'pin_user_pages_fast']) expect(sum(commands(simulation, name))).toBe(1024);
    const pinning = simulation.events.events.filter(({ name }) => /WBINVD|unpin|pin_user/.test(name)).map(({ name }) => name);
    expect(pinning.slice(0, 3)).toEqual(['WBINVD', 'unpin_user_pages', 'pin_user_pages_fast']);
    expect(pinning.length).toBeLessThan(40);
  });

  test('what the guest had there is lost: named with its cause, at the source and where it arrives; its own writes of some bytes heal nothing', () => {
    const simulation = run(helped([remap(0.5, 1400, 64), at(1, 'migrate')], demand));
    expect(simulation.thread.counters.status).toBe('completed');
    const text = 'the destination holds garbage: the frame was replaced at the source, and the contents went with it';
    expect(broken(simulation)).toEqual([['INV-02', 64, text], ['INV-26', 64, GARBAGE]]);
    expect(simulation.state.integrity.violations[0]!.pages).toEqual(upTo(1400, 1416));
    expect(simulation.state.integrity).toMatchObject({ wrongKey: 64, stale: 0, lost: 0, misclassified: 0, unpinnedMoves: 0 });
    expect(simulation.memory.state.destroyed).toEqual({ vms: 1, leaked: 0, unflushed: 0 });
  });

  test('a page that nobody had written loses nothing; shared pages are zeros', () => {
    const simulation = run(helped([remap(0.5, 0, PAGES), at(1, 'migrate')], { ...demand, guest: { kind: 'sev', statusInterface: 'merged', composition: { zeroShare: 0.5, sharedPages: 512 } } }));
    const { lost } = simulation.life.frames.state.remaps[0]!;
    expect(lost).toBeLessThan(0.75 * PAGES);
    const { integrity } = simulation.state;
    expect(integrity.wrongKey + integrity.lost).toBe(lost);
    expect(integrity.lost).toBeGreaterThan(100);
    expect(broken(simulation).map(([invariant, , text]) => [invariant, text.slice(0, 40)])).toEqual([
      ['INV-02', 'the destination holds garbage: the frame'], ['INV-01', 'the destination holds zeros: the frame w'],
      ['INV-26', GARBAGE.slice(0, 40)], ['INV-26', 'its frame was replaced under the guest, w'.slice(0, 40)],
    ]);
  });

  test('what a boot writes anew as a whole is right again', () => {
    const simulation = run(helped([remap(0.5, FIRST, 64), at(1, 'reboot'), at(9, 'migrate')], demand));
    expect([simulation.thread.counters.status, broken(simulation), simulation.life.frames.lostPages]).toEqual(['completed', [], 0]);
    expect(simulation.planes.replaced!.every((word) => word === 0)).toBe(true);
  });

  test('in the middle of a migration, under the firmware: what the list holds stays held, and nothing leaks (INV-24)', () => {
    const simulation = run(encryptedConfig('psp', { script: [at(0, 'migrate'), remap(0.15, 500, 64)], hosts: { pinning: 'demand', pspPageNs: 20e3 }, parameters: { downtimeLimitMs: 5 } }));
    expect(simulation.thread.counters.status).toBe('completed');
    expect(broken(simulation).map(([invariant, count]) => [invariant, count])).toEqual([['INV-02', 64], ['INV-26', 64]]);
    expect(simulation.memory.state.destroyed).toEqual({ vms: 1, leaked: 0, unflushed: 0 });
    const cancelled = run(encryptedConfig('psp', { script: [at(0, 'migrate'), at(0.2, 'migrate_cancel'), remap(0.3, 0, 64), at(0.5, 'compact')], hosts: { pinning: 'demand', pspPageNs: 20e3 }, until: 1e9 }));
    expect(cancelled.memory.state.pinnedPages).toBe(countOf(cancelled.planes.pinned!.map((word, i) => word | cancelled.planes.regionPinned![i]!)));
  });

  test('F-23: the old frames are unpinned first, and named', () => {
    const simulation = run(helped([fault(0.1, 'F-23'), remap(0.5, FIRST, 1024), at(1.5, 'compact')], { ...demand, until: 2e9 }));
    const frames = simulation.memory.state.writtenBack;
    expect(commands(simulation, 'unpin_user_pages')[0]).toMatch(/their old frames; no WBINVD before it$/);
    expect(frames.length).toBeGreaterThan(0);
    expect(frames.every((page) => page >= FIRST && page < END)).toBe(true);
    expect(simulation.memory.state.destroyed.unflushed).toBeGreaterThanOrEqual(frames.length);
    expect(simulation.state.integrity.violations.find(({ invariant }) => invariant === 'INV-24')).toMatchObject({ count: frames.length, pages: frames });
  });

  test('F-22: no memory for the new frame, and the VM is dead', () => {
    const simulation = run(helped([fault(0.1, 'F-22'), remap(0.5, FIRST, 1024)], { ...demand, until: 2e9 }));
    expect(simulation.faults.state).toMatchObject({ isVmDead: true });
    expect(simulation.faults.state.failedPin).toBeGreaterThanOrEqual(FIRST);
  });
});

describe('replaced frames, pinned at launch', () => {
  const script = [remap(0.5, FIRST, 1024)];

  test('the region holds the old frames, and nobody pins the new ones: what the guest works on there may be moved (INV-23)', () => {
    const simulation = run(helped([...script, at(20, 'compact'), at(21, 'migrate_cancel')], { until: 22e9 }), 19e9);
    expect(pinsOf(simulation)).toEqual({ slots: PAGES, pinned: PAGES - 1024, marked: PAGES - 1024 });
    expect(broken(simulation).map(([invariant, count]) => [invariant, count])).toEqual([['INV-23', 1024], ['INV-26', 1024]]);
    expect(commands(simulation, 'unpin_user_pages')).toEqual([]);
    expect(sum(commands(simulation, 'direct_page_fault'))).toBe(1024);
    while (!simulation.advance(20.5e9, 1e6));
    expect(simulation.state.integrity.unpinnedMoves).toBe(1024);
  });

  test('a page that is not touched again is mapped nowhere, and not loose', () => {
    const simulation = run(helped([remap(0.5, 3000, 64), at(1, 'compact')], { until: 2e9 }));
    expect(broken(simulation)).toEqual([['INV-26', 64, GARBAGE]]);
    expect(countOf(simulation.life.frames.loose())).toBe(0);
  });

  test('replaced once more, a page is mapped nowhere again until its next access, and has one old frame held, not two', () => {
    const config = helped([...script, remap(12, FIRST, 1024)], { until: 30e9 });
    const [before, after, late] = [run(config, 11.9e9), run(config, 12e9), run(config)];
    expect([countOf(before.life.frames.loose()), before.life.frames.state.waiting]).toEqual([1024, 0]);
    expect([countOf(after.life.frames.loose()), after.life.frames.state.waiting]).toEqual([0, 1024]);
    expect([countOf(late.life.frames.loose()), late.life.frames.state.waiting]).toEqual([1024, 0]);
    expect(late.memory.orphanRanges).toEqual([{ start: FIRST, end: END }]);
    expect(pinsOf(late)).toEqual({ slots: PAGES, pinned: PAGES - 1024, marked: PAGES - 1024 });
  });

  test('all is given back as the VM goes, old frames too; the destination’s region holds what is mapped there (INV-24)', () => {
    const simulation = run(helped([...script, at(5, 'migrate')]));
    expect(commands(simulation, 'unpin_user_pages')).toEqual([`${PAGES} pages of memslots`]);
    expect(simulation.memory.state.destroyed).toEqual({ vms: 1, leaked: 0, unflushed: 0 });
    expect(pinsOf(simulation)).toEqual({ slots: PAGES, pinned: PAGES, marked: PAGES });
    expect(simulation.memory.orphanRanges).toEqual([]);
  });

  test('a new VMM on the same host takes the old frames over too (INV-22), an unplug gives them back', () => {
    const simulation = run(helped([{ atNs: 0.1e9, action: 'hotplug', bytes: 1024 * 4096 }, remap(0.5, PAGES - 512, 1024), at(1, 'move-enc-context'), at(2, 'hotunplug')], { until: 3e9 }));
    expect(commands(simulation, 'unpin_user_pages')).toEqual(['1024 pages of the memslot']);
    expect(pinsOf(simulation)).toEqual({ slots: PAGES, pinned: PAGES - 512, marked: PAGES - 512 });
    expect(broken(simulation)).toEqual([['INV-26', 512, GARBAGE]]);
    expect(simulation.life.frames.lostRanges).toEqual([{ start: PAGES - 512, end: PAGES }]);
  });

  test('a reboot writes them anew, and pins nothing', () => {
    const simulation = run(helped([remap(0.5, FIRST, 64), at(1, 'reboot')], { until: 9e9 }));
    expect(broken(simulation).map(([invariant]) => invariant)).toContain('INV-23');
    expect([simulation.life.frames.lostPages, pagesOf(simulation.life.frames.loose())]).toEqual([0, upTo(FIRST, FIRST + 64)]);
    expect(pinsOf(simulation)).toEqual({ slots: PAGES, pinned: PAGES - 64, marked: PAGES - 64 });
  });
});

describe('what is replaced', () => {
  test('an ordinary guest reads zeros, and QEMU sends them so', () => {
    const idle = { kind: 'idle', writesPerSecond: 0 } as const;
    const simulation = run(testConfig({ script: [remap(0.5, 1000, 64), at(1, 'migrate')], workload: idle }));
    expect(simulation.events.events.find(({ name }) => name === 'mmu_notifier_invalidate_range')).toMatchObject({ value: 'pages 1000 to 1063: NPT entries zapped' });
    expect(simulation.state.integrity).toMatchObject({ lost: 64, wrongKey: 0, violations: [{ invariant: 'INV-01', pages: upTo(1000, 1016) }, { invariant: 'INV-26', count: 64 }] });
    const without = run(testConfig({ workload: idle }));
    expect(simulation.thread.counters.duplicate - without.thread.counters.duplicate).toBe(64);
  });

  test('lies within the guest’s RAM of the moment', () => {
    const script = [{ atNs: 0.1e9, action: 'hotplug', bytes: 1024 * 4096 } as const, at(0.2, 'hotunplug'), remap(0.3, PAGES, 16)];
    const { events } = run(helped(script, { until: 1e9 }));
    expect(events.events.filter(({ name }) => name === 'remap refused').map(({ value }) => value)).toEqual(["the guest has no memory of the VMM's there: it ends at page 4095"]);
  });

  test('before a boot there is nothing to lose', () => {
    const simulation = run(helped([remap(0.1, 0, PAGES), at(1, 'boot')], { until: 12e9 }));
    expect([simulation.guest.state.up, broken(simulation), simulation.life.frames.state.remaps]).toEqual([true, [], [{ atNs: 0.1e9, first: 0, pages: PAGES, lost: 0 }]]);
  });

  test('stays lost on the hosts after it, until it is written anew', () => {
    const simulation = run(helped([remap(0.5, 3000, 64), at(1, 'migrate'), at(4, 'migrate')], demand));
    expect(simulation.state.moves).toBe(1);
    expect(broken(simulation)).toEqual([['INV-02', 64, 'garbage since an earlier move: the guest has not written the page anew']]);
  });
});

test('going back and forth over it shows the same guest', () => {
  for (const pinning of ['launch', 'demand'] as const) {
    const config = helped([remap(0.2, FIRST, 1024), at(0.6, 'compact'), at(1, 'migrate')], { hosts: { pinning }, workload: { conversionsPerSecond: 500 } });
    const early = captureCheckpoint(run(config, 0.4e9));
    const late = captureCheckpoint(run(config));
    const traveller = run(config, 1.05e9);
    restoreCheckpoint(traveller, early);
    expect([traveller.life.frames.lostPages, countOf(traveller.planes.replaced!)]).toEqual([run(config, 0.4e9).life.frames.lostPages, countOf(run(config, 0.4e9).planes.replaced!)]);
    while (!traveller.advance(Infinity, 1e6));
    const again = captureCheckpoint(traveller);
    expect(again.parts).toBe(late.parts);
    expect(again.planes).toEqual(late.planes);
  }
});

test('the page inspector knows the cause, and the map rings the pages', () => {
  const config = helped([remap(0.5, 3000, 4)], { ...demand, until: 1e9 });
  const recorder = new Recorder(config, 1e8);
  while (!recorder.advance(1e6));
  const player = new Player(config, recorder.recording);
  expect(player.page(3001, 0.9e9)).toMatchObject({ replaced: true, wrong: ['moved'], zero: true });
  expect(player.page(3001, 0.1e9)).not.toHaveProperty('replaced');
  const life = player.life(3001);
  while (!life.advance(1e6));
  expect(life.life.changes).toEqual([{ atNs: 0.5e9, kind: 'replaced' }]);
  expect(recorder.recording.result!.remaps).toEqual([{ atNs: 0.5e9, first: 3000, pages: 4, lost: 4 }]);
  expect(pagesOf(run(config).planes.replaced!)).toEqual(upTo(3000, 3004));
});
