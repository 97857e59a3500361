import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/engine/record/runEvent';
import type { RunResult } from '../../src/engine/record/runResult';
import type { SeriesSet } from '../../src/engine/record/series';
import type { Scenario } from '../../src/scenario/scenario';
import type { Recorded } from '../../src/store/appActions';
import { createAppStore, type AppStore } from '../../src/store/createAppStore';
import { selectFingerprint, selectGuestPages, selectMoves, selectNextEventNs, selectPreviousEventNs, selectRunState } from '../../src/store/selectors';
import type { Progress } from '../../src/worker/protocol';

const scenario = (memory: number): Scenario => ({ memory }) as Scenario;

function storeWith(memory = 1): AppStore {
  return createAppStore({ scenario: scenario(memory), preset: 'p' });
}

function computed(store: AppStore, runId: number, endNs: number, outcome: RunResult['outcome'] = 'converges', events: readonly RunEvent[] = []): void {
  const result = { endNs, outcome, fingerprint: `f${endNs}` } as RunResult;
  store.getState().runProgressed({ ...partly(runId, endNs), done: true, result }, recorded(events));
}

function recorded(events: readonly RunEvent[] = []): Recorded {
  return { events, series: { stepNs: 1, length: 0, columns: {} as SeriesSet['columns'] } };
}

function partly(runId: number, computedNs: number): Progress {
  return { runId, computedNs, done: false, eventCount: 0, seriesVersion: 1, wallMs: 5, guestPages: 4096 };
}

describe('the run', () => {
  it('goes computing, paused, playing, ended, and has a fingerprint once computed', () => {
    const store = storeWith();
    const state = () => selectRunState(store.getState());
    store.getState().runStarted(1, scenario(1));
    expect([state(), selectFingerprint(store.getState())]).toEqual(['computing', undefined]);
    computed(store, 1, 40e9);
    expect([state(), selectFingerprint(store.getState())]).toEqual(['paused', 'f40000000000']);
    store.getState().play();
    expect(state()).toBe('playing');
    store.getState().tick(10_000);
    expect([state(), store.getState().cursorNs]).toEqual(['playing', 20e9]);
    store.getState().tick(10_001);
    expect([state(), store.getState().cursorNs, store.getState().playing]).toEqual(['ended', 40e9, false]);
    store.getState().play();
    expect([state(), store.getState().cursorNs]).toEqual(['playing', 0]);
  });

  it.each(['blocked', 'failed'] as const)('that is %s says so however it plays', (outcome) => {
    const store = storeWith();
    store.getState().runStarted(1, scenario(1));
    computed(store, 1, 10, outcome);
    store.getState().play();
    expect(selectRunState(store.getState())).toBe(outcome);
  });

  it('has the guest grow with what it plugs in, and no sooner', () => {
    const store = storeWith(64 * 2 ** 20);
    store.getState().runStarted(1, scenario(64 * 2 ** 20));
    expect(selectGuestPages(store.getState())).toBe(16384);
    store.getState().runProgressed({ ...partly(1, 5), guestPages: 16384 }, recorded());
    expect(selectGuestPages(store.getState())).toBe(16384);
    store.getState().runProgressed({ ...partly(1, 9), guestPages: 24576 }, recorded());
    expect(selectGuestPages(store.getState())).toBe(24576);
    store.getState().runStarted(2, scenario(128 * 2 ** 20));
    expect(selectGuestPages(store.getState())).toBe(24576);
  });

  it('whose engine stopped is failed, and plays no more', () => {
    const store = storeWith();
    store.getState().runStarted(1, scenario(1));
    store.getState().play();
    store.getState().runFailed('engine: broken');
    store.getState().play();
    expect([selectRunState(store.getState()), store.getState().playing]).toEqual(['failed', false]);
    store.getState().runStarted(2, scenario(2));
    expect(selectRunState(store.getState())).toBe('computing');
  });

  it('ignores news of a run that was replaced', () => {
    const store = storeWith();
    store.getState().runStarted(2, scenario(2));
    computed(store, 1, 10);
    expect(store.getState()).toMatchObject({ computing: true, computedNs: 0, events: [] });
  });

  it('steps from event to event, and to its ends beyond them', () => {
    const store = storeWith();
    store.getState().runStarted(1, scenario(1));
    computed(store, 1, 40, 'converges', [10, 25, 30].map((atNs) => ({ atNs, kind: 'qmp', host: 'source', name: `e${atNs}` })));
    const around = (atNs: number) => {
      store.getState().seek(atNs);
      return [selectPreviousEventNs(store.getState()), selectNextEventNs(store.getState())];
    };
    expect([around(0), around(25), around(35)]).toEqual([[0, 10], [10, 30], [30, 40]]);
  });

  it('counts the hosts that the guest has gone on at, up to the play head', () => {
    const store = storeWith();
    store.getState().runStarted(1, scenario(1));
    computed(store, 1, 40, 'converges', [10, 25].map((atNs) => ({ atNs, kind: 'vmm', host: 'source', name: 'roles change' })));
    const movesAt = (atNs: number) => {
      store.getState().seek(atNs);
      return selectMoves(store.getState());
    };
    expect([movesAt(9), movesAt(10), movesAt(40), movesAt(24)]).toEqual([0, 1, 2, 1]);
  });

  it('shows the run before with its own scenario until there is news of the new one', () => {
    const store = storeWith();
    store.getState().runStarted(1, scenario(1));
    computed(store, 1, 10);
    store.getState().runStarted(2, scenario(2));
    expect(store.getState().shownScenario).toEqual(scenario(1));
    store.getState().runProgressed(partly(2, 5), recorded());
    expect(store.getState().shownScenario).toEqual(scenario(2));
  });
});

