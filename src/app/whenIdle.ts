/** At most this long after the page has loaded: a page that plays is never idle for long. */
const PATIENCE_MS = 2000;

/** Calls once the page has loaded and the browser has nothing better to do. */
export function whenIdle(window: Window, callback: () => void): void {
  const wait = (): void => {
    // Older Safari has no idle callbacks.
    if ('requestIdleCallback' in window) window.requestIdleCallback(callback, { timeout: PATIENCE_MS });
    else globalThis.setTimeout(callback, PATIENCE_MS);
  };
  if (window.document.readyState === 'complete') wait();
  else window.addEventListener('load', wait, { once: true });
}
