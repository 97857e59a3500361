import { describe, expect, it } from 'vitest';
import { phaseAt, phasesOf } from '../../../src/charts/timeline/phases';
import { refusedAt } from '../../../src/charts/timeline/refusal';
import type { RunEvent } from '../../../src/engine/record/runEvent';
import { recordedRun } from './recordedRun';

function qmp(atNs: number, name: string, value?: string, host: RunEvent['host'] = 'source'): RunEvent {
  return { atNs, kind: 'qmp', host, name, ...(value === undefined ? {} : { value }) };
}

const kinds = (events: readonly RunEvent[], endNs: number) => phasesOf(events, endNs).map((phase) => [phase.kind, phase.fromNs, phase.toNs]);

describe('phases', () => {
  it('reads the order of a real pre-copy (QEMU 10.0): the last pass begins after STOP and is no phase', () => {
    const events = [
      qmp(10, 'MIGRATION', 'setup'), qmp(11, 'MIGRATION_PASS', '1'), qmp(12, 'MIGRATION', 'active'), qmp(20, 'MIGRATION_PASS', '2'),
      qmp(25, 'STOP'), qmp(26, 'MIGRATION', 'device'), qmp(27, 'MIGRATION_PASS', '3'), qmp(29, 'MIGRATION', 'completed'), qmp(30, 'RESUME', undefined, 'destination'),
    ];
    expect(kinds(events, 40)).toEqual([
      ['running', 0, 10], ['setup', 10, 12], ['pass', 12, 20], ['pass', 20, 25], ['stopped', 25, 30], ['after', 30, 40],
    ]);
    expect(phasesOf(events, 40).map((phase) => phase.label)).toEqual(['running', 'setup', 'active, pass 1', 'active, pass 2', 'stopped', 'runs on B']);
  });

  it('ends the stop at `completed` where no RESUME was recorded', () => {
    const events = [qmp(10, 'MIGRATION', 'active'), qmp(25, 'STOP'), qmp(29, 'MIGRATION', 'completed')];
    expect(kinds(events, 40).slice(-2)).toEqual([['stopped', 25, 29], ['after', 29, 40]]);
  });

  it('says where the guest runs after a failure and after a cancel', () => {
    const ends = (value: string) => phasesOf([qmp(1, 'MIGRATION', 'active'), qmp(5, 'MIGRATION', value)], 9).at(-1)?.label;
    expect(ends('failed')).toBe('failed, runs on A');
    expect(ends('cancelled')).toBe('cancelled, runs on A');
  });

  it('says so where a run ends with its migration', () => {
    const phases = phasesOf([qmp(1, 'MIGRATION', 'active'), qmp(5, 'MIGRATION', 'failed')], 5);
    expect([phaseAt(phases, 4)?.label, phaseAt(phases, 5)?.label]).toEqual(['active, pass 1', 'failed, runs on A']);
  });

  it('names the hosts of each move of a chain', () => {
    const moved = (at: number) => [qmp(at, 'MIGRATION', 'active'), qmp(at + 2, 'STOP'), qmp(at + 3, 'RESUME', undefined, 'destination'), qmp(at + 4, 'MIGRATION', 'completed')];
    const roles = { atNs: 5, kind: 'vmm', host: 'source', name: 'roles change' } as const;
    const labels = (events: readonly RunEvent[]) => phasesOf(events, 60).map((phase) => phase.label).filter((label) => label.includes('runs on'));
    expect(labels([...moved(1), roles, ...moved(20)])).toEqual(['runs on B', 'runs on C']);
    expect(labels([...moved(1), roles, qmp(20, 'MIGRATION', 'active'), qmp(22, 'MIGRATION', 'cancelled')])).toEqual(['runs on B', 'cancelled, runs on B']);
    expect(labels([qmp(1, 'MIGRATION', 'active'), qmp(3, 'STOP'), qmp(4, 'MIGRATION', 'completed'), roles, ...moved(20)])).toEqual(['runs on B', 'runs on C']);
  });

  it('keeps post-copy apart from the stop', () => {
    const events = [qmp(1, 'MIGRATION', 'active'), qmp(5, 'STOP'), qmp(6, 'MIGRATION', 'postcopy-active'), qmp(7, 'RESUME', undefined, 'destination'), qmp(9, 'MIGRATION', 'completed')];
    expect(kinds(events, 12).map(([kind]) => kind)).toEqual(['running', 'pass', 'stopped', 'postcopy', 'after']);
  });

  it('goes by time where the two hosts recorded out of order', () => {
    const events = [qmp(1, 'MIGRATION', 'active'), qmp(5, 'STOP'), qmp(9, 'RESUME', undefined, 'destination'), qmp(8, 'MIGRATION', 'completed')];
    expect(kinds(events, 12).slice(-2)).toEqual([['stopped', 5, 9], ['after', 9, 12]]);
  });

  it('knows a run in which nothing but a refusal happened', () => {
    const refused = [qmp(10, 'migrate refused', 'SEV: Migration is not implemented')];
    expect(refusedAt(refused)).toBe(10);
    expect(refusedAt([...refused, qmp(20, 'MIGRATION', 'setup')])).toBeUndefined();
  });

  it('covers the run without gap or overlap', () => {
    const run = recordedRun(64);
    const phases = phasesOf(run.events, run.endNs);
    phases.forEach((phase, index) => expect(phase.fromNs).toBe(index === 0 ? 0 : phases[index - 1]?.toNs));
    expect(phases.at(-1)?.toNs).toBe(run.endNs);
    expect(phaseAt(phases, run.stopNs + 1)?.kind).toBe('stopped');
    expect(phaseAt(phases, run.endNs)?.label).toBe('runs on B');
  });
});

