import type { AppState } from '../store/appState';
import type { AppStore } from '../store/createAppStore';

type Theme = AppState['theme'];
const KEY = 'sealift.theme';

/** The stored choice, or what the system prefers. */
export function firstTheme(window: Window): Theme {
  const stored = readStored(window);
  if (stored === 'dark' || stored === 'light') return stored;
  return window.matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
}

/** Writes the theme of the store to the document; a change by hand is stored and outlives the visit. */
export function syncTheme(store: AppStore, window: Window): () => void {
  const show = (theme: Theme): void => {
    window.document.documentElement.dataset['theme'] = theme;
  };
  show(store.getState().theme);
  return store.subscribe(
    (state) => state.theme,
    (theme) => {
      show(theme);
      writeStored(window, theme);
    },
  );
}

function readStored(window: Window): string | null {
  try {
    return window.localStorage.getItem(KEY);
  } catch {
    // Storage is refused in some private modes; the system's preference holds then.
    return null;
  }
}

function writeStored(window: Window, theme: Theme): void {
  try {
    window.localStorage.setItem(KEY, theme);
  } catch {
    // As above: the choice holds for this visit.
  }
}
