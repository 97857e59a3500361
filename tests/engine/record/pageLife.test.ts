import { describe, expect, test } from 'vitest';
import type { EngineConfig } from '../../../src/engine/config';
import type { PageLife } from '../../../src/engine/record/frame';
import { LifeReplay } from '../../../src/engine/record/pageLife';
import { Simulation } from '../../../src/engine/simulation';
import { watchSends } from '../../laws/runs';
import { encryptedConfig, testConfig } from '../testConfig';

const plain = testConfig({ workload: { writesPerSecond: 20_000 }, parameters: { downtimeLimitMs: 20 }, guest: { composition: { zeroShare: 0.25, sharedPages: 0 } } });
const encrypted = encryptedConfig('psp', { workload: { writesPerSecond: 20_000 } });

function replayLife(config: EngineConfig, page: number, budget = 1e7): PageLife {
  const replay = new LifeReplay(config, page);
  while (!replay.advance(budget));
  return replay.life;
}

function sendsOf(config: EngineConfig): Uint16Array {
  const simulation = new Simulation(config);
  const { sends } = watchSends(simulation);
  while (!simulation.advance(Infinity, 1e9));
  return sends;
}

describe('the life of a page', () => {
  test.each([['plain', plain], ['encrypted', encrypted]] as const)('lists every send of a %s guest, pass by pass', (_, config) => {
    const sends = sendsOf(config);
    for (const page of [0, 511, 512, 700, 1535, 1536, 4095]) {
      const life = replayLife(config, page);
      expect([page, life.sends.length]).toEqual([page, sends[page]]);
      expect(life.sends.map(({ pass }) => pass)).toEqual(life.sends.map(({ pass }) => pass).toSorted((a, b) => a - b));
      expect(life.sends.map(({ atNs }) => atNs)).toEqual(life.sends.map(({ atNs }) => atNs).toSorted((a, b) => a - b));
      expect(life.truncated).toBe(false);
    }
  });

  test('names the way and the bytes of each send', () => {
    const kinds = (config: EngineConfig): readonly string[] => [...new Set([0, 600, 1024, 2000, 3000, 4000].flatMap((page) => replayLife(config, page).sends.map(({ path, bytes }) => `${path} ${bytes}`)))].toSorted((a, b) => a.localeCompare(b));
    expect(kinds(plain)).toEqual(['plain 4104', 'zero 9']);
    expect(kinds(encrypted)).toEqual(['plain 4104', 'psp 4168']);
  });

  const received = (config: EngineConfig, pages: readonly number[]): readonly (readonly [number, number | undefined])[] =>
    pages.flatMap((page) => replayLife(config, page).sends.map(({ atNs, receivedNs }) => [atNs, receivedNs] as const));
  const EVERY = [0, 511, 700, 1535, 2000, 4095];

  test.each([
    ['plain', plain], ['by firmware', encrypted], ['by a helper', encryptedConfig('mirror-ring')], ['in packets', testConfig({ parameters: { multifd: true } })],
  ] as const)('every send of a migration that completes arrives, no sooner than light: %s', (_, config) => {
    const latest = new Simulation(config);
    while (!latest.advance(Infinity, 1e9));
    const { endNs, status } = latest.state.migrations.at(-1)!;
    expect(status).toBe('completed');
    for (const [atNs, receivedNs] of received(config, EVERY)) {
      expect(receivedNs).toBeGreaterThanOrEqual(atNs);
      expect(receivedNs).toBeLessThanOrEqual(endNs);
    }
  });

  test('a plain page takes the link its latency at least; longer latency, later arrival', () => {
    const [near, far] = [100e3, 50e6].map((latencyNs) => received(testConfig({ workload: { kind: 'idle', writesPerSecond: 0 }, network: { latencyNs } }), [700])[0]!);
    expect(near![1]! - near![0]).toBeGreaterThanOrEqual(100e3);
    expect(far![1]! - near![1]!).toBe(50e6 - 100e3);
  });

  test('the PSP of the destination takes a page in after the source has sealed it', () => {
    const slow = encryptedConfig('psp', { hosts: { pspPageNs: 1e6 } });
    for (const [atNs, receivedNs] of received(slow, [0, 2000])) expect(receivedNs! - atNs).toBeGreaterThanOrEqual(1e6);
  });

  test('what the stream held when a migration was cancelled never arrives', () => {
    const config = testConfig({ network: { bandwidth: 12.5e6 }, script: [{ atNs: 0, action: 'migrate' }, { atNs: 300e6, action: 'migrate_cancel' }] });
    const all = received(config, Array.from({ length: 64 }, (_, page) => page * 64));
    expect(all.length).toBeGreaterThan(0);
    for (const [atNs, receivedNs] of all) expect(receivedNs ?? Infinity).toBeGreaterThan(atNs);
  });

  test('is the same whatever the steps, and grows with them', () => {
    const replay = new LifeReplay(encrypted, 1535);
    const known: number[] = [];
    let untilNs = 0;
    for (let done = false; !done;) {
      done = replay.advance(2000);
      expect(replay.replayedNs).toBeGreaterThanOrEqual(untilNs);
      untilNs = replay.replayedNs;
      for (const { atNs } of replay.life.sends) expect(atNs).toBeLessThanOrEqual(untilNs);
      known.push(replay.life.sends.length);
    }
    expect(new Set(known).size).toBeGreaterThan(1);
    expect(replay.life).toEqual(replayLife(encrypted, 1535));
  });

  test('a page that is never written is sent once and has no writes', () => {
    expect(replayLife(plain, 4000)).toMatchObject({ sends: [{ pass: 1 }], writes: [] });
  });

  test('a page that the guest dirties all the time keeps the first 512 entries', () => {
    const slow = testConfig({ workload: { kind: 'idle', writesPerSecond: 0, alwaysDirtyPage: 9 }, guest: { pages: 8192 }, parameters: { maxBandwidth: 5e6, downtimeLimitMs: 0 } });
    const life = replayLife(slow, 9);
    expect(life.writes.length).toBeLessThanOrEqual(512);
    expect(life.writes.length).toBeGreaterThan(0);
  });
});