describe('phases of a life without migration', () => {
  const life = [{ kind: 'off', fromNs: 0 }, { kind: 'pinning', fromNs: 5 }, { kind: 'booting', fromNs: 20 }, { kind: 'running', fromNs: 30 }] as const;

  it('takes boots and secure switches as they are given', () => {
    expect(phasesOf([], 40, life).map(({ kind, fromNs, toNs }) => [kind, fromNs, toNs])).toEqual([
      ['off', 0, 5], ['pinning', 5, 20], ['booting', 20, 30], ['running', 30, 40],
    ]);
    expect(phasesOf([], 10, life).at(-1)).toMatchObject({ kind: 'pinning', toNs: 10 });
  });

  it('has a reboot where the guest has moved to, and of one that a migration hides what is left of it', () => {
    const moved = [qmp(2, 'MIGRATION', 'setup'), qmp(3, 'MIGRATION', 'active'), qmp(8, 'STOP'), qmp(9, 'RESUME', undefined, 'destination'), qmp(10, 'MIGRATION', 'completed')];
    const words = (life: Parameters<typeof phasesOf>[2]) => phasesOf(moved, 40, life).map(({ label, fromNs }) => [label, fromNs]);
    const running = { kind: 'running', fromNs: 0 } as const;
    const before = [['running', 0], ['setup', 2], ['active, pass 1', 3], ['stopped', 8]];
    expect(words([running, { kind: 'booting', fromNs: 20 }, { kind: 'running', fromNs: 30 }])).toEqual([...before, ['runs on B', 9], ['boots on B', 20], ['runs on B', 30]]);
    expect(words([running, { kind: 'booting', fromNs: 5 }, { kind: 'running', fromNs: 30 }])).toEqual([...before, ['boots on B', 9], ['runs on B', 30]]);
  });

  it('goes on after them with a migration, which hides what happens under it', () => {
    const events = [qmp(32, 'MIGRATION', 'setup'), qmp(33, 'MIGRATION', 'active'), qmp(38, 'STOP'), qmp(39, 'RESUME', undefined, 'destination')];
    const again = [...life, { kind: 'booting', fromNs: 35 }, { kind: 'running', fromNs: 37 }] as const;
    expect(phasesOf(events, 40, again).map(({ kind }) => kind)).toEqual(['off', 'pinning', 'booting', 'running', 'setup', 'pass', 'stopped', 'after']);
  });
});
