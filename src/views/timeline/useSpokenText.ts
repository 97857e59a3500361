import { useEffect, useRef, useState } from 'react';

/** Screen readers are told of a moment at most this often. */
const LEAST_MS = 1000;

/**
 * The text for a polite live region: at most one change a second, and none while `silent` (playing).
 * @param text made only when it is said
 */
export function useSpokenText(text: () => string, silent: boolean): string {
  const [spoken, setSpoken] = useState('');
  const latest = useRef(text);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => {
    latest.current = text;
    if (silent) {
      clearTimeout(timer.current);
      timer.current = undefined;
    } else {
      timer.current ??= setTimeout(() => {
        timer.current = undefined;
        setSpoken(latest.current());
      }, LEAST_MS);
    }
  }, [text, silent]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return spoken;
}
