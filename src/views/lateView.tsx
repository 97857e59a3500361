import { useEffect, useSyncExternalStore, type ComponentType, type ReactElement } from 'react';
import type { LateCode } from '../base/lateCode';

const TRY_AGAIN_MS = 2000;

/**
 * A view of late code. Renders nothing until the code is there, from then on at once: what React's own `lazy` shows first is
 * a fallback, even of code that was fetched long before. While it is on the screen it asks again for code that could not be
 * fetched.
 */
export function lateView<V, P extends object>(code: LateCode<V>, pick: (views: V) => ComponentType<P>): ComponentType<P> {
  return function LateView(props: P): ReactElement | undefined {
    const views = useSyncExternalStore(code.subscribe, code.current);
    const isMissing = views === undefined;
    useEffect(() => {
      if (!isMissing) return undefined;
      const ask = (): void => void code.fetch().catch(reportError);
      ask();
      const timer = setInterval(ask, TRY_AGAIN_MS);
      return () => clearInterval(timer);
    }, [isMissing]);
    if (views === undefined) return undefined;
    const View = pick(views);
    return <View {...props} />;
  };
}
