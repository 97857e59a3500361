import { useLayoutEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import type { RefObject } from 'react';

/** Height of an element in CSS pixels, followed while it changes; 0 before the first layout. Its content must not set it. */
export function useElementHeight(element: RefObject<HTMLElement | null>): number {
  const [height, setHeight] = useState(0);
  useLayoutEffect(() => {
    const target = element.current;
    if (target === null) return undefined;
    let isKnown = false;
    // Not at once: that would put the page's first layout into the task of its first rendering. Later ones are rendered before the
    // paint that they were reported for, or a sentence that grows would push the content over what stands below it for a frame.
    const observer = new ResizeObserver(() => {
      const measure = (): void => setHeight(Math.floor(target.clientHeight));
      if (isKnown) flushSync(measure);
      else measure();
      isKnown = true;
    });
    observer.observe(target);
    return () => observer.disconnect();
  }, [element]);
  return height;
}
