import { createContext, useContext } from 'react';
import { invariant } from '../base/assert';
import type { Result } from '../base/result';
import type { PageIndex, SimNs } from '../base/units';
import type { MapFrameRequest } from '../charts/maps/mapFrame';
import type { TimelineInput } from '../charts/timeline/timelineInput';
import type { FieldChange } from '../scenario/editScenario';
import type { Notice } from '../scenario/notice';
import type { FieldName, Scenario, ScriptAction } from '../scenario/scenario';
import type { AppStoreState } from '../store/appActions';
import type { AppStore } from '../store/createAppStore';
import type { FrameHub } from '../store/frameHub';
import type { BlockedFacts } from './blocked/blockedFacts';
import type { BootFacts } from './labs/bootFacts';
import type { DesignFacts } from './labs/designFacts';
import type { SwitchFacts } from './labs/switchFacts';
import type { Command } from './command';
import type { FaultMenuFacts, FaultReport } from './faults/faultFacts';
import type { StartAdvice } from './operate/adviceFacts';
import type { SettingsFacts } from './operate/settingsFacts';
import type { PageMapsHandle } from './maps/pageMapsProps';
import type { TimelineHandle } from './timeline/Timeline';
import type { VerdictProps } from './verdict/Verdict';

/** What a shared link holds. */
export interface LinkContent {
  /** The page's whole address, or the fragment alone for another place that serves the page. */
  readonly whole: boolean;
  /** The play head and what is looked at. */
  readonly withMoment: boolean;
}

/** What the views need and may not reach by themselves: the scenario's text, links, commands. Given by the app. */
export interface Laboratory {
  readonly store: AppStore;
  readonly frames: FrameHub;
  readonly commands: readonly Command[];
  /** The tiles and the lens that the maps show; the next picture holds them. */
  readonly showTiles: (tiles: MapFrameRequest) => void;
  readonly link: (content: LinkContent) => string;
  /** Opens a link or a fragment that somebody pasted; a broken one opens as far as it can be read, with notices. */
  readonly openLink: (text: string) => void;
  /** Opens the scenario at hand with some fields changed: `guest=sev&mechanism=psp`. */
  readonly openVariant: (difference: string) => void;
  readonly openPreset: (id: string) => void;
  readonly startAdvice: StartAdvice;
  /** The value of a field as it is written in a link and in its control: `192GiB`. */
  readonly fieldText: (scenario: Scenario, field: FieldName) => string;
  /** The scenario with one field set from text, or what is wrong with the text. */
  readonly withFieldText: (scenario: Scenario, field: FieldName, text: string) => Result<FieldChange, Notice>;
  /** The scenario with one field set from a slider, within its bounds and on its step. */
  readonly withFieldValue: (scenario: Scenario, field: FieldName, value: number) => FieldChange;
  readonly actionText: (action: ScriptAction) => string;
  /** The scenario with a line of its script written anew (or one more, without an index), or what is wrong with the text for this guest. */
  readonly withActionText: (scenario: Scenario, text: string, index?: number) => Result<FieldChange, Notice>;
  readonly withoutAction: (scenario: Scenario, index: number) => FieldChange;
  /** Whether the run begins with a `migrate` that the script does not name. */
  readonly impliesMigrate: (script: readonly ScriptAction[]) => boolean;
  /** The scenario that a preset is, without changes. */
  readonly presetScenario: (id: string) => Scenario;
  /** Chooses a page and brings it into view. */
  readonly choosePage: (page: PageIndex) => void;
  readonly readings: Readings;
  /** Set by the timeline while it is on the screen: keys elsewhere zoom it. */
  readonly timeline: { current: TimelineHandle | null };
  /** Likewise by the maps. */
  readonly maps: { current: PageMapsHandle | null };
}

/** Calculated from run and moment; the same state gives the same object. Undefined before the first news of a run. */
export interface Readings {
  readonly verdict: (state: AppStoreState, atNs: SimNs) => VerdictProps | undefined;
  readonly timeline: (state: AppStoreState) => TimelineInput | undefined;
  /** Why the migration was refused; undefined for a run in which none was. */
  readonly blocked: (state: AppStoreState) => BlockedFacts | undefined;
  /** The catalogue's faults as choices for a line of the script at a time (`1.5s`); undefined until its code is there. */
  readonly faultMenu: (state: AppStoreState, time: string) => FaultMenuFacts | undefined;
  /** What came of the faults of the script; undefined for a script without. */
  readonly faults: (state: AppStoreState) => readonly FaultReport[] | undefined;
  /** The helper designs compared, as far as the run has used its own at a moment; undefined without a helper. */
  readonly designs: (state: AppStoreState, atNs: SimNs) => DesignFacts | undefined;
  /** What a region of several pages costs the PSP, with its working; undefined for any other mechanism. */
  readonly region: (state: AppStoreState) => string | undefined;
  /** What brings the scenario's settings to a real system; undefined until its code is there. */
  readonly settings: (state: AppStoreState) => SettingsFacts | undefined;
  /** A guest that boots and is not moved; undefined for any other. */
  readonly boot: (state: AppStoreState) => BootFacts | undefined;
  /** A POWER guest that becomes secure; likewise. */
  readonly secureSwitch: (state: AppStoreState) => SwitchFacts | undefined;
}

export const LaboratoryContext = createContext<Laboratory | undefined>(undefined);

export function useLaboratory(): Laboratory {
  const laboratory = useContext(LaboratoryContext);
  invariant(laboratory !== undefined, 'a view was rendered outside the laboratory');
  return laboratory;
}
