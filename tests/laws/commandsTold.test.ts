import { describe, expect, test } from 'vitest';
import type { EngineAction, EngineConfig, Mechanism } from '../../src/engine/config';
import { FAULTS } from '../../src/engine/faults/catalogue';
import { Fingerprint } from '../../src/engine/record/fingerprint';
import { EventLog } from '../../src/engine/record/eventLog';
import type { RunEvent } from '../../src/engine/record/runEvent';
import { Simulation } from '../../src/engine/simulation';
import { encryptedConfig, testConfig, type ConfigChanges } from '../engine/testConfig';
import { powerConfig } from '../engine/ultravisor/powerConfig';
import { GOLDEN_SCENARIOS } from '../golden/goldenScenarios';

type Helped = Exclude<Mechanism, 'plain'>;
const ALL: readonly Helped[] = ['psp', 'mirror-ring', 'mailbox', 'mirror-rfc'];
const at = (seconds: number, action: Exclude<EngineAction['action'], 'set' | 'hotplug' | 'remap' | 'fault'>): EngineAction => ({ atNs: seconds * 1e9, action });
const plug = (seconds: number): EngineAction => ({ atNs: seconds * 1e9, action: 'hotplug', bytes: 512 * 4096 });

/** All that a guest can go through beside its migrations. */
const LIFE: readonly EngineAction[] = [at(0, 'boot'), plug(8), at(9, 'compact'), { atNs: 9.2e9, action: 'remap', gpa: 600 * 4096, bytes: 300 * 4096 }, at(9.5, 'move-enc-context'), at(10, 'migrate'), at(12, 'reboot'), plug(19), at(20, 'migrate'), at(22, 'hotunplug')];

function run(config: EngineConfig): Simulation {
  const simulation = new Simulation(config);
  while (!simulation.advance(Infinity, 1e9));
  return simulation;
}

const eventsOf = (config: EngineConfig): readonly RunEvent[] => run(config).events.events;
const isCall = ({ kind, name }: RunEvent): boolean => kind === 'command' || (kind === 'guest' && /^(KVM_HC_|WRMSR)/.test(name));
/** Calls without an argument. */
const BARE = new Set(['WBINVD', 'KVM_SEV_INIT', 'H_SVM_INIT_START', 'H_SVM_INIT_DONE', 'H_SVM_INIT_ABORT', 'KVM_PPC_SVM_OFF']);

/** Calls that do not say what they were given, or what they left. */
function silent(events: readonly RunEvent[]): readonly string[] {
  return events.filter(isCall)
    .filter(({ name, args, value, states }) => states === undefined || (args === undefined && value === undefined && !BARE.has(name)))
    .map(({ name, value, args, states }) => `${name} ${value ?? ''}, args ${args ?? 'none'}, states ${states?.join(' to ') ?? 'none'}`);
}

describe('every command tells its arguments and the states before and after it', () => {
  test.each(ALL.flatMap((mechanism) => (['launch', 'demand'] as const).map((pinning) => [mechanism, pinning] as const)))('in a whole life by %s, pinned at %s', (mechanism, pinning) => {
    const events = eventsOf(encryptedConfig(mechanism, { script: LIFE, hosts: { pinning, pspPageNs: 10_001 } }));
    expect(silent(events)).toEqual([]);
    expect(events.filter(isCall).length).toBeGreaterThan(20);
  });

  test('in the runs that are golden, in a plain one, on SEV-SNP, on POWER', () => {
    const others = [testConfig({ script: LIFE }), encryptedConfig('mirror-ring', { guest: { kind: 'sev-snp' }, script: LIFE }), powerConfig(), powerConfig({ esm: { gfnStates: 'counter-proposal' }, script: [at(0, 'esm'), { atNs: 1e9, action: 'hotplug', bytes: 2 ** 22 }, at(400, 'reboot')] })];
    for (const config of [...Object.values(GOLDEN_SCENARIOS).filter(({ guest }) => guest.pages < 1e6), ...others]) expect(silent(eventsOf(config))).toEqual([]);
  });

  test.each(ALL)('in a run with each fault, by %s', (mechanism) => {
    for (const { id } of FAULTS) {
      const script: ConfigChanges['script'] = [{ atNs: 0, action: 'fault', fault: id }, at(0.001, 'migrate')];
      expect(silent(eventsOf(encryptedConfig(mechanism, { script })))).toEqual([]);
    }
  });
});

