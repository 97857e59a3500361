import { useSyncExternalStore } from 'react';

export type Layout = 'huge' | 'wide' | 'medium' | 'phone';

const QUERIES: readonly (readonly [Layout, string])[] = [
  ['phone', '(max-width: 699px)'],
  ['medium', '(max-width: 1279px)'],
  ['wide', '(max-width: 1919px)'],
];

/** Which grid the window has room for: docs/reading-the-views.md. Zooming in falls to the narrower ones. */
export function useLayout(): Layout {
  return useSyncExternalStore(subscribe, () => QUERIES.find(([, query]) => matchMedia(query).matches)?.[0] ?? 'huge');
}

/** Between phone and laptop there is no room for two maps side by side, nor for all of the top bar: at 200 % zoom, say. */
export function useIsSlim(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia('(max-width: 899px)').matches);
}

/** Rooms in the height of the window: utilisation strips fold below 860 px. */
export function useIsTall(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia('(min-height: 860px)').matches);
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener('resize', onChange);
  return () => window.removeEventListener('resize', onChange);
}
