import { useEffect, useSyncExternalStore, type ComponentType, type ReactElement } from 'react';
import { lateCode } from '../base/lateCode';

/** A view that is fetched apart from the first load. */
export interface LateView<P extends object> {
  (props: P): ReactElement | undefined;
  /** Fetches its code ahead of its first use. */
  readonly fetch: () => Promise<void>;
}

const TRY_AGAIN_MS = 2000;

/**
 * Renders nothing until its code is there, from then on at once: what React's own `lazy` shows first is a fallback, even of
 * code that was fetched long before. While it is on the screen it keeps asking for code that could not be fetched.
 */
export function lateView<P extends object>(load: () => Promise<ComponentType<P>>): LateView<P> {
  const code = lateCode(load);
  const Late = (props: P): ReactElement | undefined => {
    const View = useSyncExternalStore(code.subscribe, code.current);
    const isMissing = View === undefined;
    useEffect(() => {
      if (!isMissing) return undefined;
      const ask = (): void => void code.fetch().catch(reportError);
      ask();
      const timer = setInterval(ask, TRY_AGAIN_MS);
      return () => clearInterval(timer);
    }, [isMissing]);
    return View === undefined ? undefined : <View {...props} />;
  };
  return Object.assign(Late, { fetch: code.fetch });
}
