import { describe, expect, test } from 'vitest';
import type { EngineConfig } from '../../src/engine/config';
import { CheckpointStore } from '../../src/engine/record/checkpointStore';
import type { Frame } from '../../src/engine/record/frame';
import { MAP_MODES } from '../../src/engine/record/mapMode';
import { Player } from '../../src/engine/record/player';
import { Recorder } from '../../src/engine/record/recorder';
import { SERIES, SERIES_IDS } from '../../src/engine/record/series';
import { encryptedConfig, testConfig, type ConfigChanges } from '../engine/testConfig';
import { runTo, stateOf } from './runs';

const MECHANISMS = ['plain', 'psp', 'mirror-ring', 'mirror-rfc', 'mailbox'] as const;

/** Two moves, a new VMM and a reboot at B between them; conversions, pins on demand, compaction. */
function chainOf(mechanism: EngineConfig['mechanism']): EngineConfig {
  const changes: ConfigChanges = {
    until: 'auto', workload: { writesPerSecond: 20_000, workingSetPages: 2000, conversionsPerSecond: mechanism === 'plain' ? 0 : 800 },
    hosts: { pinning: 'demand', compactionPagesPerSecond: 5000, pspLoad: 0.37 },
    script: [
      { atNs: 0, action: 'migrate' }, ...(mechanism === 'plain' ? [] : [{ atNs: 0.6e9, action: 'move-enc-context' } as const]), { atNs: 0.8e9, action: 'remap', gpa: 600 * 4096, bytes: 900 * 4096 }, { atNs: 1e9, action: 'reboot' },
      { atNs: 8e9, action: 'migrate' },
    ],
  };
  if (mechanism === 'plain') return testConfig(changes);
  return encryptedConfig(mechanism, { ...changes, guest: { composition: { zeroShare: 0.25, sharedPages: 512 } } });
}

function recorded(config: EngineConfig): Recorder {
  const recorder = new Recorder(config, 1e8);
  while (!recorder.advance(2000));
  return recorder;
}

const bytesOf = (frame: Frame): string => JSON.stringify([[...frame.source.tiles], [...frame.destination.tiles], frame.source.counts, frame.destination.counts]);

describe.each(MECHANISMS)('over the border between two moves, %s', (mechanism) => {
  const config = chainOf(mechanism);
  const recorder = recorded(config);
  const { recording } = recorder;
  const { migrations } = recording.result!;
  const borders = migrations.map(({ endNs }) => endNs);

  test('seeking forth and back gives the bits of running there', () => {
    const player = new Player(config, recording);
    const moments = borders.flatMap((ns) => [ns + 1, ns - 1, ns, ns + 5e8, ns - 5e7]).flatMap((ns) => [ns, 0.4 * ns]);
    for (const atNs of moments) {
      while (!player.seek(atNs));
      const { simulation } = player as unknown as { readonly simulation: Parameters<typeof stateOf>[0] };
      expect({ atNs, ...stateOf(simulation) }).toEqual({ atNs, ...stateOf(runTo(config, atNs)) });
    }
  });

  test('pictures of all modes are those of a player that never went back', () => {
    const wandering = new Player(config, recording);
    for (const atNs of [borders[1]!, borders[0]!, borders[0]! + 1e9, borders[0]! - 1]) {
      const straight = new Player(config, { checkpoints: new CheckpointStore(config.guest.pages, 0) });
      for (const player of [wandering, straight]) while (!player.seek(atNs));
      for (const mode of MAP_MODES.slice(0, 6)) {
        const request = { atNs, mode, tilePages: 8, firstTile: 0, tileCount: 512 };
        expect(bytesOf(wandering.frame(request))).toBe(bytesOf(straight.frame(request)));
      }
    }
  });

  test('totals of the roles only grow', () => {
    const { columns } = recording.series;
    const falling = SERIES_IDS.filter((id) => SERIES[id].total && columns[id].last.some((value, at, all) => at > 0 && value < all[at - 1]!));
    expect(falling).toEqual([]);
    expect(migrations.map(({ status }) => status)).toEqual(['completed', 'completed']);
  });

  test('every run of it has one fingerprint', () => {
    expect(recorded(config).recording.result!.fingerprint).toBe(recording.result!.fingerprint);
  });
});
