import { subscribeWithSelector } from 'zustand/middleware';
import { createStore } from 'zustand/vanilla';
import type { AppStoreState, PastScenario } from './appActions';
import { createPlaybackSlice } from './playbackSlice';
import { createRunSlice } from './runSlice';
import { createScenarioSlice } from './scenarioSlice';
import { createViewSlice } from './viewSlice';

/** A store of its own per call: two laboratories on one page, or in one test, share nothing. */
export function createAppStore(first: PastScenario) {
  return createStore<AppStoreState>()(
    subscribeWithSelector((...slice) => ({
      ...createScenarioSlice(first)(...slice),
      ...createRunSlice(...slice),
      ...createPlaybackSlice(...slice),
      ...createViewSlice(...slice),
    })),
  );
}

export type AppStore = ReturnType<typeof createAppStore>;
