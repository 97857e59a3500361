import { describe, expect, it } from 'vitest';
import { FrameLoop } from '../../src/app/frameLoop';
import { openedFrom } from '../../src/app/urlSync';
import { ok } from '../../src/base/result';
import { GIB } from '../../src/base/units';
import type { Frame, FrameRequest } from '../../src/engine/record/frame';
import type { SeriesSet } from '../../src/engine/record/series';
import { createAppStore } from '../../src/store/createAppStore';
import { createFrameHub } from '../../src/store/frameHub';
import type { EngineClient } from '../../src/worker/client';

const NOTHING_RECORDED = { events: [], series: { stepNs: 1, length: 0, columns: {} as SeriesSet['columns'] } };

interface Asked {
  readonly request: FrameRequest;
  readonly answer: () => Promise<void>;
}

function bench(isReduced = false, hasMaps = true) {
  const waiting: (() => void)[] = [];
  const asked: Asked[] = [];
  const clock = { ms: 0 };
  const inspected: string[] = [];
  const lives: Promise<unknown>[] = [];
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  const client = {
    frame: (request: FrameRequest) =>
      new Promise((resolve) => {
        asked.push({ request, answer: () => {
          resolve(ok({ runId: 1, requestId: 1, frame: { atNs: request.atNs } as Frame }));
          return settle();
        } });
      }),
    page: async (page: number, atNs: number) => (inspected.push(`page ${page} at ${atNs}`), ok({ page, atNs })),
    life: (page: number) => {
      inspected.push(`life ${page}`);
      const parts = lives.shift();
      return parts ?? Promise.resolve(ok({ life: { page }, replayedNs: 9, done: true }));
    },
  } as unknown as EngineClient;
  const frames = createFrameHub(() => []);
  const store = createAppStore({ scenario: openedFrom('#v=1').scenario, preset: '' });
  store.setState({ runId: 1, hasNews: true, computing: false, computedNs: 1000e9, shownScenario: store.getState().scenario });
  const soon: (() => void)[] = [];
  const pictured: number[] = [];
  const loop = new FrameLoop({
    store, client, frames, reduceMotion: () => isReduced, now: () => clock.ms, nextFrame: (callback) => void waiting.push(callback), soon: (callback) => void soon.push(callback),
    onPicture: (runId) => void pictured.push(runId),
  });
  loop.start();
  if (hasMaps) loop.showTiles({ mode: 'state', tilePages: 512, firstTile: 0, tileCount: 8 });
  const pass = (ms = 16): void => {
    clock.ms += ms;
    for (const callback of waiting.splice(0)) callback();
  };
  const passSoon = (): void => {
    for (const callback of soon.splice(0)) callback();
  };
  return { store, loop, frames, asked, pictured, pass, passSoon, waiting, inspected, lives, settle, moments: () => asked.map(({ request }) => request.atNs) };
}

