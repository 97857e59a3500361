import { describe, expect, it } from 'vitest';
import { GIB, MIB } from '../../src/base/units';
import type { Simulation } from '../../src/engine/simulation';
import { testConfig } from '../engine/testConfig';
import { cappedConfig, countPages, eventsNamed, FAST_WIRE, finalAnswer, migrationOf, MS, query, RATE_32, runOn, runTo, runUntil, SECOND } from './simulate';

/** Pages of a window at 32 MiB/s under 10.x: 26 flushes of 32. */
const WINDOW_PAGES = 832;
const FIRMWARE_PAGES = 130;
const FIRMWARE_NORMAL_PAGES = 54;
const NEVER = 1e15;

const sync = (count: number) => ({ thread }: Simulation) => thread.counters.dirtySyncCount >= count;
const neverSent = ({ planes }: Simulation): number =>
  countPages(planes.sent0, (word, i) => ~(word | planes.sent1[i]! | planes.sent2[i]!));

/** A guest that writes `pages` pages from `first` on, all of them, in its first 300 ms, and nothing later. */
function writesOnce(first: number, pages: number): Parameters<typeof testConfig>[0] {
  return {
    workload: { kind: 'burst', writesPerSecond: 1e6, workingSetPages: pages, firstPage: first, burstOnNs: 300 * MS, burstOffNs: NEVER },
  };
}

