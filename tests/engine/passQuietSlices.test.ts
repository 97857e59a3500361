import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EngineConfig } from '../../src/engine/config';
import { Recorder } from '../../src/engine/record/recorder';
import { Simulation } from '../../src/engine/simulation';
import { anyConfig, runWhole, stateOf } from '../laws/runs';
import { encryptedConfig, testConfig } from './testConfig';

const SLICE_NS = 1e8;
const HOUR_NS = 3600e9;

/** The script later by so much. */
function delayed(config: EngineConfig, byNs: number): EngineConfig {
  return { ...config, until: 'auto', script: config.script.map((action) => ({ ...action, atNs: action.atNs + byNs })) };
}

/** Run with no slice passed over. */
function sliceBySlice(config: EngineConfig): Simulation {
  const simulation = new Simulation(config);
  Object.defineProperty(simulation.guest, 'isWithoutEffect', { value: false });
  while (!simulation.advance(Infinity, 1e9));
  return simulation;
}

describe('a wait', () => {
  it('leaves every bit as slice after slice does', () => {
    fc.assert(
      fc.property(anyConfig, fc.constantFrom(0.35e9, 5e9, 30e9), fc.constantFrom(0, 50_000), (drawn, byNs, compactionPagesPerSecond) => {
        const config = delayed({ ...drawn, hosts: { ...drawn.hosts, compactionPagesPerSecond } }, byNs);
        expect(stateOf(runWhole(config))).toEqual(stateOf(sliceBySlice(config)));
      }),
      { numRuns: 25 },
    );
  });

  it.each([
    ['a plain guest', testConfig()],
    ['one that the host compacts', testConfig({ hosts: { compactionPagesPerSecond: 1e6 } })],
    ['an encrypted one whose pages are all pinned', encryptedConfig('psp', { hosts: { compactionPagesPerSecond: 1e6 } })],
    ['an idle one', testConfig({ workload: { kind: 'idle' } })],
  ])('of 2399 hours is passed in a few steps by %s, and all its writes are counted', (_, base) => {
    const config = delayed(base, 2399 * HOUR_NS);
    let steps = 0;
    const simulation = new Simulation(config, undefined, () => steps++);
    while (!simulation.thread.isActive) simulation.advance(Infinity, 0);
    expect(steps).toBeLessThan(1000);
    expect(simulation.guest.state).toMatchObject({ writtenNs: 2399 * HOUR_NS, runningNs: 2399 * HOUR_NS, writes: 2399 * 3600 * 2000 });
    const { moved, refused } = simulation.memory.state;
    // In the slices before: the migration comes first where both are due.
    expect(moved + refused).toBe((config.hosts.compactionPagesPerSecond * (2399 * HOUR_NS - SLICE_NS)) / 1e9);
    expect([moved, refused]).toContain(0);
  });

  it('shows in the series: the writes grow evenly over it', () => {
    const recorder = new Recorder(delayed(testConfig(), HOUR_NS), 0);
    while (!recorder.advance(1e6));
    const { series } = recorder.recording;
    for (const share of [0.25, 0.5, 0.75]) {
      const bucket = Math.floor((share * HOUR_NS) / series.stepNs);
      expect(series.columns['guest-writes'].last[bucket]).toBeCloseTo(((bucket + 1) * series.stepNs * 2000) / 1e9, -4);
    }
  });

  it('goes on slice by slice while a write can still change a page', () => {
    const config = delayed(testConfig({ workload: { writesPerSecond: 100, workingSetPages: 3000 } }), 10e9);
    let steps = 0;
    const simulation = new Simulation(config, undefined, () => steps++);
    while (!simulation.thread.isActive) simulation.advance(Infinity, 0);
    expect(steps).toBeGreaterThanOrEqual(99);
  });
});
