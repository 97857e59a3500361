import type { PageIndex } from '../base/units';
import { viewportWith } from '../charts/maps/viewportZoom';
import type { Frame } from '../engine/record/frame';
import { PLAY_SPEEDS } from '../store/appState';
import type { AppStore } from '../store/createAppStore';
import type { FrameHub } from '../store/frameHub';
import { selectGuestPages, selectNextEventNs, selectPreviousEventNs } from '../store/selectors';
import type { Command, KeyBinding, PressedKey } from '../views/command';
import { labOf } from '../views/labs/labOf';
import { modesOf } from '../views/mapModes';
import type { PageMapsHandle } from '../views/maps/pageMapsProps';
import type { TimelineHandle } from '../views/timeline/Timeline';

/** What commands act on. */
export interface CommandTargets {
  readonly store: AppStore;
  readonly frames: FrameHub;
  readonly timeline: { readonly current: TimelineHandle | null };
  readonly maps: { readonly current: PageMapsHandle | null };
}

/** One key press zooms the timeline to this share of its span, or pans by that one: as its own keys do. */
const ZOOM = 0.7;
const PAN = 0.2;
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
};

const place = (label: string, code: string): KeyBinding => ({ label, code });
const character = (key: string, label = key): KeyBinding => ({ label, key });

/** All that keys do. The keyboard, the help dialog and docs/reading-the-views.md follow this list. */
export function createCommands(targets: CommandTargets): readonly Command[] {
  return [...playing(targets), ...maps(targets), ...zooming(targets), ...everywhere(targets)];
}

function playing({ store }: CommandTargets): readonly Command[] {
  const state = store.getState;
  const changeSpeed = (step: number): void => {
    const next = PLAY_SPEEDS[PLAY_SPEEDS.indexOf(state().speed) + step];
    if (next !== undefined) state().setSpeed(next);
  };
  const group = 'playing';
  return [
    { id: 'play', title: 'Play or pause', group, keys: [character(' ', 'Space')], run: () => (state().playing ? state().pause() : state().play()) },
    { id: 'previous-event', title: 'Previous event', group, keys: [character(',')], run: () => state().seek(selectPreviousEventNs(state())) },
    { id: 'next-event', title: 'Next event', group, keys: [character('.')], run: () => state().seek(selectNextEventNs(state())) },
    { id: 'to-start', title: 'To the start', group, keys: [character('Home')], run: () => state().seek(0) },
    { id: 'to-end', title: 'To the end', group, keys: [character('End')], run: () => state().seek(state().computedNs) },
    { id: 'slower', title: 'Slower', group, keys: [character('[')], run: () => changeSpeed(-1) },
    { id: 'faster', title: 'Faster', group, keys: [character(']')], run: () => changeSpeed(1) },
  ];
}

function maps(targets: CommandTargets): readonly Command[] {
  const { store, frames, maps: handle } = targets;
  const state = store.getState;
  const nextMode = (): void => {
    const shown = state().shownScenario ?? state().scenario;
    const modes = modesOf(shown.guest, labOf(shown) !== undefined);
    state().changeView({ mode: modes[(modes.indexOf(state().view.mode) + 1) % modes.length] ?? 'state' });
  };
  const nextOrder = (): void => state().changeView({ order: state().view.order === 'rows' ? 'hilbert' : 'rows' });
  const step = ({ key, shiftKey }: PressedKey): void => {
    const [right, down] = ARROWS[key] ?? [0, 0];
    if (shiftKey) handle.current?.stepPage(right, down);
    else handle.current?.stepTile(right, down);
  };
  const open = (): void => {
    if (state().view.page !== undefined) handle.current?.zoom(1);
  };
  const follow = (): void => {
    choose(store, frames.newest()?.scanPage);
    state().followScan(true);
  };
  const arrows = [character('ArrowLeft', '\u2190'), character('ArrowUp', '\u2191'), character('ArrowDown', '\u2193'), character('ArrowRight', '\u2192')];
  const group = 'map';
  return [
    { id: 'step-tile', title: 'Move the chosen tile; with Shift page by page', group, keys: arrows, run: step },
    { id: 'open', title: 'Zoom in to the chosen page', group, keys: [character('Enter')], run: open },
    { id: 'next-mode', title: 'Next map mode', group, keys: [place('M', 'KeyM')], run: nextMode },
    { id: 'next-order', title: 'Rows or Hilbert order', group, keys: [place('H', 'KeyH')], run: nextOrder },
    { id: 'scan-front', title: 'Follow the scan front, until Esc', group, keys: [place('F', 'KeyF')], run: follow },
    { id: 'next-violation', title: 'Choose the next page with a violation', group, keys: [place('X', 'KeyX')], run: () => chooseNextRing(targets) },
  ];
}