describe('pages through a helper that does not leave for them', () => {
  test.each(['mailbox', 'mirror-rfc'] as const)('%s: SAVE_PAGE at the source, RESTORE_PAGE at the destination, one for each page', (mechanism) => {
    const { events, thread } = run(encryptedConfig(mechanism));
    const sum = (name: string, host: string): number => events.events.filter((event) => event.name === name && event.host === host).reduce((all, { count = 0 }) => all + count, 0);
    expect(thread.counters.status).toBe('completed');
    expect([sum('SAVE_PAGE', 'source'), sum('RESTORE_PAGE', 'destination')]).toEqual([thread.sender.sent.hidden, thread.sender.sent.hidden]);
    expect(events.events.filter(({ name, atNs, untilNs = -1 }) => name.endsWith('_PAGE') && untilNs <= atNs)).toEqual([]);
  });

  test('the ring’s helper at the destination leaves as often as it has batches', () => {
    const { events, thread } = run(encryptedConfig('mirror-ring', { helper: { vcpus: 1, ringDepth: 64 } }));
    const left = (host: string): number => events.events.filter((event) => event.name === 'KVM_RUN, KVM_EXIT_HLT' && event.host === host).reduce((all, { count = 0 }) => all + count, 0);
    const batches = Math.ceil(thread.sender.sent.hidden / 64);
    for (const host of ['source', 'destination']) expect(left(host)).toBeGreaterThanOrEqual(batches);
  });
});

describe('told commands', () => {
  const call = { host: 'source', name: 'SAVE_PAGE', ret: 0, args: 'gpa' } as const;
  const stop = { atNs: 9, kind: 'qmp', host: 'source', name: 'STOP' } as const;

  test('are in no fingerprint, and neither end a bulk that is nor are widened with it', () => {
    const hashes = [true, false].map((tells) => {
      const fingerprint = new Fingerprint();
      const log = new EventLog(fingerprint);
      log.add({ atNs: 1, kind: 'command', host: 'source', name: 'KVM_RUN, KVM_EXIT_HLT', count: 1, untilNs: 2 });
      if (tells) log.tellMore(call, 8, 2, 3);
      if (tells) log.tell(3, { ...call, name: 'KVM_SET_CPUID2' });
      expect(log.extend('KVM_RUN, KVM_EXIT_HLT', 2, 5)).toBe(true);
      if (tells) log.tellMore(call, 8, 5, 6);
      log.add(stop);
      expect(log.events.map(({ name, count, untilNs }) => [name, count, untilNs])).toEqual([
        ['KVM_RUN, KVM_EXIT_HLT', 3, 5], ...(tells ? [['SAVE_PAGE', 16, 6], ['KVM_SET_CPUID2', undefined, undefined]] : []), ['STOP', undefined, undefined],
      ]);
      return fingerprint.digest();
    });
    expect(hashes[0]).toBe(hashes[1]);
  });

  test('a log that begins at a checkpoint adds none where the whole one widens one', () => {
    const whole = new EventLog();
    whole.tellMore(call, 8, 0, 1);
    const later = new EventLog();
    Object.assign(later.state, JSON.parse(JSON.stringify(whole.state)));
    later.tellMore(call, 8, 1, 2);
    expect(later.events).toEqual([]);
    for (const log of [whole, later]) log.add(stop);
    for (const log of [whole, later]) log.tellMore(call, 4, 10, 11);
    expect([whole.events.at(-1), later.events.at(-1)]).toEqual([later.events.at(-1), { ...call, atNs: 10, kind: 'command', count: 4, untilNs: 11 }]);
  });

  test('do not take the room of those that count', () => {
    const log = new EventLog();
    for (let i = 0; i < 20_000; i++) {
      log.add({ ...stop, atNs: i });
      log.tellMore(call, 1, i, i + 1);
    }
    expect([log.dropped, log.events.length]).toEqual([0, 40_000]);
    log.add(stop);
    log.tellMore(call, 1, 1, 2);
    expect([log.dropped, log.events.length]).toEqual([1, 40_000]);
  });
});
