import { describe, expect, it } from 'vitest';
import { GIB, MIB } from '../../src/base/units';
import { designSignals } from '../../src/analysis/designSignals';
import { designUses, type DesignUse } from '../../src/analysis/designUse';
import { helperBills, modelledCpuNs } from '../../src/analysis/helperBill';
import type { RunEvent } from '../../src/engine/record/runEvent';
import type { Scenario } from '../../src/scenario/scenario';
import { lifeRun } from './lifeRun';

const MS = 1e6;
const SMALL: Partial<Scenario> = { memory: 512 * MIB, writes: 5000, 'working-set': 64 * MIB };
const plain = (text: string): string => text.replace(/[\u00a0\u2009\u202f]/g, ' ');

function usesOf(run: ReturnType<typeof lifeRun>, atNs: number = run.result.endNs): Readonly<Record<string, DesignUse>> {
  return Object.fromEntries(designUses(run.config, run.series, run.events, atNs).map((use) => [use.topic, use]));
}

describe('designUses', () => {
  const rfc = lifeRun({ ...SMALL, mechanism: 'mirror-rfc', script: [{ atNs: 500 * MS, action: 'migrate' }] });
  const ring = lifeRun({ ...SMALL, mechanism: 'mirror-ring', script: [{ atNs: 500 * MS, action: 'migrate' }] });
  const mailbox = lifeRun({ ...SMALL, mechanism: 'mailbox', script: [{ atNs: 500 * MS, action: 'migrate' }] });

  it('lights the mirror as posted before any migration: it is there, has booted, and polls', () => {
    const uses = usesOf(rfc, 400 * MS);
    expect(Object.keys(uses)).toEqual(['vcpus', 'lifetime', 'fds', 'context', 'address-space', 'slots', 'cpuid', 'run-loop', 'io', 'interrupts', 'idle']);
    expect(uses['context']).toMatchObject({ atNs: 0, by: 'CAP_VM_COPY_ENC_CONTEXT_FROM' });
    expect(plain(uses['io']?.text ?? '')).toBe('10 000 exits in SEC, PEI, DXE');
    expect(plain(uses['idle']?.text ?? '')).toMatch(/^busy \d+ ms, 0 s of it on pages$/);
  });

  it('lights nothing of the ring before the migration starts', () => {
    expect(usesOf(ring, 499 * MS)).toEqual({});
    expect(usesOf(mailbox, 499 * MS)).toEqual({});
  });

  it('lights the ring step by step: context, slots and vCPUs, then HLT, then a synchronisation with one log', () => {
    const at = (name: string): number => ring.events.find((event) => event.host === 'source' && event.name === name && event.atNs > 500 * MS)!.atNs;
    expect(Object.keys(usesOf(ring, at('CAP_VM_COPY_ENC_CONTEXT_FROM')))).toEqual(['lifetime', 'context']);
    const ready = usesOf(ring, at('KVM_CREATE_VCPU'));
    expect(Object.keys(ready).filter((topic) => topic !== 'hand-over')).toEqual(['vcpus', 'lifetime', 'fds', 'context', 'address-space', 'slots', 'cpuid']);
    expect(ready['slots']?.text).toBe('6 slots');
    expect(Object.keys(usesOf(ring, at('KVM_RUN, KVM_EXIT_HLT') + 5 * MS))).toEqual(expect.arrayContaining(['run-loop', 'io', 'interrupts', 'idle', 'hand-over']));
    const all = usesOf(ring);
    expect(plain(all['dirty-log']?.text ?? '')).toMatch(/one log each$/);
    expect(all['hiding']).toBeUndefined();
  });

  it('reads the two logs of the posted mirror at every synchronisation, and its helper runs on after STOP', () => {
    const uses = usesOf(rfc);
    const passes = rfc.events.filter(({ name }) => name === 'MIGRATION_PASS').length;
    expect(uses['dirty-log']?.text).toBe(`${passes} synchronisations, two logs each`);
    expect(uses['hiding']).toMatchObject({ by: 'STOP' });
  });

  it('begins the mailbox with INIT and ends it with RESET, without an exit', () => {
    expect(usesOf(mailbox)['bracket']?.text).toBe('INIT, and RESET at the end');
    expect(usesOf(mailbox, 510 * MS)['bracket']?.text).toBe('INIT');
    expect(usesOf(mailbox)['run-loop']?.text).toBe('entered once, 0 exits since');
    expect(usesOf(mailbox)['dirty-log']).toBeUndefined();
  });

  it('has an event or a counter behind every cell, at its moment', () => {
    for (const run of [rfc, ring, mailbox]) {
      for (const { by, atNs } of Object.values(usesOf(run))) {
        if (by === 'sent-helper' || by === 'helper-source-busy') continue;
        const names = run.events.filter((event) => event.atNs === atNs).map(({ name, value }) => (name === 'mailbox' ? `${name} ${value}` : name));
        expect(names).toContain(by);
      }
    }
  });

  it('only grows with time', () => {
    for (const run of [rfc, ring, mailbox]) {
      let before: readonly string[] = [];
      for (let part = 0; part <= 40; part++) {
        const now = Object.keys(usesOf(run, (run.result.endNs * part) / 40));
        expect(now).toEqual(expect.arrayContaining([...before]));
        before = now;
      }
    }
  });

  it('has the CPUID of the mirror’s vCPUs where it was set', () => {
    for (const run of [rfc, ring, mailbox]) expect(usesOf(run)['cpuid']).toMatchObject({ by: 'KVM_SET_CPUID2', text: 'set for 1 vCPU', broken: false });
  });

  it('never lights what no event shows', () => {
    for (const run of [rfc, ring, mailbox]) for (const topic of ['sev-es', 'future', 'watchdog', 'postcopy']) expect(usesOf(run)[topic]).toBeUndefined();
    expect(usesOf(lifeRun({ memory: 64 * MIB, 'working-set': 16 * MIB, shared: MIB, mechanism: 'psp', writes: 0 }))).toEqual({});
  });

  it('shows what went wrong where it did', () => {
    const faulty = (fault: string): Readonly<Record<string, DesignUse>> =>
      usesOf(lifeRun({ ...SMALL, script: [{ atNs: 0, action: 'fault', argument: fault }, { atNs: 0, action: 'migrate' }] }));
    expect(faulty('F-24')['context']).toMatchObject({ broken: true, text: 'refused: ret -22' });
    expect(faulty('F-28')['run-loop']).toMatchObject({ broken: true, text: 'KVM_EXIT_SHUTDOWN' });
    expect(faulty('F-27')['watchdog']).toMatchObject({ broken: false, text: 'rung again' });
  });

  it('is used by post-copy in an address space of its own', () => {
    const run = lifeRun({ memory: GIB, writes: 50_000, 'working-set': 512 * MIB, 'postcopy-ram': true, script: [{ atNs: 0, action: 'migrate' }, { atNs: 300 * MS, action: 'migrate-start-postcopy' }] });
    expect(usesOf(run)['postcopy']).toMatchObject({ text: 'postcopy-active' });
  });

  it('adds a slot for memory that is plugged in', () => {
    const script: Scenario['script'] = [{ atNs: 100 * MS, action: 'hotplug', argument: '64MiB' }, { atNs: 500 * MS, action: 'migrate' }];
    const posted = usesOf(lifeRun({ ...SMALL, mechanism: 'mirror-rfc', script }));
    expect(posted['slots']).toMatchObject({ atNs: 100 * MS, text: '7 slots, one plugged in' });
    expect(usesOf(lifeRun({ ...SMALL, script }))['slots']?.text).toBe('7 slots');
  });
});

