import { describe, expect, it } from 'vitest';
import { memoryBudget, RunControl } from '../../src/app/runControl';
import { openedFrom } from '../../src/app/urlSync';
import { ok, type Result } from '../../src/base/result';
import { GIB, MIB } from '../../src/base/units';
import type { EngineConfig } from '../../src/engine/config';
import type { RunEvent } from '../../src/engine/record/runEvent';
import type { RunResult } from '../../src/engine/record/runResult';
import type { SeriesSet } from '../../src/engine/record/series';
import { createAppStore } from '../../src/store/createAppStore';
import { selectRunState } from '../../src/store/selectors';
import { EngineClient } from '../../src/worker/client';
import type { EngineApi, EngineError, Progress } from '../../src/worker/protocol';

const SERIES: SeriesSet = { stepNs: 1, length: 0, columns: {} as SeriesSet['columns'] };

/** A laboratory by hand: the test says when an animation frame passes, what time it is, and how far the engine has come. */
function bench() {
  const frames: (() => void)[] = [];
  const loads: EngineConfig[] = [];
  const engine = { computedNs: 0, done: false, error: undefined as EngineError | undefined, runId: 0, events: [{ atNs: 0, kind: 'qmp', host: 'source', name: 'STOP' }] as readonly RunEvent[] };
  const progress = (): Result<Progress, EngineError> => {
    if (engine.error !== undefined) return { ok: false, error: engine.error };
    const base = { runId: engine.runId, computedNs: engine.computedNs, done: engine.done, eventCount: 1, seriesVersion: 1, wallMs: 1, guestPages: 4096 };
    return ok(engine.done ? { ...base, result: { endNs: engine.computedNs, outcome: 'converges', fingerprint: `f${engine.runId}` } as RunResult } : base);
  };
  const api = {
    load: async (runId: number, config: EngineConfig) => {
      loads.push(config);
      engine.runId = runId;
      return progress();
    },
    progress: async () => progress(),
    events: async (_runId: number, from: number) => ok(engine.events.slice(from)),
    series: async () => ok(SERIES),
  } as unknown as EngineApi;
  const client = new EngineClient(() => ({ api, onDeath: () => {}, terminate: () => {} }), { onRestart: () => {}, onGivenUp: () => {} });
  const store = createAppStore({ scenario: openedFrom('#v=1').scenario, preset: '' });
  const clock = { ms: 0 };
  const later = (callback: () => void): void => void frames.push(callback);
  const control = new RunControl(store, client, () => false, { now: () => clock.ms, nextFrame: later, soon: later });
  control.start();
  /** Lets `count` animation frames of 16 ms pass, each with all that it starts. */
  const pass = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i += 1) {
      clock.ms += 16;
      for (const frame of frames.splice(0)) frame();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const drag = (gib: number) => store.getState().changeScenario({ ...store.getState().scenario, memory: gib * GIB }, 'motion');
  return { store, engine, loads, pass, drag, frames, control, client, state: () => selectRunState(store.getState()) };
}

