import { expect, test } from 'vitest';
import { Player } from '../../../src/engine/record/player';
import { Recorder } from '../../../src/engine/record/recorder';
import { decodeLink } from '../../../src/scenario/linkCodec';
import { toConfig } from '../../../src/scenario/toConfig';

test('the legends count the wrong pages that the oracle counts, and the map shows each', () => {
  const config = toConfig(decodeLink('#v=1&preset=lost-bitmap-reset').scenario);
  const recorder = new Recorder(config, 0);
  while (!recorder.advance(1e7));
  const { result } = recorder.recording;
  const player = new Player(config, recorder.recording);
  while (!player.seek(result!.endNs));
  const request = { atNs: result!.endNs, tilePages: 1, firstTile: 0, tileCount: config.guest.pages } as const;
  const { stale, wrongKey, misclassified, lost } = result!.integrity;
  expect(misclassified).toBeGreaterThan(10_000);
  expect(stale + wrongKey + lost).toBe(0);
  const state = player.frame({ ...request, mode: 'state' });
  expect(state.destination.counts[4]).toBe(misclassified);
  expect(state.destination.tiles.reduce((sum, code) => sum + Number(code > 7), 0)).toBe(misclassified);
  expect(player.frame({ ...request, mode: 'integrity' }).destination.counts[3]).toBe(misclassified);
});