describe('designSignals', () => {
  it('counts of a row that is under way what its mean rate gives', () => {
    const row: RunEvent = { atNs: 0, untilNs: 100, kind: 'command', host: 'source', name: 'KVM_RUN, KVM_EXIT_HLT', count: 10 };
    expect([0, 50, 99, 100, 500].map((atNs) => designSignals([row], atNs).hlt?.count)).toEqual([1, 5, 9, 10, 10]);
  });
});

describe('helperBills', () => {
  it.each(['mirror-ring', 'mailbox', 'mirror-rfc'] as const)('%s: the run\u2019s counter is the bill, and the closed form is near it', (mechanism) => {
    const run = lifeRun({ memory: GIB, workload: 'idle', shared: 0, mechanism });
    const bills = helperBills(run.config, run.series, run.result.endNs);
    const own = bills.find(({ design }) => design === mechanism)!;
    expect(bills.map(({ by }) => by).filter((by) => by === 'run')).toHaveLength(1);
    expect(own.cpuNs / 1e6).toBeCloseTo(Number(run.result.migrations[0]?.confidential?.['helper-source-cpu-ms']), 6);
    const model = modelledCpuNs(run.config, own.pages);
    expect(Math.abs(model - own.cpuNs) / own.cpuNs).toBeLessThan(0.05);
  });

  it('is of one pass before the first page', () => {
    const run = lifeRun({ memory: GIB, workload: 'idle', script: [{ atNs: 100 * MS, action: 'migrate' }] });
    expect(helperBills(run.config, run.series, 0).map(({ by, pages }) => [by, pages])).toEqual(Array.from({ length: 3 }, () => ['model', 262_144]));
  });
});
