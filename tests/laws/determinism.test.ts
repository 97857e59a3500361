import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EngineConfig } from '../../src/engine/config';
import { PlanePool } from '../../src/engine/memory/planePool';
import { captureCheckpoint, restoreCheckpoint } from '../../src/engine/record/checkpoint';
import { Player } from '../../src/engine/record/player';
import { Recorder } from '../../src/engine/record/recorder';
import { Simulation } from '../../src/engine/simulation';
import { encryptedConfig, testConfig } from '../engine/testConfig';
import { anyConfig, hashedLog, runTo, runWhole, stateOf } from './runs';

const RUNS = { numRuns: 30 };
const share = fc.double({ min: 0, max: 1, noNaN: true });

/** Runs in pieces that end at `limits`, each in steps of `budget`. */
function runInPieces(config: EngineConfig, limits: readonly number[], budget: number): { readonly simulation: Simulation; readonly events: string } {
  const { log, digest } = hashedLog();
  const simulation = new Simulation(config, log);
  for (const limit of [...limits.toSorted((a, b) => a - b), Infinity]) while (!simulation.advance(limit, budget));
  return { simulation, events: digest() };
}

describe('a run is a function of its scenario alone', () => {
  test('cutting it into pieces of any time and budget changes no bit of it and no event', () => {
    fc.assert(
      fc.property(anyConfig, fc.array(share, { maxLength: 12 }), fc.constantFrom(0, 1, 50, 3000, 1e9), (config, shares, budget) => {
        const whole = runInPieces(config, [], 1e9);
        const cut = runInPieces(config, shares.map((at) => Math.floor(at * whole.simulation.state.endNs)), budget);
        expect(stateOf(cut.simulation)).toEqual(stateOf(whole.simulation));
        expect(cut.events).toBe(whole.events);
      }),
      RUNS,
    );
  });

  test('the loop of plain pages leaves no bit and no event other than the general loop does', () => {
    const general = (config: EngineConfig): { readonly simulation: Simulation; readonly events: string } => {
      const { log, digest } = hashedLog();
      const simulation = new Simulation(config, log);
      Object.defineProperty(simulation.thread.sender, 'isPlain', { value: false });
      while (!simulation.advance(Infinity, 1e9));
      return { simulation, events: digest() };
    };
    const plainConfig = anyConfig.filter(({ mechanism, vmm: { parameters } }) => mechanism === 'plain' && parameters.maxBandwidth === 0 && !parameters.multifd);
    fc.assert(
      fc.property(plainConfig, (config) => {
        const [one, other] = [runInPieces(config, [], 1e9), general(config)];
        expect(stateOf(one.simulation)).toEqual(stateOf(other.simulation));
        expect(one.events).toBe(other.events);
      }),
      RUNS,
    );
  });

  test('recorded twice, in pieces of any size, it has the same fingerprint; with another seed and writes another (INV-35)', () => {
    const fingerprintOf = (config: EngineConfig, budget: number): string => {
      const recorder = new Recorder(config, 1e8);
      while (!recorder.advance(budget));
      return recorder.recording.result!.fingerprint;
    };
    fc.assert(
      fc.property(anyConfig, fc.constantFrom(100, 5000, 1e9), (config, budget) => {
        expect(fingerprintOf(config, budget)).toBe(fingerprintOf(structuredClone(config), 1e9));
      }),
      RUNS,
    );
    expect(fingerprintOf(testConfig({ seed: 2 }), 1e9)).not.toBe(fingerprintOf(testConfig(), 1e9));
  });

  test('on planes that an earlier run wrote all over, and in pictures of them, it is the same; the earlier one keeps its recording', () => {
    const request = (atNs: number) => ({ atNs, mode: 'state', tilePages: 32, firstTile: 0, tileCount: 1024 }) as const;
    const seen = (player: Player, atNs: number) => {
      while (!player.seek(atNs));
      return structuredClone(player.frame(request(atNs)));
    };
    fc.assert(
      fc.property(anyConfig, anyConfig, fc.constantFrom(300, 20_000, 1e9), share, (before, config, stopAfter, at) => {
        const pool = new PlanePool();
        const earlier = new Recorder(before, 1e8, pool);
        earlier.advance(stopAfter);
        const earlierPlayer = new Player(before, earlier.recording, pool);
        const halfwayNs = Math.floor(earlier.computedNs / 2);
        const shown = seen(earlierPlayer, halfwayNs);
        earlier.release();
        earlierPlayer.release();

        const pooled = new Recorder(config, 1e8, pool);
        const player = new Player(config, pooled.recording, pool);
        while (!pooled.advance(5000));
        const fresh = new Recorder(config, 1e8);
        while (!fresh.advance(5000));
        expect(pooled.recording.result).toEqual(fresh.recording.result);
        for (const atNs of [fresh.computedNs, Math.floor(at * fresh.computedNs)]) {
          expect(seen(player, atNs)).toEqual(seen(new Player(config, fresh.recording), atNs));
        }
        expect(seen(new Player(before, earlier.recording), halfwayNs)).toEqual(shown);
      }),
      RUNS,
    );
  });

  test('a run that gives up does so at the same moment, however short the pieces before', () => {
    const config = testConfig({
      guest: { pages: 32_768 }, network: { bandwidth: 1.25e9 }, workload: { workingSetPages: 30_000, writesPerSecond: 3e6 }, parameters: { downtimeLimitMs: 5 },
    });
    const whole = runWhole(config);
    expect(whole.thread.counters.status).toBe('active');
    for (let before = 0; before < 1e6; before += 70e3) {
      expect(runInPieces(config, [whole.state.endNs - before], 1e9).simulation.state.endNs).toBe(whole.state.endNs);
    }
  });

  test('a checkpoint taken anywhere and set into another simulation of the scenario runs on to the same end', () => {
    fc.assert(
      fc.property(anyConfig, share, share, fc.constantFrom(1, 700, 1e9), (config, at, elsewhere, budget) => {
        const whole = runWhole(config);
        const first = new Simulation(config);
        first.advance(at * whole.state.endNs, budget);
        const before = stateOf(first);
        const second = runTo(config, elsewhere * whole.state.endNs);
        restoreCheckpoint(second, captureCheckpoint(first));
        expect(stateOf(second)).toEqual(before);
        while (!second.advance(Infinity, 1e9));
        expect(stateOf(second)).toEqual(stateOf(whole));
      }),
      RUNS,
    );
  });

  test('set back to before memory was plugged in, it keeps nothing of what was pinned or replaced there', () => {
    const plug = { atNs: 100e6, action: 'hotplug', bytes: 1024 * 4096 } as const;
    const remap = { atNs: 200e6, action: 'remap', gpa: 4096 * 4096, bytes: 1024 * 4096 } as const;
    const migrate = { atNs: 300e6, action: 'migrate' } as const;
    for (const config of [
      encryptedConfig('mirror-ring', { script: [plug, remap], until: 300e6 }),
      encryptedConfig('psp', { script: [plug, migrate], hosts: { pinning: 'demand' } }),
    ]) {
      const checkpoint = captureCheckpoint(runTo(config, 50e6));
      const simulation = runWhole(config);
      const end = stateOf(simulation);
      restoreCheckpoint(simulation, checkpoint);
      while (!simulation.advance(Infinity, 1e9));
      expect(stateOf(simulation)).toEqual(end);
    }
  });

  test('a checkpoint holds no work that begins after its time', () => {
    fc.assert(
      fc.property(anyConfig, fc.nat(60), fc.constantFrom(1, 100, 5000), (config, steps, budget) => {
        const ahead = new Simulation(config);
        for (let step = 0; step < steps; step++) ahead.advance(Infinity, budget);
        const checkpoint = captureCheckpoint(ahead);
        const behind = new Simulation(config);
        restoreCheckpoint(behind, checkpoint);
        while (!behind.advance(checkpoint.atNs, 1e9));
        expect(stateOf(behind)).toEqual(stateOf(runTo(config, checkpoint.atNs)));
      }),
      RUNS,
    );
  });

  test('a scenario is not changed by running, recording or playing it', () => {
    fc.assert(
      fc.property(anyConfig, share, (config, at) => {
        const before = structuredClone(config);
        const recorder = new Recorder(config, 1e9);
        while (!recorder.advance(1000));
        const player = new Player(config, recorder.recording);
        for (const ns of [recorder.computedNs, at * recorder.computedNs, recorder.computedNs]) while (!player.seek(ns));
        const late = runTo(config, at * recorder.computedNs);
        restoreCheckpoint(new Simulation(config), captureCheckpoint(late));
        expect(config).toEqual(before);
      }),
      RUNS,
    );
  });

  test('a later start in whole milliseconds changes no counter of an idle guest', () => {
    const after = (ms: number) => {
      const config = testConfig({
        parameters: { maxBandwidth: 4e6, downtimeLimitMs: 1 }, script: [{ atNs: ms * 1e6, action: 'migrate' }],
        workload: { kind: 'sequential', workingSetPages: 2000, writesPerSecond: 0, alwaysDirtyPage: 3 },
      });
      const simulation = new Simulation(config);
      while (simulation.thread.counters.dirtySyncCount < 2) simulation.advance(Infinity, 0);
      const { counters } = simulation.thread;
      return { ...counters, startMs: 0, downtimeStartMs: counters.downtimeStartMs - ms, timeLastBitmapSyncMs: counters.timeLastBitmapSyncMs - ms, windowStartMs: counters.windowStartMs - ms, throttleTimerMs: 0 };
    };
    expect(after(0)).toEqual(after(1000));
    expect(after(0).timeLastBitmapSyncMs).toBeGreaterThan(1000);
  });
});
