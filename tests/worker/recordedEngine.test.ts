import { describe, expect, it } from 'vitest';
import { openedFrom } from '../../src/app/urlSync';
import type { EngineConfig } from '../../src/engine/config';
import { PlanePool } from '../../src/engine/memory/planePool';
import { toConfig } from '../../src/scenario/toConfig';
import type { EngineFactory } from '../../src/worker/engineFactory';
import { createRecordedEngine } from '../../src/worker/recordedEngine';
import { Runner } from '../../src/worker/runner';
import { pictureAt } from './countingEngine';

const BUDGET = 1e8;
const GUEST = '#v=1&guest=none&mechanism=plain&bandwidth=25Gbit/s&working-set=192GiB&zero=10';

/** As the page has it once a drag of `writes` has come so far. */
function dragged(writes: number, memory = '192GiB'): EngineConfig {
  return toConfig(openedFrom(`${GUEST}&memory=${memory}&writes=${writes}`).scenario);
}

/** A runner over the engine itself that notes how many page events each run was granted. No breath ends before the test lets it. */
function bench() {
  const pool = new PlanePool();
  const engine = createRecordedEngine(pool);
  const granted: number[] = [];
  const noting: EngineFactory = {
    start(config, budget) {
      const run = engine.start(config, budget);
      const index = granted.push(0) - 1;
      const advance = run.advance.bind(run);
      run.advance = (events) => {
        granted[index]! += events;
        return advance(events);
      };
      return run;
    },
  };
  const breaths: (() => void)[] = [];
  const runner = new Runner(noting, { now: () => 0, breathe: () => new Promise((resolve) => breaths.push(resolve)) });
  const breathe = async (): Promise<void> => {
    for (const resolve of breaths.splice(0)) resolve();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { pool, runner, granted, breathe };
}

describe('a guest of 192 GiB that is dragged', () => {
  it('is told of after 100 000 page events, a two thousandth of its run, and shown before any more is granted', async () => {
    const { runner, granted } = bench();
    for (const [index, writes] of [300_000, 305_000, 310_000].entries()) {
      const first = await runner.load(index + 1, dragged(writes), BUDGET);
      if (!first.ok) throw new Error(first.error.message);
      expect(first.value).toMatchObject({ done: false, runId: index + 1 });
      // 0.14 s of a link that moves 0.7 pages per us, and the slice of writes in which they end.
      expect(first.value.computedNs).toBeGreaterThan(0);
      expect(first.value.computedNs).toBeLessThan(2e9);
      const [series, events] = [await runner.series(index + 1), await runner.events(index + 1, 0)];
      expect(series.ok && series.value.length).toBeGreaterThan(0);
      expect(events.ok && events.value.length).toBeGreaterThan(0);
      const picture = await runner.frame(index + 1, 1, pictureAt(first.value.computedNs), []);
      expect(picture).toMatchObject({ ok: true, value: { runId: index + 1, frame: { atNs: first.value.computedNs, tilePages: 512 } } });
      expect(granted[index]).toBe(100_000);
    }
  });

  it('computes on the memory of the run before: nothing is spare while both planes are in use, one set before the picture', async () => {
    const { pool, runner } = bench();
    const planeBytes = (192 * 2 ** 30) / 4096 / 8;
    await runner.load(1, dragged(300_000), BUDGET);
    await runner.frame(1, 1, pictureAt(0), []);
    expect(pool.spareBytes).toBe(0);
    for (const runId of [2, 3]) {
      await runner.load(runId, dragged(300_000 + runId), BUDGET);
      expect(pool.spareBytes).toBe(8 * planeBytes);
      await runner.frame(runId, 1, pictureAt(0), []);
      expect(pool.spareBytes).toBe(0);
    }
    await runner.load(4, dragged(300_000, '16GiB'), BUDGET);
    expect(pool.spareBytes).toBe(0);
  });

  it('ends the questions to the run before, whose planes are gone, as superseded', async () => {
    const { runner, breathe } = bench();
    const first = await runner.load(1, dragged(300_000, '16GiB'), BUDGET);
    if (!first.ok) throw new Error(first.error.message);
    const [picture, facts, life] = [runner.frame(1, 1, pictureAt(first.value.computedNs), []), runner.page(1, 5, 0), runner.life(1, 7)];
    await runner.load(2, dragged(310_000, '16GiB'), BUDGET);
    for (let i = 0; i < 5; i++) await breathe();
    expect([await picture, await facts, await life].map((reply) => (reply.ok ? reply.ok : reply.error.code))).toEqual(['superseded', 'superseded', 'superseded']);
  });
});
