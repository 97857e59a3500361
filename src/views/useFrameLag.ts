import { useEffect, useState } from 'react';
import { formatClock } from '../base/formatTime';
import type { SimNs } from '../base/units';
import { selectKnownEndNs } from '../store/selectors';
import { useLaboratory } from './laboratory';

const CHECK_MS = 150;
/** A picture that is late for longer than this is said to be. */
const PATIENCE_MS = 300;
/** Share of the run that is seen as a difference: some pixels of the timeline. */
const VISIBLE = 0.01;

/** `shown 1:12.0 of 1:20.4` while the maps show another moment than the play head stands at; undefined while they agree. */
export function useFrameLag(): string | undefined {
  const { frames, store } = useLaboratory();
  const [lag, setLag] = useState<string>();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let lateMs = 0;
    const check = (): void => {
      timer = undefined;
      const state = store.getState();
      const shownNs = frames.newest()?.atNs;
      const isLate = shownNs !== undefined && Math.abs(shownNs - state.cursorNs) > VISIBLE * selectKnownEndNs(state);
      lateMs = isLate ? lateMs + CHECK_MS : 0;
      setLag(isLate && lateMs > PATIENCE_MS ? lagText(shownNs, state.cursorNs) : undefined);
      if (isLate) soon();
    };
    const soon = (): void => {
      timer ??= setTimeout(check, CHECK_MS);
    };
    const ends = [frames.subscribe(soon), store.subscribe(soon)];
    return () => {
      clearTimeout(timer);
      for (const end of ends) end();
    };
  }, [frames, store]);
  return lag;
}

/** With as many decimals as tell the two moments apart. */
function lagText(shownNs: SimNs, cursorNs: SimNs): string {
  const decimals = [undefined, 1, 2, 3, 6].find((digits) => formatClock(shownNs, digits) !== formatClock(cursorNs, digits));
  return `shown ${formatClock(shownNs, decimals)} of ${formatClock(cursorNs, decimals)}`;
}
