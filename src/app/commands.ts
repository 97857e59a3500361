import { MAP_MODES } from '../engine/record/mapMode';
import { PLAY_SPEEDS } from '../store/appState';
import type { AppStore } from '../store/createAppStore';
import { selectNextEventNs, selectPreviousEventNs } from '../store/selectors';
import type { Command, KeyBinding } from '../views/command';
import type { TimelineHandle } from '../views/timeline/Timeline';

/** What commands act on beside the store. */
export interface CommandTargets {
  readonly store: AppStore;
  readonly timeline: { readonly current: TimelineHandle | null };
}

/** Zoom of one key press, as in the timeline itself. */
const ZOOM = 0.7;
const PAN = 0.2;

const place = (label: string, code: string): KeyBinding => ({ label, code });
const character = (key: string, label = key): KeyBinding => ({ label, key });

/** All that keys do. The keyboard, the help dialog and docs/reading-the-views.md follow this list. */
export function createCommands(targets: CommandTargets): readonly Command[] {
  return [...playing(targets), ...maps(targets), ...timeline(targets), ...everywhere(targets)];
}

function playing({ store }: CommandTargets): readonly Command[] {
  const state = store.getState;
  const changeSpeed = (step: number): void => {
    const next = PLAY_SPEEDS[PLAY_SPEEDS.indexOf(state().speed) + step];
    if (next !== undefined) state().setSpeed(next);
  };
  return [
    { id: 'play', title: 'Play or pause', group: 'playing', keys: [character(' ', 'Space')], run: () => (state().playing ? state().pause() : state().play()) },
    { id: 'previous-event', title: 'Previous event', group: 'playing', keys: [character(',')], run: () => state().seek(selectPreviousEventNs(state())) },
    { id: 'next-event', title: 'Next event', group: 'playing', keys: [character('.')], run: () => state().seek(selectNextEventNs(state())) },
    { id: 'to-start', title: 'To the start', group: 'playing', keys: [character('Home')], run: () => state().seek(0) },
    { id: 'to-end', title: 'To the end', group: 'playing', keys: [character('End')], run: () => state().seek(state().computedNs) },
    { id: 'slower', title: 'Slower', group: 'playing', keys: [character('[')], run: () => changeSpeed(-1) },
    { id: 'faster', title: 'Faster', group: 'playing', keys: [character(']')], run: () => changeSpeed(1) },
  ];
}

function maps({ store }: CommandTargets): readonly Command[] {
  const state = store.getState;
  const nextMode = (): void => {
    const { mode } = state().view;
    state().changeView({ mode: MAP_MODES[(MAP_MODES.indexOf(mode) + 1) % MAP_MODES.length] ?? mode });
  };
  const nextOrder = (): void => state().changeView({ order: state().view.order === 'rows' ? 'hilbert' : 'rows' });
  return [
    { id: 'next-mode', title: 'Next map mode', group: 'map', keys: [place('M', 'KeyM')], run: nextMode },
    { id: 'next-order', title: 'Rows or Hilbert order', group: 'map', keys: [place('H', 'KeyH')], run: nextOrder },
  ];
}

function timeline({ timeline: handle }: CommandTargets): readonly Command[] {
  return [
    { id: 'zoom-in', title: 'Zoom in at the cursor', group: 'timeline', keys: [place('W', 'KeyW')], run: () => handle.current?.zoom(ZOOM) },
    { id: 'zoom-out', title: 'Zoom out', group: 'timeline', keys: [place('S', 'KeyS')], run: () => handle.current?.zoom(1 / ZOOM) },
    { id: 'pan-back', title: 'Earlier', group: 'timeline', keys: [place('A', 'KeyA')], run: () => handle.current?.pan(-PAN) },
    { id: 'pan-forward', title: 'Later', group: 'timeline', keys: [place('D', 'KeyD')], run: () => handle.current?.pan(PAN) },
    { id: 'fit', title: 'The whole run', group: 'timeline', keys: [character('0')], run: () => handle.current?.fit() },
  ];
}

function everywhere({ store }: CommandTargets): readonly Command[] {
  const state = store.getState;
  return [
    { id: 'undo', title: 'Undo the last change', group: 'page', keys: [{ label: 'Ctrl+Z', key: 'z', ctrl: true }], run: () => state().undo() },
    { id: 'help', title: 'All keys', group: 'page', keys: [character('?')], run: () => state().openDialog('help') },
    { id: 'deselect', title: 'Drop the chosen page', group: 'page', keys: [character('Escape', 'Esc')], run: () => state().changeView({ page: undefined }) },
  ];
}
