import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EngineConfig } from '../../../src/engine/config';
import { captureCheckpoint } from '../../../src/engine/record/checkpoint';
import { CheckpointStore } from '../../../src/engine/record/checkpointStore';
import { Player } from '../../../src/engine/record/player';
import { Recorder } from '../../../src/engine/record/recorder';
import { Simulation } from '../../../src/engine/simulation';
import { anyConfig, runTo, runWhole, stateOf } from '../../laws/runs';
import { encryptedConfig, testConfig } from '../testConfig';

const share = fc.double({ min: 0, max: 1, noNaN: true });

/** Checkpoints after every `budget` of work: many more than a recorder takes. */
function denseCheckpoints(config: EngineConfig, budget: number): CheckpointStore {
  const store = new CheckpointStore(config.guest.pages, 0);
  const simulation = new Simulation(config);
  while (!simulation.advance(Infinity, budget)) if (store.checkpoints.length < 40) store.checkpoints.push(captureCheckpoint(simulation));
  return store;
}

/** The simulation behind the play head. */
const standing = (player: Player): Simulation => (player as unknown as { simulation: Simulation }).simulation;

function expectAt(player: Player, config: EngineConfig, atNs: number): void {
  while (!player.seek(atNs));
  expect({ atNs, ...stateOf(standing(player)) }).toEqual({ atNs, ...stateOf(runTo(config, atNs)) });
}

describe('seeking to a moment gives what running to it gives', () => {
  const moments = fc.array(share, { minLength: 1, maxLength: 6 });

  test.each(['without checkpoints', 'with many'])('in any order, %s', (kind) => {
    fc.assert(
      fc.property(anyConfig, moments, (config, shares) => {
        const { endNs } = runWhole(config).state;
        const checkpoints = kind === 'with many' ? denseCheckpoints(config, 700) : new CheckpointStore(config.guest.pages, 0);
        const player = new Player(config, { checkpoints });
        for (const at of shares) expectAt(player, config, Math.floor(at * endNs));
      }),
      { numRuns: 25 },
    );
  });

  test('in steps back that are shorter than a slice', () => {
    const config = testConfig({ guest: { pages: 32_768 }, network: { bandwidth: 1.25e9 } });
    const player = new Player(config, { checkpoints: denseCheckpoints(config, 3000) });
    for (let at = 30e6; at > 29e6; at -= 90_001) expectAt(player, config, at);
  });

  test('and a seek that is broken off half way is taken up or turned round', () => {
    const config = testConfig({
      guest: { pages: 32_768 }, network: { bandwidth: 1.25e9 }, workload: { workingSetPages: 30_000, writesPerSecond: 5e6 }, parameters: { downtimeLimitMs: 5 },
    });
    const { endNs } = runWhole(config).state;
    const player = new Player(config, { checkpoints: new CheckpointStore(1, 0) });
    expect(player.seek(endNs)).toBe(false);
    expectAt(player, config, endNs / 8);
    expectAt(player, config, endNs);
  });
});

describe('a frame and a page of a moment', () => {
  const config = encryptedConfig('psp', { workload: { writesPerSecond: 20_000, conversionsPerSecond: 500 }, guest: { composition: { zeroShare: 0.25, sharedPages: 512 } } });

  test('a page before, during and after the migration', () => {
    const late = { ...config, script: [{ atNs: 10e6, action: 'migrate' } as const] };
    const recorder = new Recorder(late, 1e8);
    while (!recorder.advance(1e6));
    const player = new Player(late, recorder.recording);
    const end = recorder.recording.result!.endNs;
    expect(player.page(100, 5e6)).toMatchObject({ sentCount: 0, destination: 'absent', toSend: false });
    const after = player.page(100, end);
    expect(after).toMatchObject({ destination: 'current', toSend: false, dirty: false });
    expect(after.sentCount).toBeGreaterThan(0);
    expect(player.page(100, 12e6)).toMatchObject({ sentCount: 0, destination: 'absent', toSend: true });
  });

  test('legend counts of a frame are those of a run to that moment', () => {
    const recorder = new Recorder(config, 1e8);
    while (!recorder.advance(1e6));
    const player = new Player(config, recorder.recording);
    const request = { atNs: 70e6, mode: 'state', tilePages: 64, firstTile: 0, tileCount: 64 } as const;
    while (!player.seek(request.atNs));
    const frame = player.frame(request);
    for (const side of [frame.source, frame.destination]) expect(Object.values(side.counts).reduce((a, b) => a + b, 0)).toBe(4096);
    const again = new Player(config, { checkpoints: new CheckpointStore(1, 0) });
    for (const at of [90e6, 20e6, 70e6]) while (!again.seek(at));
    expect(again.frame(request)).toEqual(frame);
  });
});
