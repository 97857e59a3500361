import { describe, expect, test } from 'vitest';
import type { EngineAction } from '../../../../src/engine/config';
import { LAUNCH_IMAGE_PAGES } from '../../../../src/engine/host/memory/memoryManager';
import { pinMetadataBytes } from '../../../../src/engine/host/memory/pinMetadata';
import { EventLog } from '../../../../src/engine/record/eventLog';
import type { RunEvent } from '../../../../src/engine/record/runEvent';
import { Simulation } from '../../../../src/engine/simulation';
import { countOf } from '../../planeSets';
import { encryptedConfig, type ConfigChanges } from '../../testConfig';

const PAGES = 4096;
const at = (seconds: number, action: 'boot' | 'migrate' | 'migrate_cancel' | 'compact'): EngineAction => ({ atNs: seconds * 1e9, action });
type Mechanism = Parameters<typeof encryptedConfig>[0];

interface Story {
  readonly simulation: Simulation;
  readonly events: readonly RunEvent[];
}

function run(mechanism: Mechanism, changes: ConfigChanges = {}, onStep?: (simulation: Simulation) => void): Story {
  const log = new EventLog();
  const simulation = new Simulation(encryptedConfig(mechanism, { hosts: { pspPageNs: 20e3 }, ...changes }), log, onStep);
  for (let calls = 0; calls < 10_000 && !simulation.advance(Infinity, 1e6); calls++);
  return { simulation, events: log.events };
}

const onDemand = { pspPageNs: 20e3, pinning: 'demand' } as const;
const demandGuest = { kind: 'sev', statusInterface: 'merged', composition: { zeroShare: 0.5, sharedPages: 512 } } as const;
const teardown = (events: readonly RunEvent[], host: string): readonly string[] =>
  events.filter((event) => event.host === host && /WBINVD|unpin|DECOMMISSION/.test(event.name)).map(({ name, value }) => `${name}: ${value}`);
const union = ({ planes }: Simulation): number => countOf(planes.pinned!.map((word, i) => word | (planes.regionPinned?.[i] ?? 0)));

describe('a VM that is destroyed', () => {
  test('after a completed move: flush, unpin, and only then firmware; nothing is left (INV-24)', () => {
    const { simulation, events } = run('psp');
    expect(teardown(events, 'source')).toEqual(['WBINVD: on all CPUs', `unpin_user_pages: ${PAGES} pages of memslots`, 'DEACTIVATE, DECOMMISSION: ASID 100 to be flushed']);
    expect(teardown(events, 'destination')).toEqual([]);
    expect(simulation.memory.state).toMatchObject({ destroyed: { vms: 1, leaked: 0, unflushed: 0 }, here: { alive: true, slots: PAGES, regions: 0 }, there: { alive: false } });
    expect(simulation.state.integrity.violations).toEqual([]);
  });

  test.each(['psp', 'mirror-ring', 'mailbox'] as const)('%s, cancelled: the VM that waited gives back what it held, the guest keeps its pins; then it moves', (mechanism) => {
    const { simulation, events } = run(mechanism, { script: [at(0, 'migrate'), at(0.02, 'migrate_cancel'), at(0.5, 'migrate')] });
    expect(teardown(events, 'destination').slice(0, 2)).toEqual(['WBINVD: on all CPUs', `unpin_user_pages: ${PAGES} pages of memslots`]);
    expect(teardown(events, 'source')).toHaveLength(3);
    expect(simulation.memory.state.destroyed).toEqual({ vms: 2, leaked: 0, unflushed: 0 });
    expect(simulation.state.integrity.violations).toEqual([]);
  });

  test('a run without its end destroys nothing', () => {
    expect(run('psp', { until: 20e6 }).simulation.memory.state.destroyed.vms).toBe(0);
  });

  test('a reference that nobody gives back is told by number', () => {
    const { simulation } = run('psp', { script: [at(0.1, 'migrate')] }, ({ memory, nowNs }) => {
      if (nowNs === 0.1e9) memory.state.here = { ...memory.state.here, slots: PAGES + 3 };
    });
    expect(simulation.state.integrity.violations).toEqual([{ invariant: 'INV-24', pages: [], count: 3, text: '3 pins left of 1 destroyed VMs' }]);
  });

  test('F-23 is this order broken: unpinned first, the flush too late', () => {
    const { simulation, events } = run('psp', { script: [{ atNs: 0, action: 'fault', fault: 'F-23' }, at(0.1, 'migrate')] });
    expect(teardown(events, 'source').slice(0, 2)).toEqual([`unpin_user_pages: ${PAGES} pages of memslots; no WBINVD before it`, 'WBINVD: on all CPUs, too late']);
    expect(simulation.memory.state.destroyed).toEqual({ vms: 1, leaked: 0, unflushed: PAGES });
  });
});

describe('references of demand pinning', () => {
  test('SEND_UPDATE_DATA leaves one on pinned_regions_list for each page of each command, until the VM is destroyed', () => {
    const { simulation, events } = run('psp', { hosts: onDemand, guest: demandGuest, workload: { writesPerSecond: 20_000 } });
    const { thread, planes, memory } = simulation;
    const commands = thread.sender.state.sentPrivate;
    expect(commands).toBeGreaterThan(countOf(planes.privateAtDestination!));
    expect(teardown(events, 'source')[1]).toContain(`, ${commands + LAUNCH_IMAGE_PAGES} on pinned_regions_list`);
    expect(memory.state.here).toMatchObject({ alive: true, regions: commands });
    expect(countOf(planes.regionPinned!)).toBe(countOf(planes.privateAtDestination!));
    expect(simulation.state.integrity.violations).toEqual([]);
  });

  test('pages that the guest never touched are pinned once they were sent: a given-up migration leaves nothing for compaction to move', () => {
    const before = run('psp', { hosts: onDemand, guest: demandGuest, script: [at(0.5, 'compact')], until: 0.5e9 + 1 }).simulation;
    const after = run('psp', { hosts: onDemand, guest: demandGuest, script: [at(0, 'migrate'), at(0.08, 'migrate_cancel'), at(0.5, 'compact')], until: 0.5e9 + 1 }).simulation;
    expect(before.memory.state.moved).toBeGreaterThan(1000);
    expect(after.memory.state.moved).toBe(PAGES - union(after));
    expect(after.memory.state.moved).toBeLessThan(before.memory.state.moved);
  });

  test('mainline pins a page for the time of its command, on top of its region: nothing is left of that', () => {
    expect(run('psp').simulation.planes.regionPinned).toBeUndefined();
  });

  test.each(['psp', 'mirror-ring'] as const)('%s: counts are what the planes say at every step', (mechanism) => {
    const script = [at(0, 'migrate'), at(0.05, 'migrate_cancel'), at(0.2, 'compact'), at(0.3, 'migrate')];
    run(mechanism, { hosts: onDemand, guest: demandGuest, script }, (simulation) => {
      expect(simulation.memory.state.pinnedPages).toBe(union(simulation));
      expect(simulation.memory.state.here.slots).toBe(countOf(simulation.planes.pinned!));
    });
  });
});

test('metadata of the pins: 2.03 MiB for each GiB with demand pinning, none at launch', () => {
  expect(pinMetadataBytes(262_144, 'demand') / 2 ** 20).toBeCloseTo(2.03, 2);
  expect(pinMetadataBytes(262_144, 'launch')).toBe(0);
});
