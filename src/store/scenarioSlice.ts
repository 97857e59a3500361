import type { StateCreator } from 'zustand/vanilla';
import type { AppStoreState, PastScenario, ScenarioActions } from './appActions';
import type { AppState } from './appState';

/** Steps that Undo remembers. */
const UNDO_STEPS = 100;

type ScenarioSlice = ScenarioActions & Pick<AppState, 'scenario' | 'preset' | 'notices'> & Pick<AppStoreState, 'past' | 'inMotion' | 'heldNotices'>;

export function createScenarioSlice(first: PastScenario): StateCreator<AppStoreState, [], [], ScenarioSlice> {
  return (set) => ({
    ...first,
    notices: [],
    past: [],
    inMotion: false,
    heldNotices: [],
    openScenario: ({ scenario, preset, notices, view, atNs }) =>
      set((state) => ({
        scenario, preset, notices,
        past: scenario === state.scenario ? state.past : remember(state),
        inMotion: false,
        view: { ...state.view, ...view },
        wantedNs: atNs,
      })),
    changeScenario: (scenario, kind, notices = []) =>
      set((state) => ({
        scenario,
        past: state.inMotion ? state.past : remember(state),
        inMotion: kind === 'motion',
        ...(kind === 'motion' ? { heldNotices: notices } : { notices }),
        firstVisit: false,
        wantedNs: undefined,
      })),
    endMotion: () => set((state) => (state.inMotion ? { inMotion: false, notices: state.heldNotices } : {})),
    undo: () =>
      set((state) => {
        const last = state.past.at(-1);
        return last === undefined ? {} : { ...last, past: state.past.slice(0, -1), inMotion: false, notices: [] };
      }),
    dismissNotices: () => set({ notices: [] }),
  });
}

function remember(state: AppStoreState): readonly PastScenario[] {
  return [...state.past.slice(1 - UNDO_STEPS), { scenario: state.scenario, preset: state.preset }];
}
