import type { AddressBar } from './urlSync';

/** The window's own address bar. */
export function browserAddress(window: Window): AddressBar {
  return {
    fragment: () => window.location.hash,
    push: (fragment) => window.history.pushState(undefined, '', fragment),
    replace: (fragment) => window.history.replaceState(undefined, '', fragment),
    later: (callback, ms) => void window.setTimeout(callback, ms),
    onMoved: (listener) => {
      window.addEventListener('popstate', listener);
      window.addEventListener('hashchange', listener);
      return () => {
        window.removeEventListener('popstate', listener);
        window.removeEventListener('hashchange', listener);
      };
    },
  };
}
