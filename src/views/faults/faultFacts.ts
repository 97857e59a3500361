import type { SimNs } from '../../base/units';
import type { RecordedEvent } from '../right/recorded';

/** What the menu of faults shows; the analysis of a scenario has this shape. */
export interface FaultMenuFacts {
  /** What is wrong with the time that was typed. */
  readonly timeRefusal?: string;
  readonly groups: readonly FaultGroup[];
}

export interface FaultGroup {
  readonly title: string;
  readonly faults: readonly FaultChoice[];
}

export interface FaultChoice {
  readonly id: string;
  readonly title: string;
  readonly symptom: string;
  readonly target?: 'page' | readonly string[];
  /** Why it cannot happen in the scenario at that moment. */
  readonly refusal?: string;
  /** Fragment of a link that shows it. */
  readonly story: string;
}

/** What came of one fault of the script. */
export interface FaultReport {
  readonly id: string;
  readonly title: string;
  readonly atNs: SimNs;
  readonly target?: string;
  readonly standing: 'expected' | 'differs' | 'silent' | 'refused' | 'open';
  readonly verdict: string;
  readonly found: readonly { readonly text: string; readonly atNs?: SimNs; readonly event?: RecordedEvent }[];
  readonly detected?: readonly string[];
  readonly detectedBy: readonly string[];
  readonly symptom: string;
  readonly handling: string;
  readonly variant?: string;
  readonly story: string;
}
