import type { ReactElement } from 'react';
import type { SimNs } from '../base/units';
import type { AppStoreState } from '../store/appActions';
import { PLAY_SPEEDS } from '../store/appState';
import { selectIsAtEnd, selectKnownEndNs, selectNextEventNs, selectPreviousEventNs } from '../store/selectors';
import { clockReading } from './clockReading';
import { Icon } from './Icon';
import { IconButton } from './IconButton';
import { useLaboratory } from './laboratory';
import { SpeedSelect } from './SpeedSelect';
import { SPEED_TEXT } from './speedText';
import { useActions, useAppState } from './useAppState';
import { useIsSlim } from './useLayout';

/** Start, back, play, forward; the moment and the end; the speed. */
export function Transport(): ReactElement {
  return (
    <fieldset className="transport" aria-label="Transport">
      <TransportButtons />
      <Clock />
      {useIsSlim() ? <SpeedSelect /> : <SpeedPicker />}
    </fieldset>
  );
}

/** @param withStart a phone's scrubber goes to the start by itself */
export function TransportButtons({ withStart = true }: { readonly withStart?: boolean }): ReactElement {
  const { store } = useLaboratory();
  const seekTo = (select: (state: AppStoreState) => SimNs) => () => store.getState().seek(select(store.getState()));
  return (
    <>
      {withStart ? <IconButton icon="start" name="To start" hint="Home" onClick={seekTo(() => 0)} /> : null}
      <IconButton icon="back" name="Previous event" hint="," onClick={seekTo(selectPreviousEventNs)} />
      <PlayButton />
      <IconButton icon="forward" name="Next event" hint="." onClick={seekTo(selectNextEventNs)} />
    </>
  );
}

function PlayButton(): ReactElement {
  const { play, pause } = useActions();
  const playing = useAppState((state) => state.playing);
  const atEnd = useAppState(selectIsAtEnd);
  const failed = useAppState((state) => state.error !== undefined);
  const name = playing ? 'Pause' : atEnd ? 'Replay' : 'Play';
  const icon = playing ? 'pause' : atEnd ? 'replay' : 'play';
  return (
    <button type="button" className="icon-button primary" aria-label={name} title={`${name} (Space)`} disabled={failed} onClick={playing ? pause : play}>
      <Icon name={icon} />
    </button>
  );
}

export function Clock(): ReactElement {
  const text = useAppState((state) => {
    const { now, end } = clockReading(state.cursorNs, selectKnownEndNs(state), !state.computing);
    return `${now} / ${end}`;
  });
  const [now, end] = text.split(' / ');
  return (
    <div className="clock mono" role="timer" aria-label="time of the run">
      <span>{now}</span> <span className="quiet">/ {end}</span>
    </div>
  );
}

function SpeedPicker(): ReactElement {
  const { setSpeed } = useActions();
  const speed = useAppState((state) => state.speed);
  return (
    <fieldset className="segments" aria-label="Speed">
      {PLAY_SPEEDS.map((option) => (
        <button key={option} type="button" aria-pressed={option === speed} onClick={() => setSpeed(option)}>
          {SPEED_TEXT[option]}
        </button>
      ))}
    </fieldset>
  );
}
