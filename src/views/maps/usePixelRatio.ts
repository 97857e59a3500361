import { useSyncExternalStore } from 'react';

/** Moving the window to another screen and zooming the page both change the ratio, and both resize. */
function subscribe(listener: () => void): () => void {
  window.addEventListener('resize', listener);
  return () => window.removeEventListener('resize', listener);
}

/** Device pixels per CSS pixel, followed while it changes. */
export function usePixelRatio(): number {
  return useSyncExternalStore(subscribe, () => window.devicePixelRatio);
}