/** Chooses a page and brings it into view. */
export function choose(store: AppStore, page: PageIndex | undefined): void {
  const { view, changeView } = store.getState();
  const guestPages = selectGuestPages(store.getState());
  if (page === undefined || page < 0 || page >= guestPages) return;
  changeView({ page, ...viewportWith({ firstPage: view.firstPage, pages: view.pages }, guestPages, page) });
}

/** After the last comes the first. */
function chooseNextRing({ store, frames }: CommandTargets): void {
  const frame = frames.newest();
  if (frame === undefined) return;
  const { view, result } = store.getState();
  const pages = ringPages(frame, result?.integrity.violations.flatMap((violation) => violation.pages) ?? []);
  choose(store, pages.find((page) => page > (view.page ?? -1)) ?? pages[0]);
}

/** Pages under the rings of a picture, which are [tile, code] pairs: those that the oracle names, else the first of the tile. */
function ringPages({ rings, tilePages }: Frame, named: readonly PageIndex[]): readonly PageIndex[] {
  const tiles = Array.from(rings).filter((_, index) => index % 2 === 0);
  const pages = tiles.flatMap((tile) => {
    const inside = named.filter((page) => Math.floor(page / tilePages) === tile);
    return inside.length === 0 ? [tile * tilePages] : inside;
  });
  return [...new Set(pages)].toSorted((a, b) => a - b);
}

/** Zoom and pan act where the cursor is: on the maps while it points at a page there, else on the timeline. */
function zooming({ store, timeline, maps: handle }: CommandTargets): readonly Command[] {
  const target = (): PageMapsHandle | undefined => (store.getState().hoverPage === undefined ? undefined : (handle.current ?? undefined));
  const zoom = (direction: 1 | -1) => (): void => {
    const pages = target();
    if (pages === undefined) timeline.current?.zoom(direction === 1 ? ZOOM : 1 / ZOOM);
    else pages.zoom(direction);
  };
  const pan = (direction: 1 | -1) => (): void => (target() ?? timeline.current)?.pan(direction * PAN);
  const group = 'timeline';
  return [
    { id: 'zoom-in', title: 'Zoom in at the cursor', group, keys: [place('W', 'KeyW')], run: zoom(1) },
    { id: 'zoom-out', title: 'Zoom out', group, keys: [place('S', 'KeyS')], run: zoom(-1) },
    { id: 'pan-back', title: 'Earlier, or lower addresses', group, keys: [place('A', 'KeyA')], run: pan(-1) },
    { id: 'pan-forward', title: 'Later, or higher addresses', group, keys: [place('D', 'KeyD')], run: pan(1) },
    { id: 'fit', title: 'The whole run, or the whole guest', group, keys: [character('0')], run: () => (target() ?? timeline.current)?.fit() },
  ];
}

function everywhere({ store }: CommandTargets): readonly Command[] {
  const state = store.getState;
  const deselect = (): void => (state().following ? state().followScan(false) : state().changeView({ page: undefined }));
  const group = 'page';
  return [
    { id: 'find', title: 'Find a GFN, an address or a field', group, keys: [character('/')], run: () => state().openDialog('find') },
    { id: 'faults', title: 'Faults: inject one at the play head', group, keys: [place('I', 'KeyI')], run: () => state().openDialog('faults') },
    { id: 'undo', title: 'Undo the last change', group, keys: [{ label: 'Ctrl+Z', key: 'z', ctrl: true }], run: () => state().undo() },
    { id: 'help', title: 'All keys', group, keys: [character('?')], run: () => state().openDialog('help') },
    { id: 'deselect', title: 'Stop following; drop the chosen page', group, keys: [character('Escape', 'Esc')], run: deselect },
  ];
}
