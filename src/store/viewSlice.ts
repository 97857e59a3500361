import type { StateCreator } from 'zustand/vanilla';
import type { AppStoreState, ShellState, ViewActions } from './appActions';
import type { AppState, ViewState } from './appState';

type ViewSlice = ViewActions & Pick<AppState, 'view' | 'hoverPage' | 'theme'> & Pick<ShellState, 'following' | 'dialog' | 'soughtField' | 'firstVisit' | 'hintsHidden' | 'hasGpu'>;

/** What is looked at when nothing says otherwise: the whole guest, its migration state, in address order. */
export const DEFAULT_VIEW: ViewState = { mode: 'state', order: 'rows', firstPage: 0, pages: 0, page: undefined, panel: 'lab' };

export const createViewSlice: StateCreator<AppStoreState, [], [], ViewSlice> = (set) => ({
  view: DEFAULT_VIEW,
  hoverPage: undefined,
  theme: 'dark',
  following: false,
  dialog: undefined,
  soughtField: undefined,
  firstVisit: false,
  hintsHidden: false,
  hasGpu: false,
  changeView: (change) => set((state) => ({ view: { ...state.view, ...change }, following: state.following && !('page' in change) })),
  followScan: (following) => set({ following }),
  moveToScan: (change) => set((state) => ({ view: { ...state.view, ...change } })),
  pointAtPage: (hoverPage) => set({ hoverPage }),
  setTheme: (theme) => set({ theme }),
  openDialog: (dialog) => set({ dialog }),
  showField: (soughtField) => set({ soughtField }),
  hideHints: () => set({ hintsHidden: true }),
  leaveFirstVisit: () => set({ firstVisit: false }),
  gpuFound: (hasGpu) => set({ hasGpu }),
});
