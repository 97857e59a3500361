import type { PageIndex, SimNs } from '../base/units';
import type { MapMode } from '../engine/record/mapMode';
import type { RunEvent } from '../engine/record/runEvent';
import type { RunResult } from '../engine/record/runResult';
import type { SeriesSet } from '../engine/record/series';
import type { Notice } from '../scenario/notice';
import type { Scenario } from '../scenario/scenario';

/** `data-state` of the page: design.md section 6, a contract. */
export type RunState = 'computing' | 'playing' | 'paused' | 'ended' | 'blocked' | 'failed';

/** Simulated seconds per wall second, or the speed that fits the whole run into 20 s. */
export type PlaySpeed = 0.1 | 1 | 10 | 60 | 'fit';
export const PLAY_SPEEDS: readonly PlaySpeed[] = [0.1, 1, 10, 60, 'fit'];

export type PanelId = 'lab' | 'maps' | 'designs' | 'time' | 'protocol' | 'events' | 'page' | 'scenario';

/** What is looked at: the second, optional layer of the link. A broken one never costs the scenario. */
export interface ViewState {
  readonly mode: MapMode;
  readonly order: 'rows' | 'hilbert';
  /** First page and pages across the maps; the whole guest when `pages` is 0. */
  readonly firstPage: PageIndex;
  readonly pages: number;
  /** Chosen page; its tile is the lens. */
  readonly page: PageIndex | undefined;
  /** One that a layout has not is as the first of its panels. */
  readonly panel: PanelId;
}

/** Everything React renders from. Pictures (frames) never pass through here: see frameHub. */
export interface AppState {
  readonly scenario: Scenario;
  /** Preset that the scenario departs from. */
  readonly preset: string;
  readonly notices: readonly Notice[];

  readonly runId: number;
  readonly computing: boolean;
  readonly computedNs: SimNs;
  readonly wallMs: number;
  readonly result: RunResult | undefined;
  readonly events: readonly RunEvent[];
  readonly series: SeriesSet | undefined;
  /** How often the worker was restarted for this scenario. */
  readonly restarts: number;
  readonly error: string | undefined;

  readonly cursorNs: SimNs;
  readonly playing: boolean;
  readonly speed: PlaySpeed;
  /** Pointer or keyboard cursor in the timeline, if any. */
  readonly hoverNs: SimNs | undefined;
  readonly hoverPage: PageIndex | undefined;

  readonly view: ViewState;
  readonly theme: 'dark' | 'light';
}
