import { describe, expect, test } from 'vitest';
import type { EngineAction, EngineConfig, StatusInterface } from '../../src/engine/config';
import { EventLog } from '../../src/engine/record/eventLog';
import type { RunEvent } from '../../src/engine/record/runEvent';
import type { MigrationResult } from '../../src/engine/record/runResult';
import { Simulation } from '../../src/engine/simulation';
import { encryptedConfig, testConfig, type ConfigChanges } from './testConfig';
import { countOf, pagesOf } from './planeSets';

const PAGES = 32_768;
const SHARED = 1024;
const SECOND = 1e9;
const MECHANISMS = ['plain', 'psp', 'mirror-ring', 'mirror-rfc', 'mailbox'] as const;
const INTERFACES = ['rfc-v1', 'v10-list', 'v13-msr', 'merged'] as const;

interface Story {
  readonly simulation: Simulation;
  readonly events: readonly RunEvent[];
  readonly migrations: readonly MigrationResult[];
}

const at = (seconds: number, action: 'boot' | 'migrate' | 'reboot' | 'compact' | 'migrate_cancel' | 'migrate-start-postcopy', kexec?: true): EngineAction =>
  ({ atNs: seconds * SECOND, action, ...(kexec === undefined ? {} : { kexec }) }) as EngineAction;
const fault = (seconds: number, id: string, target?: string): EngineAction => ({ atNs: seconds * SECOND, action: 'fault', fault: id, ...(target === undefined ? {} : { target }) });

function configOf(mechanism: EngineConfig['mechanism'], script: readonly EngineAction[], changes: ConfigChanges = {}): EngineConfig {
  const fast = { network: { bandwidth: 1.25e9 }, until: 'auto', ...changes, script } as const;
  if (mechanism === 'plain') return testConfig({ ...fast, guest: { pages: PAGES, ...changes.guest } });
  return encryptedConfig(mechanism, { ...fast, guest: { kind: 'sev', pages: PAGES, vcpus: 2, composition: { zeroShare: 0, sharedPages: SHARED }, ...changes.guest } });
}

function run(config: EngineConfig, until = Infinity): Story {
  const log = new EventLog();
  const simulation = new Simulation(config, log);
  for (let calls = 0; calls < 100_000 && !simulation.advance(until, 1e6); calls++);
  return { simulation, events: log.events, migrations: simulation.state.migrations };
}

const named = (events: readonly RunEvent[], name: string): readonly RunEvent[] => events.filter((event) => event.name === name);
const violated = (story: Story): readonly string[] => story.simulation.state.integrity.violations.map(({ invariant }) => invariant);
const refusals = ({ events }: Story): readonly string[] => events.filter(({ name }) => name.endsWith('refused')).map(({ name, value }) => `${name}: ${value}`);
const chain = [at(0, 'migrate'), at(10, 'migrate'), at(20, 'migrate')];

