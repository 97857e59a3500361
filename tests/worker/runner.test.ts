import { describe, expect, it } from 'vitest';
import { Runner } from '../../src/worker/runner';
import type { Progress } from '../../src/worker/protocol';
import { countTo, countingEngine, pictureAt, WorkClock, type CountingPlan } from './countingEngine';

const BUDGET = 1e6;

function runnerWith(plan: CountingPlan = {}) {
  const clock = new WorkClock();
  const engine = countingEngine(clock, plan);
  return { runner: new Runner(engine, clock.pace), engine, clock };
}

async function untilDone(runner: Runner, runId: number): Promise<Progress> {
  for (;;) {
    const reply = await runner.progress(runId);
    if (!reply.ok) throw new Error(reply.error.message);
    if (reply.value.done) return reply.value;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('Runner', () => {
  it('answers a load after its first quantum and computes the rest by itself', async () => {
    const { runner } = runnerWith();
    const first = await runner.load(1, countTo(5_000_000), BUDGET);
    expect(first).toMatchObject({ ok: true, value: { runId: 1, done: false } });
    expect(await untilDone(runner, 1)).toMatchObject({ computedNs: 5_000_000, eventCount: 5000, result: { fingerprint: 'counted-5000000' } });
  });

  it('finishes a short run within the load', async () => {
    const { runner } = runnerWith();
    expect(await runner.load(1, countTo(10), BUDGET)).toMatchObject({ ok: true, value: { done: true, computedNs: 10 } });
  });

  it('finds quanta of about 4 ms whatever a page event costs, once its first picture was asked for', async () => {
    for (const msPerEvent of [0.00001, 0.0001, 0.002]) {
      const { runner, engine } = runnerWith({ msPerEvent });
      await runner.load(1, countTo(Math.round(400 / msPerEvent)), BUDGET);
      await runner.frame(1, 1, pictureAt(0), []);
      await untilDone(runner, 1);
      const settled = engine.quanta.slice(8, -1);
      expect(settled.length).toBeGreaterThan(5);
      for (const ms of settled) expect(ms).toBeCloseTo(4, 1);
    }
  });

  it('takes breath every 2 ms while that picture is awaited, a tenth of a second at most', async () => {
    const { runner, engine } = runnerWith({ msPerEvent: 0.0001 });
    await runner.load(1, countTo(4_000_000), BUDGET);
    await untilDone(runner, 1);
    const [first, ...rest] = engine.quanta;
    const awaited = rest.findIndex((ms) => ms > 2.5);
    expect(first).toBeCloseTo(10);
    for (const ms of rest.slice(0, awaited)) expect(ms).toBeCloseTo(2);
    const awaitedMs = rest.slice(0, awaited).reduce((sum, ms) => sum + ms, 10);
    expect(awaitedMs).toBeGreaterThanOrEqual(100);
    expect(awaitedMs).toBeLessThan(104);
    expect(rest.slice(awaited, -1).every((ms) => Math.abs(ms - 4) < 0.1)).toBe(true);
  });

  it('breathes between quanta, so that a question in the middle is answered in the middle', async () => {
    const { runner } = runnerWith();
    await runner.load(1, countTo(50_000_000), BUDGET);
    const seen: number[] = [];
    for (let i = 0; i < 5; i += 1) {
      const reply = await runner.progress(1);
      if (reply.ok) seen.push(reply.value.computedNs);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(new Set(seen).size).toBeGreaterThan(2);
    expect(seen.at(-1)).toBeLessThan(50_000_000);
  });

  it('lets the newest load win and calls the older one superseded', async () => {
    const { runner, engine } = runnerWith();
    await runner.load(1, countTo(1e9), BUDGET);
    const waiting = runner.frame(1, 1, pictureAt(5), []);
    await runner.load(2, countTo(1000), BUDGET);
    await waiting;
    expect(await untilDone(runner, 2)).toMatchObject({ runId: 2, computedNs: 1000 });
    const quanta = engine.quanta.length;
    for (let i = 0; i < 5; i += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(engine.quanta.length).toBe(quanta);
    for (const reply of [await runner.progress(1), await runner.events(1, 0), await runner.series(1), await runner.page(1, 0, 0), await runner.life(1, 0)]) {
      expect(reply).toMatchObject({ ok: false, error: { code: 'superseded' } });
    }
  });

  it('lets go of a run before it starts the next, so that its memory serves again', async () => {
    const { runner, engine } = runnerWith();
    const seen: number[] = [];
    const start = engine.start.bind(engine);
    engine.start = (config, budget) => {
      seen.push(engine.released);
      return start(config, budget);
    };
    for (const runId of [1, 2, 3]) await runner.load(runId, countTo(1e9), BUDGET);
    await runner.dispose(3);
    await runner.dispose(3);
    expect([seen, engine.released]).toEqual([[0, 1, 2], 3]);
  });

  it('calls a run that was never loaded, or given back, disposed', async () => {
    const { runner } = runnerWith();
    expect(await runner.progress(3)).toMatchObject({ ok: false, error: { code: 'disposed', message: 'run 3 is not loaded' } });
    await runner.load(3, countTo(10), BUDGET);
    await runner.dispose(3);
    expect(await runner.progress(3)).toMatchObject({ ok: false, error: { code: 'disposed' } });
  });

  it('hands out events from an index on', async () => {
    const { runner } = runnerWith();
    await runner.load(1, countTo(4000), BUDGET);
    const reply = await runner.events(1, 2);
    expect(reply.ok && reply.value.map((event) => event.name)).toEqual(['event 3', 'event 4']);
  });

  it('shows a moment, and the last computed one where more is asked for', async () => {
    const { runner } = runnerWith({ seekStepNs: 100 });
    await runner.load(1, countTo(1000), BUDGET);
    expect(await runner.frame(1, 1, pictureAt(700), [])).toMatchObject({ ok: true, value: { requestId: 1, frame: { atNs: 700 } } });
    expect(await runner.frame(1, 2, pictureAt(5000), [])).toMatchObject({ ok: true, value: { requestId: 2, frame: { atNs: 1000 } } });
  });

  it('gives up a seek when a newer picture is wanted', async () => {
    const { runner } = runnerWith({ seekStepNs: 1 });
    await runner.load(1, countTo(100_000), BUDGET);
    const older = runner.frame(1, 1, pictureAt(100_000), []);
    await new Promise((resolve) => setImmediate(resolve));
    const newer = runner.frame(1, 2, pictureAt(3), []);
    expect(await older).toMatchObject({ ok: false, error: { code: 'superseded' } });
    expect(await newer).toMatchObject({ ok: true, value: { frame: { atNs: 3 } } });
  });

  it('never lets two seeks pull one player apart', async () => {
    const { runner } = runnerWith({ seekStepNs: 10 });
    await runner.load(1, countTo(1000), BUDGET);
    const [picture, facts] = await Promise.all([runner.frame(1, 1, pictureAt(900), []), runner.page(1, 7, 100)]);
    expect(picture).toMatchObject({ ok: true, value: { frame: { atNs: 900, source: { counts: [900] } } } });
    expect(facts).toMatchObject({ ok: true, value: { page: 7, atNs: 100 } });
  });

  it('tells a life in parts, and goes on where it stopped', async () => {
    const { runner } = runnerWith();
    await runner.load(1, countTo(3_000_000), BUDGET);
    await untilDone(runner, 1);
    const told: number[] = [];
    for (;;) {
      const reply = await runner.life(1, 7);
      if (!reply.ok) throw new Error(reply.error.message);
      const { life, replayedNs, done } = reply.value;
      expect(life).toMatchObject({ page: 7, truncated: false });
      expect(life.writes).toHaveLength(Math.floor(replayedNs / 1000));
      told.push(replayedNs);
      if (done) break;
    }
    expect(told.length).toBeGreaterThan(2);
    expect(told).toEqual([...new Set(told)].toSorted((a, b) => a - b));
    expect(told.at(-1)).toBe(3_000_000);
  });

  it('answers other questions between the quanta of a life', async () => {
    const { runner, clock } = runnerWith();
    await runner.load(1, countTo(50_000_000), BUDGET);
    await untilDone(runner, 1);
    const askedMs = clock.ms;
    const life = runner.life(1, 7);
    await runner.frame(1, 1, pictureAt(5), []);
    expect(clock.ms - askedMs).toBeLessThan(30);
    expect(await life).toMatchObject({ ok: true, value: { done: false } });
  });

  it('gives a life up when another page, or another run, is asked for', async () => {
    const { runner } = runnerWith();
    await runner.load(1, countTo(50_000_000), BUDGET);
    await untilDone(runner, 1);
    const first = runner.life(1, 7);
    const second = runner.life(1, 8);
    expect(await first).toMatchObject({ ok: false, error: { code: 'superseded' } });
    expect(await second).toMatchObject({ ok: true, value: { life: { page: 8 } } });
    const third = runner.life(1, 8);
    await runner.load(2, countTo(10), BUDGET);
    expect(await third).toMatchObject({ ok: false, error: { code: 'superseded' } });
  });

  it('makes an exception of the engine a value, from then on', async () => {
    const { runner } = runnerWith({ throwsAt: 500_000 });
    await runner.load(1, countTo(5_000_000), BUDGET);
    for (let i = 0; i < 20; i += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(await runner.progress(1)).toEqual({ ok: false, error: { code: 'engine', message: 'broken at 500000' } });
    expect(await runner.frame(1, 1, pictureAt(0), [])).toMatchObject({ ok: false, error: { code: 'engine' } });
  });

  it('blames the guest size when memory runs out', async () => {
    const { runner } = runnerWith({ throwsAt: 0, thrown: new RangeError('Array buffer allocation failed') });
    expect(await runner.load(1, countTo(5), BUDGET)).toMatchObject({ ok: false, error: { code: 'out-of-memory', field: 'memory' } });
  });
});
