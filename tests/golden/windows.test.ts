import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Simulation } from '../../src/engine/simulation';
import { cappedConfig, MS, query, RATE_32, runTo, runUntil, SECOND } from './simulate';

const FLUSH = 131_328;

/** Bytes that each window of 100 ms carried, but the first, which has the setup too. */
function windowBytes(simulation: Simulation, windows: number): readonly number[] {
  const bytes: number[] = [];
  let startMs = simulation.thread.counters.windowStartMs;
  let startBytes = simulation.thread.counters.windowStartBytes;
  for (let atNs = simulation.nowNs; bytes.length < windows + 1; atNs += MS) {
    simulation.advance(atNs, Infinity);
    const { windowStartMs, windowStartBytes } = simulation.thread.counters;
    if (windowStartMs !== startMs) bytes.push(windowStartBytes - startBytes);
    [startMs, startBytes] = [windowStartMs, windowStartBytes];
  }
  return bytes.slice(1);
}

describe('the 100 ms window (qemu-migration.md 1.4)', () => {
  it('10.0 at 32 MiB/s: 26 flushes and 18 bytes, 832 pages, 8,320 pages/s, 273.16 mbps', () => {
    const simulation = runTo(cappedConfig('10.0', 65536), 380 * MS);
    expect(query(simulation).ram).toMatchObject({ 'pages-per-second': 8320, mbps: 273.16368 });
    expect(windowBytes(simulation, 4)).toEqual([26, 26, 26, 26].map((flushes) => flushes * FLUSH + 18));
  });

  it('7.2 at 32 MiB/s counts what is queued: 818 pages and 18 bytes, 8,180 pages/s, 268.5672 mbps', () => {
    const simulation = runTo(cappedConfig('7.2', 65536), 380 * MS);
    expect(query(simulation).ram).toMatchObject({ 'pages-per-second': 8180, mbps: 268.5672 });
    expect(windowBytes(simulation, 4)).toEqual([1, 1, 1, 1].map(() => 818 * 4104 + 18));
  });

  it('10.2 sends the smallest multiple of a flush above a tenth of any max-bandwidth', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1e6, max: 200e6 }), (maxBandwidth) => {
        const config = cappedConfig('10.2', 65536, { parameters: { maxBandwidth } });
        const flushes = Math.floor(Math.floor(maxBandwidth / 10) / FLUSH) + 1;
        expect(windowBytes(runTo(config, 150 * MS), 2)).toEqual([flushes * FLUSH + 18, flushes * FLUSH + 18]);
      }),
      { numRuns: 20 },
    );
  });

  it('expected-downtime is what the last synchronisation left, over the bandwidth of the window: 2,948 ms', () => {
    const written = { first: 1024, pages: 24576, filled: 1, outOf: 1 };
    const config = cappedConfig('10.0', 32768, {
      guest: { composition: { zeroShare: 0, sharedPages: 0, filled: [written] } },
      workload: { kind: 'sequential', writesPerSecond: 50_000, workingSetPages: written.pages, firstPage: written.first },
    });
    const simulation = runUntil(config, ({ thread }) => thread.counters.dirtySyncCount === 2);
    expect(simulation.thread.counters.dirtyBytesLastSync).toBe(24576 * 4096);
    expect(query(simulation)['expected-downtime']).toBe(300);
    simulation.advance(simulation.nowNs + 250 * MS, Infinity);
    expect(query(simulation).ram.mbps).toBe(273.16368);
    expect(query(simulation)['expected-downtime']).toBe(2948);
  });
});

describe('the worked example (qemu-migration.md 5.4): 2 GiB at 125,000,000 bytes/s', () => {
  const config = cappedConfig('10.0', 524_288, {
    guest: { composition: { zeroShare: 0.2, sharedPages: 0 } },
    parameters: { maxBandwidth: 125e6, autoConverge: true },
    workload: { kind: 'uniform', writesPerSecond: 40_000, workingSetPages: 130_000, firstPage: 0 },
  });

  it('closes windows of 96 flushes and 18 bytes', () => {
    const simulation = runTo(cappedConfig('10.0', 524_288, { parameters: { maxBandwidth: 125e6 } }), 350 * MS);
    expect(windowBytes(simulation, 1)).toEqual([12_607_506]);
    expect(query(simulation).ram).toMatchObject({ total: 2_148_016_128, mbps: 1008.60048, 'pages-per-second': 30_720 });
    expect(simulation.thread.counters.thresholdSize).toBe(37_822_518);
  });

  it('keeps the identities of its counters at every moment', () => {
    const simulation = runUntil(config, ({ thread }) => thread.counters.dirtySyncCount >= 4, 50 * MS);
    const startNs = simulation.nowNs;
    for (let moment = 1; moment <= 40; moment++) {
      simulation.advance(startNs + moment * 97 * MS, Infinity);
      const { counters, sender } = simulation.thread;
      const { ram } = query(simulation);
      const records = ram.normal * 4104 + ram.duplicate * 9 + sender.state.nameBytes;
      expect((ram['precopy-bytes'] - records) % 8).toBe(0);
      expect(ram['precopy-bytes'] - records).toBeGreaterThan(0);
      expect(ram['precopy-bytes']).toBe(counters.precopyBytes);
      const sections = (ram['precopy-bytes'] - records) / 8;
      const sent = ram['precopy-bytes'] + 10 * sections + 197;
      expect(Math.abs(ram.transferred - sent)).toBeLessThanOrEqual(FLUSH + 10);
      expect(simulation.nowNs).toBeLessThan(60 * SECOND);
    }
  });

  it('derives expected-downtime from its own figures', () => {
    const simulation = runUntil(config, ({ thread }) => thread.counters.dirtyPagesRate > 0 && thread.counters.dirtySyncCount >= 3, 50 * MS);
    simulation.advance(simulation.nowNs + 250 * MS, Infinity);
    const { counters } = simulation.thread;
    const bytesPerMs = (counters.mbps * 1e6) / 8 / 1000;
    expect(query(simulation)['expected-downtime']).toBe(Math.floor(counters.dirtyBytesLastSync / bytesPerMs));
  });

  it('uses the limiter of 32 MiB/s as the estimate although the wire could carry 300 times as much', () => {
    const simulation = runTo(cappedConfig('10.2', 65536), 380 * MS);
    expect(simulation.thread.counters.thresholdSize).toBe(Math.floor(((26 * FLUSH + 18) / 100) * 300));
    expect(RATE_32 * 0.3).toBeLessThan(simulation.thread.counters.thresholdSize);
  });
});
