import { describe, expect, it } from 'vitest';
import type { Simulation } from '../../../src/engine/simulation';
import { countOf, pagesOf } from '../planeSets';
import { at, broken, configOf, fault, refusals, run, upTo } from './runFault';

describe('F-20, an unpinned page is compacted', () => {
  it('garbage at the source at once, under the wrong key at the destination, page by page', () => {
    const faulty = run(configOf([fault(0, 'F-20:320'), at(0.1, 'migrate')]));
    expect(faulty.simulation.memory.garbledRanges).toEqual([{ start: 320, end: 336 }]);
    expect(faulty.simulation.state.integrity).toMatchObject({ wrongKey: 16, unpinnedMoves: 16, stale: 0, misclassified: 0 });
    expect(broken(faulty)).toEqual({ 'INV-02': upTo(320, 336), 'INV-23': upTo(320, 336), 'INV-26': upTo(320, 336) });
    expect(faulty.events).toContainEqual(expect.objectContaining({ name: 'migrate_pages', value: 'pages 320 to 335, not pinned', ret: 0 }));
  });

  it('pages that keep their pins stay where they are, however the host compacts', () => {
    const control = run(configOf([at(0.05, 'compact'), at(0.1, 'migrate')], { hosts: { compactionPagesPerSecond: 1e5 } }));
    expect(control.simulation.memory.state.refused).toBeGreaterThan(20_000);
    expect(broken(control)).toEqual({});
  });

  it('a shared page loses nothing by a move, so it takes none', () => {
    expect(refusals(run(configOf([fault(0, 'F-20:8000'), at(0.1, 'migrate')])))).toEqual(['F-20 finds no 16 private pages with contents there']);
  });
});

describe('F-21, RLIMIT_MEMLOCK', () => {
  it('a boot fails with -ENOMEM: nothing is registered, nothing pinned, no guest that could migrate', () => {
    const { simulation, events } = run(configOf([fault(0, 'F-21'), at(1, 'boot'), at(9, 'migrate')]));
    expect(events).toContainEqual(expect.objectContaining({ name: 'KVM_MEMORY_ENCRYPT_REG_REGION', ret: -12 }));
    expect(simulation.guest.state.up).toBe(false);
    expect([simulation.memory.state.registeredPages, countOf(simulation.planes.pinned!)]).toEqual([0, 0]);
    expect(simulation.state.migrations[0]!.blockedReasons.join()).toContain('RLIMIT_MEMLOCK of 33554432 bytes');
  });

  it('memory cannot be plugged in; the guest runs on and moves', () => {
    const faulty = run(configOf([fault(0, 'F-21'), { atNs: 1e6, action: 'hotplug', bytes: 2 ** 24 }, at(0.1, 'migrate')]));
    expect(faulty.simulation.planes.pages).toBe(16_384);
    expect(faulty.simulation.thread.counters.status).toBe('completed');
    expect(broken(faulty)).toEqual({});
  });
});

describe('F-22, no memory at a demand fault', () => {
  const demand = { hosts: { pinning: 'demand' }, workload: { firstPage: 2048, workingSetPages: 12_288 }, guest: { kind: 'sev', pages: 16_384, statusInterface: 'merged', composition: { zeroShare: 0.5, sharedPages: 1024 } } } as const;

  it('kills the VM where it touches its next page: no write after it, its migration fails, and every command says -EIO', () => {
    const faulty = run(configOf([at(0, 'migrate'), fault(0.1, 'F-22'), at(2, 'compact'), at(3, 'migrate')], demand));
    const { simulation, events } = faulty;
    const page = simulation.faults.state.failedPin;
    expect(events.find(({ name }) => name === 'pin_user_pages_fast')).toMatchObject({ value: `page ${page}: KVM_BUG`, ret: -12 });
    const diedNs = events.find(({ name }) => name === 'KVM_RUN')!.atNs;
    expect(simulation.guest.clock.writesAt(9e9)).toBe(simulation.guest.clock.writesAt(diedNs));
    expect(simulation.state.migrations.map(({ status, blockedReasons }) => [status, blockedReasons.length])).toEqual([['failed', 0], ['none', 1]]);
    expect(simulation.state.migrations[0]!.errorDesc).toContain('-EIO');
    expect(events.find(({ name }) => name === 'compact refused')!.value).toContain('-EIO');
    expect(broken(faulty)).toEqual({});
  });

  it('in a boot as well: it never comes up', () => {
    const { simulation } = run(configOf([at(0, 'boot'), fault(3, 'F-22')], demand));
    expect([simulation.guest.state.up, simulation.boot.state.active, simulation.state.boot]).toEqual([false, false, undefined]);
  });

  it('waits for a page that was never touched', () => {
    const { simulation } = run(configOf([fault(0, 'F-22'), at(0.1, 'migrate')], { hosts: { pinning: 'demand' } }));
    expect(simulation.faults.has('F-22')).toBe(true);
    expect(simulation.thread.counters.status).toBe('completed');
  });
});

