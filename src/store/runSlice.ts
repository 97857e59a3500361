import type { StateCreator } from 'zustand/vanilla';
import type { AppStoreState, RunActions, ShellState } from './appActions';
import type { AppState } from './appState';
import { clampCursor, fractionOf, momentAt } from './playback';

type RunState = Pick<AppState, 'runId' | 'computing' | 'computedNs' | 'wallMs' | 'result' | 'events' | 'series' | 'restarts' | 'error'> &
  Pick<ShellState, 'keptFraction' | 'wantedNs' | 'loadedScenario' | 'guestPages' | 'shownScenario' | 'hasNews' | 'inspected' | 'control' | 'controlNs'>;

/**
 * What is known of the run. While a run is recomputed, events, series and play head of the one before stay until the first
 * of the new one arrive: the last picture is never blanked.
 */
export const createRunSlice: StateCreator<AppStoreState, [], [], RunActions & RunState> = (set) => ({
  runId: 0, computing: true, computedNs: 0, wallMs: 0, result: undefined, events: [], series: undefined, restarts: 0, error: undefined,
  keptFraction: undefined, wantedNs: undefined, loadedScenario: undefined, guestPages: undefined, shownScenario: undefined, hasNews: false, inspected: undefined, control: undefined, controlNs: undefined,
  runStarted: (runId, scenario) =>
    set((state) => ({
      runId,
      loadedScenario: scenario,
      hasNews: false,
      computing: true,
      result: undefined,
      restarts: 0,
      error: undefined,
      keptFraction: state.keptFraction ?? fractionOf(state.cursorNs, state.computedNs),
    })),
  runProgressed: (progress, recorded) =>
    set((state) => (progress.runId === state.runId ? { ...progressed(state, progress), ...recorded, shownScenario: state.loadedScenario, hasNews: true } : {})),
  runFailed: (message) => set({ error: message, computing: false, playing: false }),
  runRestarted: (restarts) =>
    set((state) => ({
      restarts, computing: true, result: undefined, hasNews: false,
      keptFraction: state.keptFraction ?? fractionOf(state.cursorNs, state.computedNs),
    })),
  pageInspected: (inspected) => set({ inspected }),
});

function progressed(state: AppStoreState, progress: Parameters<RunActions['runProgressed']>[0]): Partial<AppStoreState> {
  const { computedNs, done, guestPages } = progress;
  const known = { computedNs, guestPages, computing: !done, wallMs: progress.wallMs, result: progress.result };
  if (state.wantedNs !== undefined) {
    const isKnown = done || computedNs >= state.wantedNs;
    return { ...known, cursorNs: clampCursor(state.wantedNs, computedNs), keptFraction: undefined, ...(isKnown ? { wantedNs: undefined } : {}) };
  }
  const cursorNs = state.keptFraction === undefined ? clampCursor(state.cursorNs, computedNs) : momentAt(state.keptFraction, computedNs);
  return { ...known, cursorNs, ...(done ? { keptFraction: undefined } : {}) };
}
