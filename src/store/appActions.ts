import type { PageCount, PageIndex, SimNs } from '../base/units';
import type { PageFacts, PageLife } from '../engine/record/frame';
import type { RunEvent } from '../engine/record/runEvent';
import type { RunResult } from '../engine/record/runResult';
import type { SeriesSet } from '../engine/record/series';
import type { Notice } from '../scenario/notice';
import type { FieldName, Scenario } from '../scenario/scenario';
import type { Progress } from '../worker/protocol';
import type { AppState, PlaySpeed, ViewState } from './appState';

/** A scenario as a link or a preset gives it. */
export interface OpenedScenario {
  readonly scenario: Scenario;
  readonly preset: string;
  readonly notices: readonly Notice[];
  readonly view?: Partial<ViewState>;
  /** Moment of the link's second layer, kept until the run is known. */
  readonly atNs?: SimNs | undefined;
}

export interface ScenarioActions {
  /** Replaces scenario, preset and notices: a link, a preset, a step of the history. */
  readonly openScenario: (opened: OpenedScenario) => void;
  /** A change by hand. `motion` is a drag under way: one undo step is kept for the whole of it. */
  readonly changeScenario: (scenario: Scenario, kind: 'step' | 'motion', notices?: readonly Notice[]) => void;
  /** Ends a drag: what follows is a step of its own. What the drag had to say is said now, so that nothing moves under it. */
  readonly endMotion: () => void;
  readonly undo: () => void;
  readonly dismissNotices: () => void;
}

export interface RunActions {
  /** A run of a scenario begins; what is shown stays until the first news of it. */
  readonly runStarted: (runId: number, scenario: Scenario) => void;
  /** News of the run: how far it is computed, and all that is recorded so far. */
  readonly runProgressed: (progress: Progress, recorded: Recorded) => void;
  readonly runFailed: (message: string) => void;
  /** The worker was started again and computes the same run from the start. */
  readonly runRestarted: (restarts: number) => void;
  readonly pageInspected: (inspected: InspectedPage | undefined) => void;
}

export interface Recorded {
  readonly events: readonly RunEvent[];
  readonly series: SeriesSet;
}

export interface PlaybackActions {
  readonly play: () => void;
  readonly pause: () => void;
  readonly seek: (atNs: SimNs) => void;
  readonly setSpeed: (speed: PlaySpeed) => void;
  /** One animation frame of playing. */
  readonly tick: (wallMs: number) => void;
  readonly hoverTime: (atNs: SimNs | undefined) => void;
}

export interface ViewActions {
  readonly changeView: (change: Partial<ViewState>) => void;
  /** Begins or ends that the chosen page is the one at the scan front. Choosing another page ends it. */
  readonly followScan: (following: boolean) => void;
  /** Chooses the page at the scan front. */
  readonly moveToScan: (change: Pick<ViewState, 'page' | 'firstPage' | 'pages'>) => void;
  readonly pointAtPage: (page: PageIndex | undefined) => void;
  readonly setTheme: (theme: AppState['theme']) => void;
  readonly openDialog: (dialog: DialogId | undefined) => void;
  readonly showField: (field: FieldName) => void;
  readonly leaveFirstVisit: () => void;
  readonly hideHints: () => void;
  readonly gpuFound: (hasGpu: boolean) => void;
}

export type DialogId = 'help' | 'share' | 'find' | 'faults' | 'settings' | 'advice';

/** The run of a scenario as it would be without the faults of its script; without `run` where it could not be computed. */
export interface ControlledScenario {
  readonly scenario: Scenario;
  readonly run?: { readonly result: RunResult; readonly events: readonly RunEvent[] };
}

/** The chosen page at one moment and, once asked for, its whole life. */
export interface InspectedPage {
  readonly runId: number;
  readonly facts: PageFacts;
  readonly life: PageLife | undefined;
  /** How far the life is told; undefined once that is to the end of the run. */
  readonly toldNs?: SimNs | undefined;
}

/** What the shell needs beyond the contract of `AppState`. */
export interface ShellState {
  /** Scenarios that Undo goes back to, the newest last. */
  readonly past: readonly PastScenario[];
  readonly inMotion: boolean;
  readonly heldNotices: readonly Notice[];
  /** Scenario of the run that is computed, and of the one that is shown: they differ until there is news of the new one. */
  readonly loadedScenario: Scenario | undefined;
  /** RAM of the guest that is shown, with what its run plugs in; undefined before the first news of a run. */
  readonly guestPages: PageCount | undefined;
  readonly shownScenario: Scenario | undefined;
  /** There was news of the loaded run since it was started, or started again: pictures of it can be asked for. */
  readonly hasNews: boolean;
  /** Fraction of the run that the play head keeps while a recomputed run is not wholly known. */
  readonly keptFraction: number | undefined;
  /** Moment that a link names, until the run reaches it. */
  readonly wantedNs: SimNs | undefined;
  readonly inspected: InspectedPage | undefined;
  /** Beside the newest run with faults that is done. */
  readonly control: ControlledScenario | undefined;
  /** How far the run without the faults is computed, while it is. */
  readonly controlNs: SimNs | undefined;
  /** The chosen page moves with the scan of the migration thread. */
  readonly following: boolean;
  readonly dialog: DialogId | undefined;
  /** A field that was searched for: shown whatever its section hides. */
  readonly soughtField: FieldName | undefined;
  readonly firstVisit: boolean;
  readonly hintsHidden: boolean;
  /** The browser draws with a GPU. False until that is known: finding out takes long where it does not. */
  readonly hasGpu: boolean;
}

export interface PastScenario {
  readonly scenario: Scenario;
  readonly preset: string;
}

export type AppActions = ScenarioActions & RunActions & PlaybackActions & ViewActions;
export type AppStoreState = AppState & ShellState & AppActions;