describe('F-23, unpinned without a flush', () => {
  it('names frames of private pages that the guest worked on; the guest itself arrives whole', () => {
    const faulty = run(configOf([fault(0, 'F-23'), at(0.1, 'migrate')]));
    const frames = broken(faulty)['INV-24'] as readonly number[];
    expect(frames).toHaveLength(16);
    const isPrivate = new Set(pagesOf(faulty.simulation.planes.privateTruth!));
    expect(frames.filter((frame) => frame < 4096 || frame >= 5120 || !isPrivate.has(frame))).toEqual([]);
    expect(Object.keys(broken(faulty))).toEqual(['INV-24']);
  });

  it('nothing is unpinned while the guest is there: a cancelled migration leaves no trace', () => {
    expect(broken(run(configOf([fault(0, 'F-23'), at(0.1, 'migrate'), at(0.2, 'migrate_cancel')])))).toEqual({});
  });
});

describe('a guest that asks for what it must not', () => {
  const after = ({ simulation }: { simulation: Simulation }) => [simulation.readiness.isReady, simulation.state.migrations[0]!.status] as const;

  it.each(['v13-msr', 'merged'] as const)('%s, F-39: #GP, and READY as before', (name) => {
    const faulty = run(configOf([fault(0, 'F-39'), at(0.1, 'migrate')], {}, name));
    expect(faulty.events).toContainEqual(expect.objectContaining({ name: 'WRMSR 0x4b564d08', value: '3: #GP' }));
    expect(after(faulty)).toEqual([true, 'completed']);
  });

  it('F-39 as AMD’s QEMU v4 takes it: stored, not READY, blocked', () => {
    const faulty = run(configOf([fault(0, 'F-39:accept'), at(0.1, 'migrate')]));
    expect(after(faulty)).toEqual([false, 'none']);
    expect(faulty.simulation.state.migrations[0]!.blockedReasons.join()).toContain('not READY');
  });

  it.each(['v13-msr', 'merged'] as const)('%s, F-40: each bad call has its errno, none reaches the list', (name) => {
    const ranges = ({ simulation }: { simulation: Simulation }) => simulation.life.status!.channel.store!.ranges();
    const faulty = run(configOf([fault(0, 'F-40'), at(0.1, 'migrate')], {}, name));
    const calls = faulty.events.filter(({ kind, ret }) => kind === 'guest' && ret !== undefined).map(({ value, ret }) => `${value} ${ret}`);
    expect(calls).toEqual(['cpl-3 -1', 'unaligned -22', 'no-pages -22', 'overflow -22']);
    expect(ranges(faulty)).toEqual(ranges(run(configOf([at(0.1, 'migrate')], {}, name))));
    expect(broken(faulty)).toEqual({});
  });

  it('F-40 of one kind', () => {
    const { events } = run(configOf([fault(0, 'F-40:overflow'), at(0.1, 'migrate')]));
    expect(events.filter(({ ret }) => ret === -22).map(({ value }) => value)).toEqual(['overflow']);
  });
});

it('a fault that comes too late, or that finds no guest, is refused and said so', () => {
  expect(refusals(run(configOf([at(0, 'migrate'), fault(60, 'F-20')])))).toEqual(['F-20 comes too late: the guest has moved to the destination']);
  expect(refusals(run(configOf([fault(0, 'F-20'), fault(0, 'F-39'), fault(0, 'F-01'), at(1, 'boot')])))).toEqual([
    'F-20 the guest is not up', 'F-39 the guest is not up', 'F-01 the guest is not up',
  ]);
});
