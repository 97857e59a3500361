import type { StateCreator } from 'zustand/vanilla';
import type { AppStoreState, PlaybackActions } from './appActions';
import type { AppState } from './appState';
import { advanceCursor, clampCursor, fractionOf } from './playback';

type PlaybackSlice = PlaybackActions & Pick<AppState, 'cursorNs' | 'playing' | 'speed' | 'hoverNs'>;

/** Play head and speed. A run that was played to its end starts over. */
export const createPlaybackSlice: StateCreator<AppStoreState, [], [], PlaybackSlice> = (set) => ({
  cursorNs: 0,
  playing: false,
  speed: 'fit',
  hoverNs: undefined,
  play: () =>
    set((state) => {
      if (state.error !== undefined) return {};
      const startsOver = !state.computing && state.cursorNs >= state.computedNs;
      return { playing: true, ...(startsOver ? { cursorNs: 0 } : {}) };
    }),
  pause: () => set({ playing: false }),
  seek: (atNs) => set((state) => ({ cursorNs: clampCursor(atNs, state.computedNs), keptFraction: undefined, wantedNs: undefined })),
  setSpeed: (speed) => set({ speed }),
  tick: (wallMs) => set((state) => (state.playing ? ticked(state, wallMs) : {})),
  hoverTime: (hoverNs) => set({ hoverNs }),
});

function ticked(state: AppStoreState, wallMs: number): Partial<AppStoreState> {
  const cursorNs = advanceCursor(state.cursorNs, wallMs, state.speed, state.computedNs);
  const atEnd = !state.computing && cursorNs >= state.computedNs;
  return {
    cursorNs,
    wantedNs: undefined,
    ...(state.keptFraction === undefined ? {} : { keptFraction: fractionOf(cursorNs, state.computedNs) }),
    ...(atEnd ? { playing: false } : {}),
  };
}