describe('A to B to C to D', () => {
  test.each(MECHANISMS)('%s: three moves, each judged and found right, each with counters of its own', (mechanism) => {
    const story = run(configOf(mechanism, chain));
    const { simulation, migrations, events } = story;
    expect(migrations.map(({ status }) => status)).toEqual(['completed', 'completed', 'completed']);
    for (const integrity of [...migrations.slice(0, 2).map((each) => each.integrity), simulation.state.integrity]) {
      expect(integrity).toEqual({ pagesChecked: PAGES, stale: 0, wrongKey: 0, misclassified: 0, lost: 0, unpinnedMoves: 0, violations: [] });
    }
    const passes = named(events, 'MIGRATION_PASS').filter(({ value }) => value === '1');
    expect(passes.map(({ atNs }) => Math.floor(atNs / SECOND))).toEqual([0, 10, 20]);
    const syncs = migrations.map(({ queryMigrate }) => (queryMigrate['ram'] as Record<string, number>)['dirty-sync-count']!);
    expect(Math.max(...syncs) - Math.min(...syncs)).toBeLessThanOrEqual(1);
    expect(named(events, 'roles change').map(({ value }) => value)).toEqual([
      'the destination is the source now: the guest runs on host B; host C waits for its next move',
      'the destination is the source now: the guest runs on host C; host D waits for its next move',
    ]);
    expect(refusals(story)).toEqual([]);
  });

  test.each(MECHANISMS)('%s: of an idle guest the second move is a first one, later', (mechanism) => {
    const idle = { workload: { kind: 'idle', writesPerSecond: 0 } } as const;
    const [, second] = run(configOf(mechanism, [at(0, 'migrate'), at(10, 'migrate')], idle)).migrations;
    const [alone] = run(configOf(mechanism, [at(10, 'migrate')], idle)).migrations;
    expect(second!.queryMigrate).toEqual(alone!.queryMigrate);
    expect(second!.confidential?.['private-pages-sent']).toBe(alone!.confidential?.['private-pages-sent']);
    expect(second!.confidential?.['psp-source-commands']).toBe(alone!.confidential?.['psp-source-commands']);
    expect(second!.confidential?.['helper-source-doorbells']).toBe(alone!.confidential?.['helper-source-doorbells']);
  });

  test('psp: B sends under a session of its own to C, and every VM but the last is decommissioned', () => {
    const { events } = run(configOf('psp', chain));
    const states = events.filter(({ name, host }) => ['SEND_START', 'SEND_FINISH'].includes(name) && host === 'source').map(({ state }) => state).filter((state) => state !== undefined);
    expect(states).toEqual(['SUPDATE', 'SENT', 'SUPDATE', 'SENT', 'SUPDATE', 'SENT']);
    expect(named(events, 'RECEIVE_FINISH').map(({ host, state }) => [host, state])).toEqual(Array.from({ length: 3 }, () => ['destination', 'RUNNING']));
    expect(named(events, 'DEACTIVATE, DECOMMISSION').map(({ host }) => host)).toEqual(['source', 'source', 'source']);
  });

  test('the guest runs on at B: between the moves it writes, and the workload stands for the pauses alone', () => {
    const writesPerSecond = 2000;
    const { simulation, migrations } = run(configOf('plain', [at(0, 'migrate'), at(10, 'migrate')], { workload: { writesPerSecond } }));
    const stoodNs = migrations.reduce((sum, { stopNs, resumeNs }, i) => sum + (i === 0 ? resumeNs! - stopNs! : 0), 0);
    const until = migrations[1]!.stopNs!;
    expect(simulation.guest.state.writes).toBe(Math.floor(((until - stoodNs) * writesPerSecond) / 1e9));
  });

  test('after post-copy too', () => {
    const postcopy = { workload: { workingSetPages: 30_000, writesPerSecond: 1e6 }, parameters: { postcopyRam: true, downtimeLimitMs: 5 } } as const;
    const { migrations, simulation } = run(configOf('mirror-ring', [at(0, 'migrate'), at(0.5, 'migrate-start-postcopy'), at(10, 'migrate'), at(10.5, 'migrate-start-postcopy')], postcopy));
    expect(migrations.map(({ status }) => status)).toEqual(['completed', 'completed']);
    expect(simulation.state.integrity).toMatchObject({ pagesChecked: PAGES, violations: [] });
    expect(simulation.thread.postcopy.state.active).toBe(true);
  });

  test('a second move that is given up leaves the guest at B, and it may try again', () => {
    const story = run(configOf('psp', [at(0, 'migrate'), at(10, 'migrate'), at(10.2, 'migrate_cancel'), at(12, 'migrate')]));
    expect(story.migrations.map(({ status }) => status)).toEqual(['completed', 'cancelled', 'completed']);
    expect(named(story.events, 'roles change')).toHaveLength(1);
    expect(violated(story)).toEqual([]);
  });

  test('parameters that were set at A are not those of B', () => {
    const set: EngineAction = { atNs: 1000, action: 'set', parameters: { downtimeLimitMs: 77 } };
    const { thread } = run(configOf('plain', [at(0, 'migrate'), set, at(10, 'migrate')]), 11 * SECOND).simulation;
    expect(thread.parameters.downtimeLimitMs).toBe(300);
  });

  test('a run whose script has nothing more to do with the guest ends with the move', () => {
    const cancelled = run(configOf('psp', [at(0, 'migrate'), at(60, 'migrate_cancel')]));
    expect([cancelled.simulation.state.moves, named(cancelled.events, 'roles change')]).toEqual([0, []]);
    expect(cancelled.migrations.every(({ integrity }) => integrity === undefined)).toBe(true);
  });
});

