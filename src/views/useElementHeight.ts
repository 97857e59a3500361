import { useLayoutEffect, useState } from 'react';
import type { RefObject } from 'react';

/** Height of an element in CSS pixels, followed while it changes; 0 before the first layout. Its content must not set it. */
export function useElementHeight(element: RefObject<HTMLElement | null>): number {
  const [height, setHeight] = useState(0);
  useLayoutEffect(() => {
    const target = element.current;
    if (target === null) return undefined;
    // Not at once: that would put the page's first layout into the task of its first rendering.
    const observer = new ResizeObserver(() => setHeight(Math.floor(target.clientHeight)));
    observer.observe(target);
    return () => observer.disconnect();
  }, [element]);
  return height;
}
