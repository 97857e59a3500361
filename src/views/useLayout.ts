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

/** Rooms in the height of the window: utilisation strips fold below 860 px. */
export function useIsTall(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia('(min-height: 860px)').matches);
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener('resize', onChange);
  return () => window.removeEventListener('resize', onChange);
}