describe('life at the destination', () => {
  test.each(INTERFACES)('%s: READY and the list survive the move; after a reboot READY is asked for again', (statusInterface: StatusInterface) => {
    const hasMsr = statusInterface === 'v13-msr' || statusInterface === 'merged';
    const guest = { statusInterface } as const;
    const early = run(configOf('mirror-ring', [at(0, 'migrate'), at(5, 'reboot'), at(6, 'migrate'), at(30, 'migrate')], { guest }));
    expect(early.migrations[0]!.status).toBe('completed');
    expect(early.migrations[1]!.blockedReasons.join().includes('not READY')).toBe(hasMsr);
    expect(early.migrations.at(-1)!.status).toBe('completed');
  });

  test.each(MECHANISMS.slice(1))('%s: a reboot on the destination and a second move: all that the new kernel shares arrives as shared', (mechanism) => {
    const story = run(configOf(mechanism, [at(0, 'migrate'), at(5, 'reboot'), at(30, 'migrate')]));
    const { planes, life } = story.simulation;
    expect(life.status!.state.boots).toBe(1);
    expect(pagesOf(planes.privateTruth!.map((word, i) => word ^ planes.privateAtDestination![i]!))).toEqual([]);
    expect(PAGES - countOf(planes.privateTruth!)).toBe(SHARED);
    expect(violated(story)).toEqual([]);
  });

  test('a kexec does as well, memory is plugged in and crosses with the rest', () => {
    const plug: EngineAction = { atNs: 20 * SECOND, action: 'hotplug', bytes: 1024 * 4096 };
    const story = run(configOf('mailbox', [at(0, 'migrate'), at(5, 'reboot', true), plug, at(30, 'migrate')]));
    expect(story.simulation.state.integrity).toMatchObject({ pagesChecked: PAGES + 1024, violations: [] });
    expect(refusals(story)).toEqual([]);
  });

  test('a boot that was under way at the stop goes on at the destination', () => {
    const story = run(configOf('psp', [at(0, 'boot'), at(4, 'migrate'), at(60, 'migrate')], { guest: { statusInterface: 'v10-list' } }));
    const up = named(story.events, 'guest is up');
    expect(up).toHaveLength(1);
    expect(up[0]!.atNs).toBeGreaterThan(story.migrations[0]!.resumeNs!);
    expect(story.migrations.map(({ status }) => status)).toEqual(['completed', 'completed']);
  });

  test('with pinning on demand the firmware path’s move itself pins: each private page came in by a command', () => {
    const changes = { hosts: { pinning: 'demand' }, guest: { composition: { zeroShare: 0.5, sharedPages: SHARED } } } as const;
    const before = run(configOf('psp', [at(5, 'migrate')], changes), 4 * SECOND).simulation;
    const { memory, planes } = run(configOf('psp', [at(0, 'migrate'), at(10, 'compact')], changes), 9 * SECOND).simulation;
    expect(countOf(before.planes.pinned!)).toBeLessThan(0.6 * PAGES);
    expect(pagesOf(planes.privateTruth!.map((word, i) => word & ~memory.heldIn(i)))).toEqual([]);
    expect(memory.state.registeredPages).toBe(PAGES);
  });

  test.each(MECHANISMS.slice(1))('%s: QEMU at B gives way to a new one on the same host, and the guest moves on', (mechanism) => {
    const renew = (seconds: number): EngineAction => ({ atNs: seconds * SECOND, action: 'move-enc-context' });
    const story = run(configOf(mechanism, [at(0, 'migrate'), renew(5), at(10, 'migrate'), renew(15), at(20, 'migrate')]));
    expect([story.migrations.map(({ status }) => status), violated(story), refusals(story)]).toEqual([['completed', 'completed', 'completed'], [], []]);
    expect(story.simulation.memory.state).toMatchObject({ pinnedPages: PAGES, destroyed: { vms: 3, leaked: 0, unflushed: 0 } });
  });

  test('compaction at B finds everything pinned at launch', () => {
    const { events } = run(configOf('psp', [at(0, 'migrate'), at(10, 'compact')]));
    expect(named(events, 'compact_memory')[0]!.value).toBe(`0 pages moved, ${PAGES} pinned`);
  });
});

