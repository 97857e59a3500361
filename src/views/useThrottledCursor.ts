import { useEffect, useState } from 'react';
import type { SimNs } from '../base/units';
import { useLaboratory } from './laboratory';

/** Sentences and lists follow the play head this often; the maps and the play head itself with every frame. */
const EVERY_MS = 200;

/** The play head, five times a second while it plays and at once when it rests. */
export function useThrottledCursor(): SimNs {
  const { store } = useLaboratory();
  const [cursorNs, setCursorNs] = useState(() => store.getState().cursorNs);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const take = (): void => {
      timer = undefined;
      setCursorNs(store.getState().cursorNs);
    };
    const end = store.subscribe((state, before) => {
      if (state.cursorNs === before.cursorNs && state.playing === before.playing) return;
      if (!state.playing) {
        clearTimeout(timer);
        take();
      } else timer ??= setTimeout(take, EVERY_MS);
    });
    take();
    return () => {
      clearTimeout(timer);
      end();
    };
  }, [store]);
  return cursorNs;
}
