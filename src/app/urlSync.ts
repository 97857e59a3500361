import { decodeLink, encodeLink } from '../scenario/linkCodec';
import { pageBytesOf } from '../scenario/pageBytes';
import { pluggedBytes } from '../scenario/pluggedBytes';
import type { AppStoreState, OpenedScenario } from '../store/appActions';
import type { AppStore } from '../store/createAppStore';
import { decodeView, encodeView } from './viewLink';

/** Browsers refuse more than a few hundred changes of the address per half minute. */
const REPLACE_EVERY_MS = 400;

/** The part of the browser that holds the address. */
export interface AddressBar {
  readonly fragment: () => string;
  readonly push: (fragment: string) => void;
  readonly replace: (fragment: string) => void;
  /** Calls when the person goes back, forward, or edits the address. Gives back what ends it. */
  readonly onMoved: (listener: () => void) => () => void;
  readonly later: (callback: () => void, ms: number) => void;
}

/** Reads a link into what the store opens: the scenario always, the view as far as it makes sense. */
export function openedFrom(link: string): OpenedScenario {
  const { scenario, preset, notices, view } = decodeLink(link);
  const plugged = scenario.script.reduce((sum, action) => sum + pluggedBytes(action), 0);
  return { scenario, preset, notices, ...decodeView(view, (scenario.memory + plugged) / pageBytesOf(scenario.guest)) };
}

/** The fragment of what is shown; with the moment only where the play head rests. */
export function fragmentOf(state: AppStoreState, withMoment: boolean): string {
  const restsAt = state.playing || state.inMotion ? undefined : (state.wantedNs ?? state.cursorNs);
  return encodeLink(state.scenario, state.preset, withMoment ? encodeView(state.view, restsAt) : {});
}

/**
 * Keeps address bar and store the same: a step of the scenario is a step of the history, all else replaces the address, a
 * few times a second at most. An untouched first visit keeps its bare address.
 */
export function syncAddress(store: AppStore, bar: AddressBar): () => void {
  let scenarioShown = fragmentOf(store.getState(), false);
  let own = bar.fragment();
  let isWaiting = false;

  const replaceSoon = (): void => {
    if (isWaiting) return;
    isWaiting = true;
    bar.later(() => {
      isWaiting = false;
      const fragment = fragmentOf(store.getState(), true);
      const isBare = own === '' && fragment === encodeLink(store.getState().scenario, '');
      if (fragment === own || isBare || store.getState().firstVisit) return;
      own = fragment;
      bar.replace(fragment);
    }, REPLACE_EVERY_MS);
  };

  const follow = (state: AppStoreState, before: AppStoreState): void => {
    if (state.scenario === before.scenario && state.preset === before.preset && state.inMotion === before.inMotion) {
      replaceSoon();
      return;
    }
    const scenario = state.inMotion ? scenarioShown : fragmentOf(state, false);
    if (scenario === scenarioShown) {
      replaceSoon();
      return;
    }
    scenarioShown = scenario;
    own = fragmentOf(state, true);
    bar.push(own);
  };

  const open = (): void => {
    if (bar.fragment() === own) return;
    own = bar.fragment();
    const opened = openedFrom(own);
    scenarioShown = encodeLink(opened.scenario, opened.preset);
    store.getState().openScenario(opened);
  };

  const endStore = store.subscribe(follow);
  const endBar = bar.onMoved(open);
  return () => {
    endStore();
    endBar();
  };
}
