import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EngineConfig } from '../../src/engine/config';
import { EventLog } from '../../src/engine/record/eventLog';
import { testBit } from '../../src/engine/memory/bitRange';
import { Simulation } from '../../src/engine/simulation';
import { blockNameBytes, firmwareBlocksOf, FIRMWARE_PAGES } from '../../src/engine/vmm/firmwareBlocks';
import { popcount } from '../../src/engine/memory/popcount';
import type { Plane } from '../../src/engine/memory/pagePlanes';
import { testConfig } from '../engine/testConfig';
import { anyConfig, REMAPPED, runWhole, watchSends } from './runs';

const RUNS = { numRuns: 25 };

/** Steps through a run and calls `look` after every piece. */
function stepThrough(config: EngineConfig, look: (simulation: Simulation) => void): Simulation {
  const simulation = new Simulation(config, new EventLog(), look);
  for (let calls = 0; !simulation.isDone; calls++) {
    simulation.advance(Infinity, 1000);
    if (calls > 1e5) throw new Error('the run does not end');
  }
  return simulation;
}

const countOf = (plane: Plane): number => plane.reduce((sum, word) => sum + popcount(word), 0);
const ramOf = (simulation: Simulation): Record<string, number> => simulation.state.migrations.at(-1)!.queryMigrate['ram'] as unknown as Record<string, number>;

describe('at every moment of every run', () => {
  test('migration_dirty_pages counts the set bits; clocks, totals and the link never go back; times are whole ns', () => {
    fc.assert(
      fc.property(anyConfig, (config) => {
        const before = { thread: 0, simulation: 0, link: 0, events: 0, writes: 0 };
        let looks = 0;
        let migrateNs = -1;
        const wrong: string[] = [];
        stepThrough(config, ({ thread, planes, state, link, guest }) => {
          // A cancelled thread's clock goes back to the command; a new migration has a new one.
          if (thread.state.migrateNs !== migrateNs || !thread.isActive) before.thread = 0;
          migrateNs = thread.state.migrateNs;
          const now = { thread: thread.state.nowNs, simulation: state.nowNs, link: link.state.freeNs, events: thread.sender.state.pageEvents, writes: guest.state.writes };
          for (const key of ['thread', 'simulation', 'link', 'events', 'writes'] as const) {
            if (!Number.isInteger(now[key]) || now[key] < before[key]) wrong.push(`${key}: ${now[key]} after ${before[key]}`);
            before[key] = now[key];
          }
          if (thread.counters.dirtySyncCount === 0 || thread.counters.status === 'cancelled') return;
          if (planes.pages > 4096 && looks++ % 16 !== 0) return;
          const counted = countOf(planes.toSend) + (thread.sender.state.firmwarePending ? FIRMWARE_PAGES : 0);
          if (thread.counters.dirtyPages !== counted) wrong.push(`${thread.counters.dirtyPages} dirty pages, ${counted} bits`);
        });
        expect(wrong).toEqual([]);
      }),
      RUNS,
    );
  });

  test('a page imported and not re-armed is still to send', () => {
    fc.assert(
      fc.property(anyConfig, (config) => {
        let looks = 0;
        const wrong: number[] = [];
        stepThrough(config, ({ planes, thread }) => {
          if (planes.imported === undefined || looks++ % 8 !== 0 || thread.counters.dirtySyncCount === 0 || thread.state.stopNs >= 0) return;
          if (planes.imported.some((word, i) => (word & ~planes.toSend[i]!) !== 0)) wrong.push(thread.state.nowNs);
        });
        expect(wrong).toEqual([]);
      }),
      RUNS,
    );
  });

  test('the main channel and the link carry every byte once', () => {
    fc.assert(
      fc.property(anyConfig, (config) => {
        let migrateNs = -1;
        let earlier = 0;
        let carried = 0;
        const wrong: number[] = [];
        stepThrough(config, ({ stream, link, thread }) => {
          if (thread.state.migrateNs !== migrateNs) earlier += carried;
          migrateNs = thread.state.migrateNs;
          carried = stream.state.flushedBytes + (thread.sender.multifd?.state.bytes ?? 0);
          const { queuedBytes, flushedBytes } = stream.state;
          if (queuedBytes !== flushedBytes + stream.pendingBytes || link.state.bytes !== earlier + carried) wrong.push(thread.state.nowNs);
        });
        expect(wrong).toEqual([]);
      }),
      RUNS,
    );
  });
});

