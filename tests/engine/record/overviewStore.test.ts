import { describe, expect, test } from 'vitest';
import { OverviewStore, overviewTilePages } from '../../../src/engine/record/overviewStore';
import { Simulation } from '../../../src/engine/simulation';
import { testConfig } from '../testConfig';

describe('overview pictures', () => {
  test('tiles are powers of two, at most 98,304 of them', () => {
    for (const pages of [512, 98_304, 98_816, 50_331_648, 2 ** 28, 2 ** 30]) {
      const tile = overviewTilePages(pages);
      expect(Math.log2(tile) % 1).toBe(0);
      expect(pages / tile).toBeLessThanOrEqual(98_304);
      expect(tile === 1 || pages / (tile / 2) > 98_304).toBe(true);
    }
  });

  test('never more than 32, the first one kept, in order of time, spread over the work', () => {
    const store = new OverviewStore();
    const simulation = new Simulation(testConfig());
    for (let work = 0; work < 1e8; work += 1e5) {
      simulation.advance(work, 1e9);
      store.offer(simulation, work);
      expect(store.frames.length).toBeLessThanOrEqual(32);
    }
    expect(store.frames.length).toBeGreaterThanOrEqual(16);
    const times = store.frames.map(({ atNs }) => atNs);
    expect(times[0]).toBe(0);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });
});
