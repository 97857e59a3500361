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
