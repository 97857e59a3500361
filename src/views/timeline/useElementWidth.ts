import { useLayoutEffect, useState } from 'react';
import type { RefObject } from 'react';

/** Width of an element's content box in CSS pixels, followed while it changes; 0 before the first layout. */
export function useElementWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const target = element.current;
    if (target === null) return undefined;
    const measure = (): void => setWidth(Math.floor(target.clientWidth));
    // At once: React renders what an observer reports only after the next paint.
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(target);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