describe('of a completed migration', () => {
  test('each page was sent at least once and its count saturates at seven', () => {
    fc.assert(
      fc.property(anyConfig, (config) => {
        const simulation = new Simulation({ ...config, script: config.script.filter(({ action }) => action !== 'migrate_cancel').slice(0, 2) });
        const { sends } = watchSends(simulation);
        while (!simulation.advance(Infinity, 1e9));
        const { sent0, sent1, sent2, pages } = simulation.planes;
        const wrong: number[] = [];
        for (let page = 0; page < pages; page++) {
          const count = +testBit(sent0, page) + 2 * +testBit(sent1, page) + 4 * +testBit(sent2, page);
          if (count !== Math.min(7, sends[page]!)) wrong.push(page);
        }
        expect(wrong).toEqual([]);
        const missing = simulation.thread.counters.status === 'completed' ? sends.subarray(0, pages).indexOf(0) : -1;
        expect(missing).toBe(-1);
      }),
      RUNS,
    );
  });

  test('RAM bytes are the sum of the records and section ends; 7.2 reports them, 10.x what it flushed', () => {
    fc.assert(
      fc.property(anyConfig, (drawn) => {
        const config = { ...drawn, script: drawn.script.slice(0, 1), vmm: { ...drawn.vmm, parameters: { ...drawn.vmm.parameters, xbzrle: false, multifd: false } } };
        const simulation = new Simulation(config);
        const watched = watchSends(simulation);
        while (!simulation.advance(Infinity, 1e9));
        const { counters, sender, path } = simulation.thread;
        if (counters.status !== 'completed') return;
        const { sentPlain, sentZero, sentPrivate } = sender.state;
        const ramName = blockNameBytes('pc.ram');
        const names = ramName + firmwareBlocksOf(config.vmm.qemu).reduce((sum, { idstr }) => sum + blockNameBytes(idstr), 0);
        const total = watched.sends.reduce((sum, count) => sum + count, 0) + FIRMWARE_PAGES;
        expect(sentPlain + sentZero + sentPrivate).toBe(total);
        const records = sentPlain * 4104 + sentZero * 9 + sentPrivate * (path?.recordBytes ?? 0) + watched.sections * 8 + names;
        const withSecondName = total > simulation.planes.pages + FIRMWARE_PAGES ? ramName : 0;
        expect(counters.ramBytes).toBe(records + withSecondName + (path?.headBytes ?? 0));
        const ram = ramOf(simulation);
        const parts = ram['precopy-bytes']! + ram['downtime-bytes']! + ram['postcopy-bytes']! + ram['multifd-bytes']!;
        expect(parts).toBe(counters.ramBytes);
        expect(ram['transferred']).toBe(config.vmm.qemu === '7.2' ? parts : simulation.link.state.bytes);
        expect(ram['normal']! + ram['duplicate']!).toBe(total);
        expect(ram['normal-bytes']).toBe(ram['normal']! * 4096);
      }),
      RUNS,
    );
  });

  test('7.2: transferred = precopy + downtime + postcopy + multifd bytes, in every mode; 10.x: not less', () => {
    fc.assert(
      fc.property(anyConfig, (drawn) => {
        const simulation = runWhole({ ...drawn, script: drawn.script.slice(0, 2).filter(({ action }) => action !== 'migrate_cancel') });
        if (simulation.thread.counters.status !== 'completed') return;
        const ram = ramOf(simulation);
        const parts = ram['precopy-bytes']! + ram['downtime-bytes']! + ram['postcopy-bytes']! + ram['multifd-bytes']!;
        expect(ram['transferred']! - parts).toBeGreaterThanOrEqual(0);
        expect(drawn.vmm.qemu === '7.2' ? ram['transferred'] : parts).toBe(parts);
        expect(ram['remaining']).toBe(0);
        expect(ram['dirty-pages-rate']).toBe(0);
      }),
      RUNS,
    );
  });

  test('passes are numbered from 1 without a gap, the last one while the guest stands', () => {
    fc.assert(
      fc.property(anyConfig, (drawn) => {
        const simulation = runWhole({ ...drawn, script: drawn.script.slice(0, 1) });
        const { events } = simulation.events;
        const passes = events.filter(({ name }) => name === 'MIGRATION_PASS');
        expect(passes.map(({ value }) => Number(value))).toEqual(passes.map((_, i) => i + 1));
        expect(passes).toHaveLength(simulation.thread.counters.dirtySyncCount);
        if (simulation.thread.counters.status !== 'completed') return;
        const order = events.filter(({ kind, host }) => kind === 'qmp' && host === 'source').map(({ name, value }) => (name === 'MIGRATION' ? value : name));
        expect(order.indexOf('STOP')).toBeLessThan(order.lastIndexOf('MIGRATION_PASS'));
        expect(order.lastIndexOf('completed')).toBe(order.length - 1);
      }),
      RUNS,
    );
  });

  test('frames that are replaced cost what was in them and nothing else: no other page is wrong, no pin is lost or left (INV-24)', () => {
    const remapped = fc.tuple(anyConfig, fc.integer({ min: 0, max: 600e6 })).map(([config, atNs]) => {
      const remap = { atNs, action: 'remap', ...REMAPPED } as const;
      return { ...config, script: [...config.script, remap].toSorted((a, b) => a.atNs - b.atNs) };
    });
    fc.assert(
      fc.property(remapped, (config) => {
        const { state, memory } = runWhole(config);
        const [first, end] = [REMAPPED.gpa / 4096, (REMAPPED.gpa + REMAPPED.bytes) / 4096];
        for (const { invariant, pages, count } of state.integrity.violations) {
          expect(['INV-01', 'INV-02', 'INV-23', 'INV-26']).toContain(invariant);
          expect([pages.filter((page) => page < first || page >= end), count <= end - first]).toEqual([[], true]);
        }
        expect([state.integrity.stale, state.integrity.misclassified, memory.state.destroyed.leaked, memory.state.destroyed.unflushed]).toEqual([0, 0, 0, 0]);
      }),
      { numRuns: 60 },
    );
  });

  test('the destination holds what the guest last wrote, in every mode, and nobody is blamed', () => {
    fc.assert(
      fc.property(anyConfig.filter(({ script }) => script.every(({ action }) => action !== 'remap')), (config) => {
        const simulation = runWhole(config);
        const { integrity, migrations, moves } = simulation.state;
        expect(integrity.violations).toEqual([]);
        const arrivals = migrations.flatMap((each) => (each.integrity === undefined ? [] : [each.integrity]));
        expect(arrivals.map(({ violations }) => violations)).toEqual(Array.from({ length: moves }, () => []));
        expect(arrivals.every(({ pagesChecked }) => pagesChecked >= config.guest.pages)).toBe(true);
        const hasMovedLast = simulation.thread.counters.status === 'completed';
        expect(integrity.pagesChecked === (hasMovedLast ? simulation.planes.pages : 0) || (moves > 0 && !hasMovedLast)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a second migration after a cancelled one', () => {
  test('starts anew: its counters are those of a first migration, no page of the cancelled one counts as received', () => {
    const idle = { kind: 'sequential', writesPerSecond: 0 } as const;
    const cancelled = [{ atNs: 0, action: 'migrate' }, { atNs: 60e6, action: 'migrate_cancel' }] as const;
    const again = testConfig({ workload: idle, script: [...cancelled, { atNs: 1e9, action: 'migrate' }] });
    const first = runWhole(testConfig({ workload: idle, script: [{ atNs: 1e9, action: 'migrate' }] }));
    const second = runWhole(again);
    expect(second.state.migrations).toHaveLength(2);
    expect(second.state.migrations[1]!.queryMigrate).toEqual(first.state.migrations[0]!.queryMigrate);
    const begun = new Simulation(again);
    begun.advance(1.001e9, 1e9);
    expect(countOf(begun.planes.sent0)).toBe(0);
  });

  test('is refused while the first one runs; after it the guest moves on from where it is', () => {
    const simulation = runWhole(testConfig({ until: 2e9, script: [{ atNs: 0, action: 'migrate' }, { atNs: 10e6, action: 'migrate' }, { atNs: 1e9, action: 'migrate' }] }));
    expect(simulation.state.migrations.map(({ status }) => status)).toEqual(['completed', 'completed']);
    expect(simulation.events.events.filter(({ name }) => name === 'migrate refused').map(({ value }) => value)).toEqual(["There's a migration process in progress"]);
  });
});
