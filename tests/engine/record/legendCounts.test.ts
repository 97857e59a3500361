import { expect, test } from 'vitest';
import { Player } from '../../../src/engine/record/player';
import type { FrameRequest } from '../../../src/engine/record/frame';
import { Recorder } from '../../../src/engine/record/recorder';
import type { Integrity } from '../../../src/engine/record/runResult';
import { decodeLink } from '../../../src/scenario/linkCodec';
import { toConfig } from '../../../src/scenario/toConfig';

function atEnd(link: string): { readonly player: Player; readonly integrity: Integrity; readonly request: Omit<FrameRequest, 'mode'> } {
  const config = toConfig(decodeLink(link).scenario);
  const recorder = new Recorder(config, 0);
  while (!recorder.advance(1e7));
  const { result } = recorder.recording;
  const player = new Player(config, recorder.recording);
  while (!player.seek(result!.endNs));
  return { player, integrity: result!.integrity, request: { atNs: result!.endNs, tilePages: 512, firstTile: 0, tileCount: 8 } };
}

const sumOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

test('where more pages are wrong than are listed the legends have the oracle\u2019s number, and sum as ever', () => {
  const { player, integrity, request } = atEnd('#v=1&guest=sev&mechanism=mirror-ring&status-interface=merged&memory=2GiB&network=25Gbit/s&helper-vcpus=2&at=0:fault:F-25&at=0:migrate');
  const wrong = integrity.stale + integrity.wrongKey + integrity.misclassified + integrity.lost;
  expect(wrong).toBeGreaterThan(65_536);
  expect(player.frame({ ...request, mode: 'state' }).destination.counts[4]).toBe(wrong);
  const { counts } = player.frame({ ...request, mode: 'integrity' }).destination;
  expect(counts.slice(1, 5)).toEqual([integrity.stale, integrity.wrongKey, integrity.misclassified, integrity.lost]);
  expect(sumOf(counts)).toBe(524_288);
});

test('a frame of two owners is that, and nothing else, all of them beyond those listed', () => {
  const { player, integrity, request } = atEnd('#v=1&preset=reboot-without-gfn-states');
  expect(integrity.stale).toBeGreaterThan(4096);
  const { counts } = player.frame({ ...request, mode: 'integrity' }).source;
  expect([counts[1], counts[7]]).toEqual([0, integrity.stale]);
  expect(player.frame({ ...request, mode: 'gfn' }).source.counts[6]).toBe(integrity.stale);
});

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
