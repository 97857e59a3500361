import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MODEL_VERSION, type EngineConfig } from '../../../src/engine/config';
import { CheckpointStore } from '../../../src/engine/record/checkpointStore';
import { Recorder } from '../../../src/engine/record/recorder';
import { SERIES, SERIES_IDS, type SeriesSet } from '../../../src/engine/record/series';
import { Simulation } from '../../../src/engine/simulation';
import { anyConfig, runWhole } from '../../laws/runs';
import { testConfig } from '../testConfig';

function record(config: EngineConfig, memoryBudget: number, budget: number): Recorder {
  const recorder = new Recorder(config, memoryBudget);
  while (!recorder.advance(budget));
  return recorder;
}

/** All columns as one text: comparing their hundred thousand numbers one by one is slow. */
function bytesOf({ stepNs, length, columns }: SeriesSet): string {
  return `${stepNs} ${length} ${Object.values(columns).flatMap(({ min, max, last }) => [min, max, last]).map((values) => Buffer.from(values.buffer).toString('base64')).join(' ')}`;
}

const heavy = testConfig({
  guest: { pages: 32_768 }, network: { bandwidth: 1.25e9 }, workload: { workingSetPages: 30_000, writesPerSecond: 20e6 }, parameters: { downtimeLimitMs: 5 },
});

describe('a recording', () => {
  test('does not depend on how it was computed: result, events and series are the same', () => {
    fc.assert(
      fc.property(anyConfig, fc.constantFrom(30, 3000, 20_000), (config, budget) => {
        const whole = record(config, 1e9, 1e12).recording;
        const cut = record(config, 0, budget).recording;
        const { cost: wholeCost, ...wholeResult } = whole.result!;
        const { cost: cutCost, ...cutResult } = cut.result!;
        expect(cutResult).toEqual(wholeResult);
        expect(cutCost).toMatchObject({ pageEvents: wholeCost.pageEvents, bytesPerPage: wholeCost.bytesPerPage });
        expect(cut.events).toEqual(whole.events);
        expect(bytesOf(cut.series) === bytesOf(whole.series)).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  test('is of the run that a simulation alone makes', () => {
    fc.assert(
      fc.property(anyConfig, (config) => {
        const { result } = record(config, 1e6, 5000).recording;
        const simulation = runWhole(config);
        expect(result).toMatchObject({
          modelVersion: MODEL_VERSION, endNs: simulation.state.endNs, migrations: simulation.state.migrations, integrity: simulation.state.integrity,
        });
      }),
      { numRuns: 20 },
    );
  });

  test('another seed, page count or parameter has another fingerprint', () => {
    const configs = [{}, { seed: 2 }, { guest: { pages: 4608 } }, { parameters: { downtimeLimitMs: 299 } }, { network: { latencyNs: 100_001 } }, { vmm: { qemu: '7.2' } }, { vmm: { accel: 'tcg' } }] as const;
    const busy = { workload: { writesPerSecond: 30_000 } };
    const fingerprints = configs.map((changes) => record(testConfig({ ...busy, ...changes }), 0, 1e9).recording.result!.fingerprint);
    expect(new Set(fingerprints).size).toBe(configs.length);
    expect(fingerprints[0]).toMatch(/^[0-9a-f]{16}$/);
  });

  test('totals only grow, and end with what the run ends with', () => {
    const { series } = record(testConfig({ workload: { writesPerSecond: 30_000 } }), 0, 1e4).recording;
    for (const id of SERIES_IDS.filter((each) => SERIES[each].total)) {
      const { min, max, last } = series.columns[id];
      for (let i = 1; i < series.length; i++) expect(min[i]! >= max[i - 1]! || min[i] === last[i - 1]).toBe(true);
    }
    const simulation = runWhole(testConfig({ workload: { writesPerSecond: 30_000 } }));
    expect(series.columns['link-bytes'].last.at(-1)).toBe(simulation.link.state.bytes);
    expect(series.columns['sent-plain'].last.at(-1)).toBe(simulation.thread.sender.state.sentPlain);
    expect(series.length * series.stepNs).toBeGreaterThan(simulation.state.endNs);
  });
});

describe('the memory of a recording', () => {
  test.each([0, 1, 300_000, 2_000_000, 1e9])('checkpoints stay within %d bytes', (budget) => {
    const recorder = new Recorder(heavy, budget);
    let most = 0;
    for (let done = false; !done; ) {
      done = recorder.advance(300_000);
      const { checkpoints } = recorder.recording;
      const bytes = checkpoints.checkpoints.reduce((sum, { byteLength }) => sum + byteLength, 0);
      expect(checkpoints.byteLength).toBe(bytes);
      expect(bytes).toBeLessThanOrEqual(budget);
      most = Math.max(most, checkpoints.checkpoints.length);
    }
    expect(most > 0).toBe(budget >= 300_000);
    expect(recorder.recording.overview.length).toBeGreaterThan(2);
    expect(recorder.recording.overview.length).toBeLessThanOrEqual(32);
  });

  test('a store holds 64 checkpoints at most, in order, the nearest one before a moment is found', () => {
    const store = new CheckpointStore(512, 1e9);
    const simulation = new Simulation(testConfig());
    for (let step = 0; step < 200; step++) {
      simulation.advance(Infinity, 10);
      store.offer(simulation, step * 1e9);
      expect(store.checkpoints.length).toBeLessThanOrEqual(64);
    }
    const times = store.checkpoints.map(({ atNs }) => atNs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(store.before(times[3]!)!.atNs).toBe(times[3]);
    expect(store.before(times[3]! - 1)!.atNs).toBeLessThan(times[3]!);
    expect(store.before(-1)).toBeUndefined();
  });

  test('a checkpoint of pages in one state is small', () => {
    const store = new CheckpointStore(512, 1e9);
    const simulation = new Simulation(testConfig({ guest: { pages: 1 << 20 }, workload: { kind: 'idle', writesPerSecond: 0 } }));
    simulation.advance(1e9, 1e9);
    store.offer(simulation, 1e9);
    expect(store.byteLength).toBeLessThan((1 << 20) / 8);
  });
});
