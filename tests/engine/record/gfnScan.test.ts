import { expect, test } from 'vitest';
import { Player } from '../../../src/engine/record/player';
import { Recorder } from '../../../src/engine/record/recorder';
import { decodeLink } from '../../../src/scenario/linkCodec';
import { toConfig } from '../../../src/scenario/toConfig';

test('the legend of GFN states counts every frame of two owners, however many', () => {
  const config = toConfig(decodeLink('#v=1&preset=reboot-without-gfn-states').scenario);
  const recorder = new Recorder(config, 0);
  while (!recorder.advance(1e7));
  const { result } = recorder.recording;
  const player = new Player(config, recorder.recording);
  while (!player.seek(result!.endNs));
  const { source } = player.frame({ atNs: result!.endNs, mode: 'gfn', tilePages: 1, firstTile: 0, tileCount: config.guest.pages });
  const twoOwners = result!.secureSwitch!.resets[0]!.twoOwners;
  expect(twoOwners).toBeGreaterThan(10_000);
  expect(source.counts[6]).toBe(twoOwners);
  expect(source.tiles.reduce((sum, code) => sum + Number(code === 15), 0)).toBe(twoOwners);
});