describe('the 18 traps of qemu-migration.md section 8', () => {
  it('1: a synchronisation comes before the walk is complete, and the scan goes on where it was', () => {
    const config = cappedConfig('10.2', 32768, { workload: { kind: 'uniform', writesPerSecond: 2000, workingSetPages: 8000 } });
    const simulation = runUntil(config, sync(2), MS / 4);
    const { cursor } = simulation.thread.sender.state;
    expect(neverSent(simulation)).toBeGreaterThan(500);
    expect(cursor).toBeGreaterThan(28_000);
    simulation.advance(simulation.nowNs + 10 * MS, Infinity);
    expect(simulation.thread.sender.state.sectionFirstPage).toBeGreaterThanOrEqual(cursor - WINDOW_PAGES);
  });

  it('2: the threshold is the last window times the downtime limit; 7.2 and 10.0 need less, 10.2 is content with as much', () => {
    const pages = 4096 + FIRMWARE_PAGES;
    const remainder = (pages - 3 * WINDOW_PAGES) * 4096;
    const parameters = { availSwitchoverBandwidth: remainder * 1000, downtimeLimitMs: 1 };
    const sentRunning = (qemu: '10.0' | '10.2'): number => {
      const simulation = runUntil(cappedConfig(qemu, 4096, { parameters }), ({ thread }) => thread.state.stopNs >= 0);
      expect(simulation.thread.counters.thresholdSize).toBe(remainder);
      return Math.round(query(simulation).ram['precopy-bytes'] / 4104 / WINDOW_PAGES);
    };
    expect(sentRunning('10.2')).toBe(3);
    expect(sentRunning('10.0')).toBe(4);
  });

  it('3: dirty-pages-rate counts distinct pages, is 0 until a period of 1 s closes, saturates at the working set', () => {
    const config = cappedConfig('10.2', 16384, {
      workload: { kind: 'uniform', writesPerSecond: 200_000, workingSetPages: 12_000 }, parameters: { downtimeLimitMs: 50 },
    });
    const simulation = runTo(config, 0);
    const rates = Array.from({ length: 300 }, (_, i) => {
      simulation.advance(20 * i * MS, Infinity);
      return simulation.thread.counters.dirtyPagesRate;
    });
    const highest = Math.max(...rates);
    expect(Math.max(...rates.slice(0, 50))).toBe(0);
    expect(highest).toBeGreaterThan(6000);
    expect(highest).toBeLessThanOrEqual(12_000);
  });

  it('4: under kvm a write before its 1 GiB chunk is re-armed is free, one after it is sent again though still unsent', () => {
    const pages = (2 * GIB) / 4096;
    const sentAgain = (accel: 'kvm' | 'tcg', first: number): number => {
      const config = cappedConfig('10.2', pages, { ...writesOnce(first, 1000), vmm: { accel }, parameters: { maxBandwidth: 1e9, downtimeLimitMs: 1 } });
      expect(runTo(config, 300 * MS).thread.sender.state.cursor).toBeLessThan(pages / 2 - 2000);
      return finalAnswer(config).ram.normal - pages - FIRMWARE_NORMAL_PAGES;
    };
    expect(sentAgain('kvm', pages - 2000)).toBe(0);
    expect(sentAgain('tcg', pages - 2000)).toBe(1000);
    expect(sentAgain('kvm', pages / 2 - 2000)).toBe(1000);
  });

  it('5: expected-downtime is flat within a pass, and the downtime limit until the rate is known', () => {
    const config = cappedConfig('10.2', 32768, {
      workload: { kind: 'uniform', writesPerSecond: 20_000, workingSetPages: 20_000 }, parameters: { downtimeLimitMs: 200 },
    });
    const simulation = runUntil(config, sync(2), 10 * MS);
    expect(query(simulation)['expected-downtime']).toBe(200);
    let atNs = runOn(simulation, simulation.nowNs, 205 * MS);
    const values = new Set<number>();
    while (simulation.thread.counters.dirtySyncCount === 2) {
      const { mbps } = query(simulation).ram;
      if (mbps === 273.16368) values.add(query(simulation)['expected-downtime']);
      atNs = runOn(simulation, atNs, 10 * MS);
    }
    expect(values.size).toBe(1);
    expect([...values][0]).toBeGreaterThan(200);
  });

  it('6: the cap does not hold after the stop', () => {
    const answer = finalAnswer(cappedConfig('10.2', 16384, { workload: { kind: 'uniform', writesPerSecond: 20_000, workingSetPages: 2000 } }));
    const atCap = answer.ram['downtime-bytes'] / (RATE_32 / 1000);
    expect(atCap).toBeGreaterThan(100);
    expect(answer.downtime).toBeLessThan(20);
  });

  it('7: transferred holds headers, names, zero records, framing and, since 10.x, device state', () => {
    const config = (qemu: '7.2' | '10.2') =>
      cappedConfig(qemu, 32768, { guest: { composition: { zeroShare: 0.25, sharedPages: 0 } }, workload: { kind: 'uniform', writesPerSecond: 2000, workingSetPages: 4000 } });
    const old = finalAnswer(config('7.2')).ram;
    expect(old.transferred).toBe(old['precopy-bytes'] + old['downtime-bytes']);
    const simulation = runUntil(config('10.2'), ({ state }) => state.migrations.length > 0, 10 * MS);
    const { ram } = finalAnswer(config('10.2'));
    const records = ram.normal * 4104 + ram.duplicate * 9 + simulation.thread.sender.state.nameBytes;
    const sections = (ram['precopy-bytes'] + ram['downtime-bytes'] - records) / 8;
    expect(Number.isInteger(sections)).toBe(true);
    expect(ram.transferred).toBe(ram['precopy-bytes'] + ram['downtime-bytes'] + sections * 10 + 112_154);
    expect(ram.duplicate).toBeGreaterThan(8000);
  });

  it('8: downtime is more than the last pages: stop, device state, and the load at the destination with a return path', () => {
    const config = (returnPath: boolean) => testConfig({ parameters: { returnPath }, network: { latencyNs: 5 * MS } });
    const [without, acknowledged] = [migrationOf(config(false)), migrationOf(config(true))];
    const down = (migration: typeof without): number => migration.queryMigrate['downtime'] as number;
    expect(down(without)).toBeGreaterThan(0);
    expect(down(acknowledged)).toBeGreaterThanOrEqual(down(without) + 10);
    expect(down(acknowledged)).toBeGreaterThanOrEqual(Math.floor((acknowledged.resumeNs! - acknowledged.stopNs!) / MS));
  });

  it('9: auto-converge takes two bad periods per step, never goes back, and counts every 5 s at the latest', () => {
    const config = cappedConfig('10.0', 32768, {
      workload: { kind: 'uniform', writesPerSecond: 60_000, workingSetPages: 24_576 }, parameters: { autoConverge: true },
    });
    const simulation = runTo(config, 40 * SECOND);
    const passes = eventsNamed(simulation, 'MIGRATION_PASS');
    const steps = eventsNamed(simulation, 'cpu-throttle-percentage');
    const stepPasses = steps.map(({ atMs }) => passes.findIndex((pass) => pass.atMs >= atMs) + 1);
    expect(steps.slice(0, 7).map(({ value }) => value)).toEqual(['20 %', '30 %', '40 %', '50 %', '60 %', '70 %', '80 %']);
    expect(stepPasses.slice(0, 7)).toEqual([3, 5, 7, 9, 11, 13, 15]);
    // Passes of 11 s: 7.2 looks at their ends only, two of them per step; 10.x every 5 s after the first.
    expect(stepsOf('7.2')).toHaveLength(2);
    expect(stepsOf('10.0')).toHaveLength(5);
  });

  it('10: the throttle compares bytes dirtied with bytes sent, so a bulk pass over zeros counts as bad', () => {
    const badPeriods = (zeroShare: number): number => {
      const config = testConfig({
        until: 600 * SECOND, network: FAST_WIRE, vmm: { accel: 'tcg' }, parameters: { autoConverge: true, downtimeLimitMs: 100 },
        guest: { pages: (24 * GIB) / 4096, composition: { zeroShare, sharedPages: 0 } },
        workload: { kind: 'uniform', writesPerSecond: 40_000, workingSetPages: 100_000 },
      });
      return runUntil(config, sync(2), 50 * MS).thread.counters.dirtyRateHighCount;
    };
    expect(badPeriods(0.999)).toBe(1);
    expect(badPeriods(0)).toBe(0);
  });

  it('11: the bulk pass begins with every bit set, so the first synchronisation adds nothing', () => {
    const config = cappedConfig('10.2', 32768, { workload: { kind: 'uniform', writesPerSecond: 1e6, workingSetPages: 32768 } });
    const { counters } = runUntil(config, sync(1), MS / 10).thread;
    expect(counters.numDirtyPagesPeriod).toBe(0);
    expect(counters.dirtyBytesLastSync).toBe((32768 + FIRMWARE_PAGES) * 4096);
  });

  it('12: xbzrle helps only after the first wrap, and its cache is direct-mapped with two generations of life', () => {
    const config = (xbzrleCacheSize: number) => cappedConfig('10.2', 16384, {
      parameters: { xbzrle: true, xbzrleCacheSize, downtimeLimitMs: 20 },
      workload: { kind: 'sequential', writesPerSecond: 100_000, workingSetPages: 4096, bytesPerWrite: 4096 },
    });
    const bulk = runUntil(config(64 * MIB), ({ thread }) => thread.counters.dirtyPages < 3000);
    expect(bulk.thread.sender.xbzrle?.counters).toMatchObject({ pages: 0, cacheMiss: 0 });
    const hits = (cacheBytes: number): number => {
      const { thread } = runTo(config(cacheBytes), 6 * SECOND);
      const { pages, cacheMiss } = thread.sender.xbzrle!.counters;
      return pages / (pages + cacheMiss);
    };
    expect(hits(64 * MIB)).toBeGreaterThan(0.8);
    // Half the slots for a sweep: LRU would lose every page; a young page keeps its slot, so half of them still hit.
    expect(hits(8 * MIB)).toBeGreaterThan(0.3);
    expect(hits(8 * MIB)).toBeLessThan(0.6);
  });

  it('13: post-copy starts at the next turn of the loop, in the bulk pass too; downtime is the pause of the source alone', () => {
    const config = cappedConfig('10.2', 65536, {
      script: [{ atNs: 0, action: 'migrate' }, { atNs: SECOND, action: 'migrate-start-postcopy' }],
      parameters: { postcopyRam: true, returnPath: true }, workload: { kind: 'uniform', writesPerSecond: 5000, workingSetPages: 8000 },
    });
    const migration = migrationOf(config);
    const { ram, downtime } = migration.queryMigrate as unknown as ReturnType<typeof query>;
    expect(migration.status).toBe('completed');
    expect((migration.stopNs ?? 0) - SECOND).toBeLessThan(150 * MS);
    expect(ram['dirty-sync-count']).toBe(2);
    expect(ram['postcopy-bytes']).toBeGreaterThan(200e6);
    expect(downtime).toBeLessThan(50);
  });

  it('14: dirty-sync-count includes setup and the last synchronisation', () => {
    const simulation = runUntil(cappedConfig('10.0', 16384), ({ state }) => state.migrations.length > 0);
    const order = simulation.events.events
      .filter(({ name }) => ['MIGRATION_PASS', 'STOP', 'MIGRATION'].includes(name))
      .map(({ name, value }) => (name === 'MIGRATION_PASS' ? `PASS ${value}` : (value ?? name)));
    expect(order).toEqual(['setup', 'PASS 1', 'active', 'PASS 2', 'STOP', 'device', 'PASS 3', 'completed']);
    expect(query(simulation).ram['dirty-sync-count']).toBe(3);
  });

  it('15: mbps is the last window while active, the mean of the run once completed', () => {
    const config = cappedConfig('10.0', 32768, { guest: { composition: { zeroShare: 0.5, sharedPages: 0 } } });
    const { ram, ...times } = finalAnswer(config);
    expect(ram.mbps).toBeCloseTo((ram.transferred * 8) / (times['total-time'] - times['setup-time']) / 1000, 9);
    expect(new Set([350, 450].map((ms) => query(runTo(config, ms * MS)).ram.mbps))).not.toContain(ram.mbps);
  });

  it('16: a page is tested for zeros at each send: written first it is normal, and all sends count', () => {
    const zeroes = { zeroShare: 1, sharedPages: 0 };
    const idle = finalAnswer(cappedConfig('10.2', 32768, { guest: { composition: zeroes } })).ram;
    expect(idle.duplicate).toBe(32768 + FIRMWARE_PAGES - FIRMWARE_NORMAL_PAGES);
    const written = finalAnswer(cappedConfig('10.2', 32768, {
      guest: { composition: zeroes }, parameters: { maxBandwidth: 2 * MIB, downtimeLimitMs: 2000 },
      workload: { kind: 'sequential', writesPerSecond: 200_000, workingSetPages: 200, firstPage: 32000 },
    })).ram;
    expect(written.normal).toBeGreaterThanOrEqual(200 + FIRMWARE_NORMAL_PAGES);
    expect(written.normal + written.duplicate).toBeGreaterThan(written.total / 4096);
  });

  it('17: the unit is the page of 4 KiB, however large the host maps them', () => {
    const spread = 16;
    const config = testConfig({
      network: FAST_WIRE, guest: { pages: 32768 }, parameters: { maxBandwidth: RATE_32 }, until: 600 * SECOND,
      workload: { kind: 'burst', writesPerSecond: 1e5, workingSetPages: spread, firstPage: 30_000, burstOnNs: 300 * MS, burstOffNs: NEVER },
    });
    expect(finalAnswer(config).ram.normal).toBe(32768 + FIRMWARE_NORMAL_PAGES + spread);
  });

  it('18: setup is in total-time but not in the mean bandwidth', () => {
    const { ram, ...times } = finalAnswer(cappedConfig('10.0', 16384, { script: [{ atNs: 0.6 * MS, action: 'migrate' }] }));
    const mean = (ms: number): number => (ram.transferred * 8) / ms / 1000;
    expect(times['setup-time']).toBe(1);
    expect(ram.mbps).toBe(mean(times['total-time'] - times['setup-time']));
  });
});

/** Throttle steps within 60 s. */
function stepsOf(qemu: '7.2' | '10.0'): readonly unknown[] {
  const config = cappedConfig(qemu, 98_304, {
    workload: { kind: 'uniform', writesPerSecond: 100_000, workingSetPages: 90_000 }, parameters: { autoConverge: true },
  });
  return eventsNamed(runTo(config, 60 * SECOND), 'cpu-throttle-percentage');
}
