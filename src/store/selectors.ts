import { ROLES_CHANGE } from '../base/rolesChange';
import type { Bytes, PageCount, SimNs } from '../base/units';
import { pageBytesOf } from '../scenario/pageBytes';
import type { AppStoreState } from './appActions';
import type { RunState } from './appState';

/** `data-state` of the page. What a run came to outweighs whether its recording plays. */
export function selectRunState(state: AppStoreState): RunState {
  if (state.error !== undefined) return 'failed';
  if (state.computing) return 'computing';
  if (state.result?.outcome === 'blocked') return 'blocked';
  if (state.result?.outcome === 'failed') return 'failed';
  if (state.playing) return 'playing';
  return state.cursorNs >= state.computedNs ? 'ended' : 'paused';
}

/** `data-fingerprint`: of the run that belongs to the scenario shown, once it is computed. */
export function selectFingerprint(state: AppStoreState): string | undefined {
  return state.computing ? undefined : state.result?.fingerprint;
}

/** End of the run, or of what is known of it. */
export function selectKnownEndNs(state: AppStoreState): SimNs {
  return state.result?.endNs ?? state.computedNs;
}

/** The play head is at the end of a run that is wholly known: play means replay. */
export function selectIsAtEnd(state: AppStoreState): boolean {
  return !state.computing && state.computedNs > 0 && state.cursorNs >= state.computedNs;
}

/** Time of the first event after a moment; the end of the run if there is none. */
export function selectNextEventNs(state: AppStoreState): SimNs {
  return state.events.find((event) => event.atNs > state.cursorNs)?.atNs ?? state.computedNs;
}

/** Time of the last event before a moment; the start of the run if there is none. */
export function selectPreviousEventNs(state: AppStoreState): SimNs {
  return state.events.findLast((event) => event.atNs < state.cursorNs)?.atNs ?? 0;
}

/** How often the guest has gone on at a destination by now: the hosts of the present move. */
export function selectMoves({ events, cursorNs }: AppStoreState): number {
  let moves = 0;
  for (const { name, atNs } of events) if (name === ROLES_CHANGE && atNs <= cursorNs) moves++;
  return moves;
}

/** Bytes of one page of the guest that is shown; of the scenario's before the first news of a run. */
export function selectPageBytes({ shownScenario, scenario }: AppStoreState): Bytes {
  return pageBytesOf((shownScenario ?? scenario).guest);
}

/** Pages of that guest, those included that are plugged in during its run. */
export function selectGuestPages(state: AppStoreState): PageCount {
  return state.guestPages ?? (state.shownScenario ?? state.scenario).memory / selectPageBytes(state);
}