describe('FrameLoop', () => {
  it('asks for the next picture only when the last was drawn, and then for the newest moment', async () => {
    const { store, asked, pass, moments, frames } = bench();
    for (const atNs of [10, 20, 30, 40]) {
      store.getState().seek(atNs);
      pass();
    }
    expect(moments()).toEqual([10]);
    await asked[0]?.answer();
    pass();
    expect([frames.newest()?.atNs, moments()]).toEqual([10, [10, 40]]);
  });

  it('asks for the first picture of a run without an animation frame, whatever is still asked of the run before, and only once', async () => {
    const { store, asked, pass, settle, frames } = bench();
    store.getState().seek(20);
    pass();
    store.getState().runStarted(2, store.getState().scenario);
    expect(asked).toHaveLength(1);
    store.getState().runProgressed({ runId: 2, computedNs: 500e9, done: false, eventCount: 0, seriesVersion: 1, wallMs: 1, guestPages: 1 << 22 }, NOTHING_RECORDED);
    expect(asked.map(({ request }) => request.atNs)).toEqual([20, 10]);
    pass();
    expect(asked).toHaveLength(2);
    await asked[0]?.answer();
    await settle();
    expect(frames.newest()).toBeUndefined();
    await asked[1]?.answer();
    expect(frames.newest()?.atNs).toBe(10);
  });

  it('leaves time for the maps to follow where the guest has another size now', () => {
    const { store, asked, pass, passSoon, loop } = bench();
    store.getState().seek(20);
    pass();
    store.getState().runStarted(2, { ...store.getState().scenario, memory: 32 * GIB });
    store.getState().runProgressed({ runId: 2, computedNs: 500e9, done: false, eventCount: 0, seriesVersion: 1, wallMs: 1, guestPages: 1 << 23 }, NOTHING_RECORDED);
    expect(asked).toHaveLength(1);
    loop.showTiles({ mode: 'state', tilePages: 512, firstTile: 0, tileCount: 16 });
    passSoon();
    expect(asked.map(({ request }) => request.tileCount)).toEqual([8, 16]);
  });

  it('says of which run a picture was drawn', async () => {
    const { store, asked, pass, pictured } = bench();
    store.getState().seek(20);
    pass();
    expect(pictured).toEqual([]);
    await asked[0]?.answer();
    expect(pictured).toEqual([1]);
  });

  it('rests when nothing moves', async () => {
    const { asked, pass, waiting } = bench();
    pass();
    await asked[0]?.answer();
    pass();
    pass();
    expect([asked.length, waiting.length]).toEqual([1, 0]);
  });

  it('gives a long seek up for the moment that the play head was moved to', () => {
    const { store, pass, moments } = bench();
    store.getState().seek(500e9);
    pass();
    store.getState().seek(3);
    pass(200);
    expect(moments()).toEqual([500e9, 3]);
  });

  it('does not give one up while playing: the moment always moves on then', () => {
    const { store, pass, moments } = bench();
    store.getState().play();
    pass();
    pass(200);
    pass(200);
    expect(moments()).toHaveLength(1);
  });

  it('moves the play head by wall time', () => {
    const { store, pass } = bench();
    store.getState().setSpeed(10);
    store.getState().play();
    pass();
    pass(100);
    pass(50);
    expect(store.getState().cursorNs).toBe(1.5e9);
    store.getState().pause();
    pass(1000);
    store.getState().play();
    pass(16);
    expect(store.getState().cursorNs).toBe(1.5e9);
  });

  it('steps from event to event under reduced motion, and ends', () => {
    const { store, pass } = bench(true);
    store.setState({ events: [7e9, 30e9].map((atNs) => ({ atNs, kind: 'qmp', host: 'source', name: 'STOP' })) });
    store.getState().play();
    pass();
    const seen: number[] = [];
    for (let i = 0; i < 4; i += 1) {
      pass(700);
      seen.push(store.getState().cursorNs);
    }
    expect(seen).toEqual([7e9, 30e9, 1000e9, 1000e9]);
    expect(store.getState().playing).toBe(false);
  });

  it('asks for nothing while a new run has no news', () => {
    const { store, pass, asked } = bench();
    store.getState().runStarted(2, store.getState().scenario);
    pass();
    expect(asked).toHaveLength(0);
  });

  it('inspects the chosen page at the moment of the picture, and its life once playing rests', async () => {
    const { store, loop, asked, pass, inspected } = bench();
    store.getState().changeView({ page: 1000 });
    loop.showTiles({ mode: 'state', tilePages: 512, firstTile: 0, tileCount: 8, lensPage: 512 });
    store.getState().seek(5);
    pass();
    expect(asked[0]?.request).toMatchObject({ atNs: 5, lensPage: 512 });
    await asked[0]?.answer();
    await new Promise((resolve) => setImmediate(resolve));
    expect(inspected).toEqual(['page 1000 at 5', 'life 1000']);
    expect(store.getState().inspected).toMatchObject({ runId: 1, facts: { page: 1000 }, life: { page: 1000 } });
  });

  it('inspects the chosen page where no map is on the screen: once at each moment, and its life', async () => {
    const { store, inspected, pass, settle, asked } = bench(false, false);
    store.getState().changeView({ page: 77 });
    store.getState().seek(10);
    for (let i = 0; i < 4; i += 1) {
      pass();
      await settle();
    }
    store.getState().seek(20);
    pass();
    await settle();
    expect(inspected).toEqual(['page 77 at 10', 'life 77', 'page 77 at 20']);
    expect(asked).toEqual([]);
  });

  it('shows a life part by part, and leaves it when another page is chosen', async () => {
    const { store, loop, asked, pass, inspected, lives, settle } = bench();
    const part = (replayedNs: number) => ok({ life: { page: 1000 }, replayedNs, done: false });
    let tell: (part: unknown) => void = () => {};
    lives.push(Promise.resolve(part(3)), new Promise((resolve) => (tell = resolve)));
    store.getState().changeView({ page: 1000 });
    loop.showTiles({ mode: 'state', tilePages: 512, firstTile: 0, tileCount: 8, lensPage: 512 });
    pass();
    await asked[0]?.answer();
    await settle();
    expect(store.getState().inspected).toMatchObject({ life: { page: 1000 }, toldNs: 3 });
    expect(inspected).toEqual(['page 1000 at 0', 'life 1000', 'life 1000']);
    store.getState().changeView({ page: 1001 });
    tell(part(6));
    await settle();
    expect(store.getState().inspected?.toldNs).toBe(3);
    pass();
    await settle();
    expect(inspected.slice(3)).toEqual(['page 1001 at 0', 'life 1001']);
    expect(store.getState().inspected).toMatchObject({ facts: { page: 1001 }, life: { page: 1001 }, toldNs: undefined });
  });

  it('waits for the maps where their tiles or lens lie beyond the end of a smaller guest', () => {
    const { loop, asked, pass } = bench();
    loop.showTiles({ mode: 'state', tilePages: 512, firstTile: 8191, tileCount: 2 });
    pass();
    loop.showTiles({ mode: 'state', tilePages: 512, firstTile: 0, tileCount: 2, lensPage: 2 ** 23 });
    pass();
    expect(asked).toHaveLength(0);
    loop.showTiles({ mode: 'state', tilePages: 512, firstTile: 8190, tileCount: 2 });
    pass();
    expect(asked).toHaveLength(1);
  });
});