describe('RunControl', () => {
  it('computes the scenario that it finds, and rests when it is done', async () => {
    const { store, engine, pass, loads, frames, state } = bench();
    engine.computedNs = 9e9;
    engine.done = true;
    await pass(1);
    expect([state(), loads.length, store.getState().events.length, store.getState().result?.fingerprint]).toEqual(['paused', 1, 1, 'f1']);
    await pass(3);
    expect(frames).toHaveLength(0);
  });

  it('keeps the last picture of a run for a tenth of a second, then shows parts of the new one', async () => {
    const { store, engine, pass, drag } = bench();
    engine.computedNs = 9e9;
    engine.done = true;
    await pass(1);
    engine.done = false;
    engine.computedNs = 1e9;
    drag(30);
    await pass(3);
    expect(store.getState()).toMatchObject({ computedNs: 9e9, computing: true, hasNews: false, shownScenario: { memory: 16 * GIB } });
    await pass(5);
    expect(store.getState()).toMatchObject({ computedNs: 1e9, computing: true, hasNews: true, shownScenario: { memory: 30 * GIB } });
    engine.computedNs = 7e9;
    engine.done = true;
    await pass(1);
    expect(store.getState()).toMatchObject({ computedNs: 7e9, computing: false });
  });

  it('loads every frame of a drag while runs are short', async () => {
    const { engine, pass, drag, loads } = bench();
    engine.done = true;
    for (let gib = 1; gib <= 10; gib += 1) {
      drag(gib);
      drag(gib + 0.5);
      await pass(1);
    }
    expect(loads.map((config) => config.guest.pages * 4096 / GIB)).toEqual([1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9.5, 10.5]);
  });

  it('lets a long run come far enough to show something, and ends with the newest scenario', async () => {
    const { engine, pass, drag, loads } = bench();
    for (let gib = 1; gib <= 30; gib += 1) {
      drag(gib);
      await pass(1);
    }
    engine.done = true;
    await pass(10);
    expect(loads.length).toBeGreaterThan(3);
    expect(loads.length).toBeLessThan(10);
    expect(loads.at(-1)?.guest.pages).toBe((30 * GIB) / 4096);
  });

  it('shows the first part of a guest above 64 GiB as soon as there is one: it would not be done by the time that others wait', async () => {
    const { store, engine, pass, drag } = bench();
    engine.computedNs = 9e9;
    engine.done = true;
    await pass(1);
    engine.done = false;
    engine.computedNs = 1e6;
    drag(65);
    await pass(1);
    expect(store.getState()).toMatchObject({ computedNs: 1e6, computing: true, hasNews: true, shownScenario: { memory: 65 * GIB } });
  });

  it('replaces a run in a drag once a picture of it was drawn, and no sooner', async () => {
    const { pass, drag, loads, control, client } = bench();
    drag(192);
    await pass(1);
    drag(193);
    await pass(3);
    expect(loads).toHaveLength(1);
    control.pictured(client.runId);
    await pass(1);
    expect(loads).toHaveLength(2);
    drag(194);
    await pass(3);
    expect(loads).toHaveLength(2);
  });

  it('replaces it without a picture where no maps are on the screen', async () => {
    const { pass, drag, loads } = bench();
    drag(192);
    await pass(1);
    drag(193);
    await pass(6);
    expect(loads).toHaveLength(2);
  });

  it.each([[192, 1, 2], [16, 2, 8]])('shows parts of a guest of %i GiB while it is dragged on and on, the first by frame %i to %i', async (gib, earliest, latest) => {
    const { engine, pass, drag, store, loads } = bench();
    engine.done = true;
    await pass(1);
    engine.done = false;
    const shown: number[] = [];
    for (let step = 1; step <= 60; step += 1) {
      engine.computedNs = loads.length * 1000 + 1;
      drag(gib + step / 8);
      await pass(1);
      shown.push(store.getState().shownScenario?.memory ?? 0);
    }
    const first = shown.findIndex((memory) => memory > gib * GIB);
    expect(first).toBeGreaterThanOrEqual(earliest - 1);
    expect(first).toBeLessThan(latest);
    expect(new Set(shown).size).toBeGreaterThan(6);
  });

  it('takes the last event again with those that follow it: a bulk exchange grows while it is the newest', async () => {
    const { engine, pass, store } = bench();
    const bulk = (count: number): RunEvent => ({ atNs: 5, kind: 'command', host: 'source', name: 'SEND_UPDATE_DATA', count, untilNs: count });
    const [start, stop] = ['MIGRATION', 'STOP'].map((name, index): RunEvent => ({ atNs: 9 * index, kind: 'qmp', host: 'source', name }));
    const shown = () => store.getState().events.map(({ name, count }) => (count === undefined ? name : `${name} ${count}`));
    engine.events = [start!, bulk(7)];
    await pass(10);
    expect(shown()).toEqual(['MIGRATION', 'SEND_UPDATE_DATA 7']);
    engine.events = [start!, bulk(900), stop!];
    await pass(20);
    expect(shown()).toEqual(['MIGRATION', 'SEND_UPDATE_DATA 900', 'STOP']);
  });

  it('says what the engine said when it fails, and computes again when something changes', async () => {
    const { engine, pass, drag, store, state } = bench();
    engine.error = { code: 'out-of-memory', field: 'memory', message: 'not enough memory for this guest' };
    await pass(1);
    expect([state(), store.getState().error]).toEqual(['failed', 'not enough memory for this guest']);
    engine.error = undefined;
    engine.done = true;
    drag(1);
    await pass(1);
    expect([state(), store.getState().error]).toEqual(['ended', undefined]);
  });

  it('asks again after a reply that a restart cut off', async () => {
    const { engine, pass, control, state } = bench();
    await pass(1);
    engine.error = { code: 'superseded', message: 'run 1 was replaced' };
    await pass(2);
    control.restarted(1);
    engine.error = undefined;
    engine.done = true;
    await pass(2);
    expect(state()).toBe('ended');
  });
});

describe('memoryBudget', () => {
  it('is halved for the largest guests and on a phone', () => {
    expect([memoryBudget(16 * GIB, false), memoryBudget(512 * GIB, false), memoryBudget(GIB, true)]).toEqual([256 * MIB, 128 * MIB, 128 * MIB]);
  });
});