describe('what went wrong stays wrong', () => {
  test.each(['v10-list', 'v13-msr', 'merged'] as const)('%s, F-04: B runs well, C misclassifies every page that the guest shares', (statusInterface) => {
    const story = run(configOf('psp', [fault(0, 'F-04'), at(1, 'migrate'), at(10, 'migrate')], { guest: { statusInterface } }));
    expect(story.migrations[0]!.integrity).toMatchObject({ misclassified: 0, wrongKey: 0 });
    expect(story.simulation.state.integrity).toMatchObject({ misclassified: SHARED, stale: 0, lost: 0 });
    const [found] = story.simulation.state.integrity.violations;
    expect([found!.invariant, found!.count, found!.text]).toEqual(['INV-02', SHARED, 'the destination decoded the page under the wrong status']);
    const { privateTruth } = story.simulation.planes;
    expect(found!.pages.every((page) => ((privateTruth![page >>> 5]! >>> (page & 31)) & 1) === 0)).toBe(true);
  });

  test('rfc-v1 has no SET: it is always so', () => {
    const story = run(configOf('psp', [at(0, 'migrate'), at(10, 'migrate')], { guest: { statusInterface: 'rfc-v1' } }));
    expect([story.migrations[0]!.integrity!.misclassified, story.simulation.state.integrity.misclassified]).toEqual([2, SHARED]);
  });

  test('F-04 and a reboot at B: the new kernel tells B itself, and C is right', () => {
    const story = run(configOf('psp', [fault(0, 'F-04'), at(1, 'migrate'), at(5, 'reboot'), at(30, 'migrate')]));
    expect(story.simulation.state.integrity).toMatchObject({ misclassified: 0, stale: 0 });
  });

  test('an old version at B is one at C, told as inherited, and healed by whoever writes the whole page', () => {
    const replayed = [fault(0, 'F-15'), at(0.1, 'migrate')];
    const busy = { workload: { workingSetPages: 8192, writesPerSecond: 40_000 }, parameters: { downtimeLimitMs: 300 } } as const;
    const kept = run(configOf('psp', [...replayed, at(20, 'migrate')], busy));
    const [page] = kept.migrations[0]!.integrity!.violations.find(({ invariant }) => invariant === 'INV-01')!.pages;
    expect([kept.migrations[0]!.integrity!.stale, kept.simulation.state.integrity.stale]).toEqual([1, 1]);
    expect(kept.simulation.state.integrity.violations).toContainEqual(
      { invariant: 'INV-01', pages: [page], count: 1, text: 'an older version since an earlier move: the guest has not written the page anew' },
    );
    const rebooted = run(configOf('psp', [...replayed, at(20, 'reboot'), at(60, 'migrate')], busy));
    expect(rebooted.migrations[0]!.integrity!.stale).toBe(1);
    expect(rebooted.simulation.state.integrity).toMatchObject({ stale: 0, violations: [] });
  });

  test('garbage of A is garbage at B and at C: pages that the host moved while they were private', () => {
    const story = run(configOf('mirror-ring', [fault(0, 'F-20', '30000'), at(0.1, 'migrate'), at(10, 'migrate'), at(20, 'migrate')]));
    const counts = [...story.migrations.slice(0, 2).map((each) => each.integrity!), story.simulation.state.integrity].map(({ wrongKey, unpinnedMoves }) => [wrongKey, unpinnedMoves]);
    expect(counts).toEqual([[16, 16], [16, 0], [16, 0]]);
  });

  test('a fault strikes at B as it would at A; one that nothing follows comes too late', () => {
    const dropped = run(configOf('psp', [at(0, 'migrate'), fault(10, 'F-16'), at(11, 'migrate'), at(20, 'migrate')]));
    expect(dropped.migrations.map(({ status }) => status)).toEqual(['completed', 'failed', 'completed']);
    expect(violated(dropped)).toEqual([]);
    expect(refusals(run(configOf('psp', [at(0, 'migrate'), fault(60, 'F-20')])))).toEqual(['fault refused: F-20 comes too late: the guest has moved to the destination']);
  });
});