describe('a recompute', () => {
  it('keeps the fraction of the run that was played, and shows parts on the way', () => {
    const store = storeWith();
    store.getState().runStarted(1, scenario(1));
    computed(store, 1, 100);
    store.getState().seek(25);
    store.getState().runStarted(2, scenario(2));
    expect(store.getState().cursorNs).toBe(25);
    store.getState().runProgressed(partly(2, 80), recorded());
    expect(store.getState().cursorNs).toBe(20);
    computed(store, 2, 1000);
    expect(store.getState().cursorNs).toBe(250);
  });

  it('keeps it through many loads of which none was finished', () => {
    const store = storeWith();
    store.getState().runStarted(1, scenario(1));
    computed(store, 1, 100);
    store.getState().seek(50);
    for (let runId = 2; runId < 20; runId += 1) {
      store.getState().runStarted(runId, scenario(runId));
      store.getState().runProgressed(partly(runId, 7), recorded());
    }
    computed(store, 19, 300);
    expect(store.getState().cursorNs).toBe(150);
  });

  it('keeps a finished run at its end, and playing goes on', () => {
    const store = storeWith();
    store.getState().runStarted(1, scenario(1));
    computed(store, 1, 100);
    store.getState().seek(100);
    store.getState().runStarted(2, scenario(2));
    computed(store, 2, 70);
    expect(selectRunState(store.getState())).toBe('ended');
  });

  it('never plays past what is computed, and waits there', () => {
    const store = storeWith();
    store.getState().setSpeed(60);
    store.getState().runStarted(1, scenario(1));
    store.getState().play();
    store.getState().runProgressed(partly(1, 1e9), recorded());
    store.getState().tick(5000);
    expect(store.getState()).toMatchObject({ cursorNs: 1e9, playing: true });
  });

  it('goes to the moment of a link as soon as the run gets there', () => {
    const store = storeWith();
    store.getState().openScenario({ scenario: scenario(2), preset: 'p', notices: [], atNs: 600 });
    store.getState().runStarted(1, scenario(1));
    store.getState().runProgressed(partly(1, 500), recorded());
    expect(store.getState().cursorNs).toBe(500);
    computed(store, 1, 1000);
    expect(store.getState()).toMatchObject({ cursorNs: 600, wantedNs: undefined });
  });
});

describe('notices', () => {
  it('of a drag are said when it ends', () => {
    const store = storeWith(1);
    const notice = { field: 'working-set', given: '2GiB', text: 'clamped' };
    store.getState().changeScenario(scenario(2), 'motion', [notice]);
    expect(store.getState().notices).toEqual([]);
    store.getState().endMotion();
    expect(store.getState().notices).toEqual([notice]);
    store.getState().endMotion();
    store.getState().dismissNotices();
    expect(store.getState().notices).toEqual([]);
  });
});

describe('undo', () => {
  it('takes a whole drag back at once, and steps one by one', () => {
    const store = storeWith(1);
    for (const memory of [2, 3, 4]) store.getState().changeScenario(scenario(memory), 'motion');
    store.getState().endMotion();
    store.getState().changeScenario(scenario(9), 'step');
    store.getState().undo();
    expect(store.getState().scenario.memory).toBe(4);
    store.getState().undo();
    expect(store.getState().scenario.memory).toBe(1);
    store.getState().undo();
    expect(store.getState().scenario.memory).toBe(1);
  });

  it('goes back over a change of preset', () => {
    const store = storeWith(1);
    store.getState().openScenario({ scenario: scenario(5), preset: 'q', notices: [] });
    store.getState().undo();
    expect(store.getState()).toMatchObject({ preset: 'p', scenario: { memory: 1 } });
  });
});
