import type { CSSProperties, ReactElement } from 'react';
import { selectKnownEndNs } from '../store/selectors';
import { SpeedSelect } from './SpeedSelect';
import { Clock, TransportButtons } from './Transport';
import { useActions, useAppState } from './useAppState';

/** Positions of the scrubber. */
const STEPS = 1000;

/** The transport at the bottom of a phone: scrubber, moment, buttons, speed. */
export function PhoneTransport(): ReactElement {
  const { seek } = useActions();
  const endNs = useAppState(selectKnownEndNs);
  const position = useAppState((state) => (endNs === 0 ? 0 : Math.round((state.cursorNs / endNs) * STEPS)));
  return (
    <footer className="phone-transport" aria-label="Transport">
      <input
        className="scrub"
        type="range"
        aria-label="moment"
        style={{ '--share': position / STEPS } as CSSProperties}
        min={0}
        max={STEPS}
        value={position}
        onChange={(event) => seek((event.target.valueAsNumber / STEPS) * endNs)}
      />
      <div className="row">
        <Clock />
        <div className="row">
          <TransportButtons withStart={false} />
        </div>
        <SpeedSelect />
      </div>
    </footer>
  );
}
