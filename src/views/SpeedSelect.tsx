import type { ReactElement } from 'react';
import { PLAY_SPEEDS, type PlaySpeed } from '../store/appState';
import { SPEED_TEXT } from './speedText';
import { useActions, useAppState } from './useAppState';

/** The speeds as a list, where there is no room for them side by side. */
export function SpeedSelect(): ReactElement {
  const { setSpeed } = useActions();
  const speed = useAppState((state) => state.speed);
  return (
    <select className="speed" aria-label="speed" value={String(speed)} onChange={(event) => setSpeed(speedFrom(event.target.value))}>
      {PLAY_SPEEDS.map((option) => (
        <option key={option} value={String(option)}>
          {SPEED_TEXT[option]}
        </option>
      ))}
    </select>
  );
}

function speedFrom(text: string): PlaySpeed {
  return PLAY_SPEEDS.find((speed) => String(speed) === text) ?? 'fit';
}
