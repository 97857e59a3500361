import { formatCount } from '../base/format';
import { formatDuration } from '../base/formatTime';
import type { SimNs } from '../base/units';
import type { EngineAction, EngineConfig } from '../engine/config';
import { FAULTS } from '../engine/faults/catalogue';
import { detections } from '../engine/faults/detections';
import type { Fault, IntegrityCount, SignEvent } from '../engine/faults/fault';
import { judgeFault, type JudgedRun } from '../engine/faults/judgeFault';
import type { RunEvent } from '../engine/record/runEvent';
import type { RunResult, Violation } from '../engine/record/runResult';
import { FAULT_STORIES } from '../scenario/faultStories';

/** What came of one fault of the script: what this run shows, beside what the catalogue says of real systems. */
export interface FaultReport {
  readonly id: string;
  readonly title: string;
  readonly atNs: SimNs;
  readonly target?: string;
  /** `expected`: exactly the symptom; `silent`: nothing came of it; `open`: not known yet, or not compared. */
  readonly standing: 'expected' | 'differs' | 'silent' | 'refused' | 'open';
  /** One sentence on that. */
  readonly verdict: string;
  /** What the oracle found and what else is seen of it. */
  readonly found: readonly FoundSign[];
  /** Invariants, events and outcome that gave it away in this run; absent until it is compared with the run without it. */
  readonly detected?: readonly string[];
  /** What must give it away, by the catalogue. */
  readonly detectedBy: readonly string[];
  readonly symptom: string;
  readonly handling: string;
  readonly variant?: string;
  readonly story: string;
}

export interface FoundSign {
  readonly text: string;
  /** When it shows, if it has a moment. */
  readonly atNs?: SimNs;
  /** A command or event of the run, to be told by its own means instead of `text`. */
  readonly event?: RunEvent;
}

/** The same run without its faults: `undefined` while it is computed, `none` where it is not. */
export type FaultControl = JudgedRun | 'none' | undefined;

type FaultAction = Extract<EngineAction, { readonly action: 'fault' }>;

const COUNT_NAMES: Readonly<Record<IntegrityCount, string>> = {
  stale: 'stale', wrongKey: 'under the wrong key', misclassified: 'misclassified', lost: 'lost', unpinnedMoves: 'moved though encrypted',
};

/** One report for each fault of the script, in its order; empty for a script without faults. */
export function faultReports(config: EngineConfig, result: RunResult | undefined, events: readonly RunEvent[], control: FaultControl): readonly FaultReport[] {
  const actions = config.script.filter((action): action is FaultAction => action.action === 'fault');
  const run = result === undefined ? undefined : withMoments({ result, events });
  const beside = control === undefined || control === 'none' ? control : withMoments(control);
  return actions.map((action) => {
    const fault = FAULTS.find(({ id }) => id === action.fault)!;
    const { id, title, symptom, handling, variant, detectedBy } = fault;
    return {
      id, title, symptom, handling, detectedBy, atNs: action.atNs, story: FAULT_STORIES[id] ?? '#v=1',
      ...(action.target === undefined ? {} : { target: action.target }), ...(variant === undefined ? {} : { variant }),
      ...(run === undefined ? UNKNOWN : findings(fault, action, run, beside, actions.length > 1)),
    };
  });
}

/** A run whose oracle is held to what it said at any moment: a page that was set right later was broken before. */
function withMoments(run: JudgedRun): JudgedRun {
  const { integrity } = run.result;
  const passed = run.events
    .filter(({ kind, name }) => kind === 'violation' && !integrity.violations.some(({ invariant }) => invariant === name))
    .map(({ name, value = '', count = 0 }): Violation => ({ invariant: name, pages: [], count, text: value }));
  const unique = passed.filter((violation, at) => passed.findIndex(({ invariant }) => invariant === violation.invariant) === at);
  return unique.length === 0 ? run : { ...run, result: { ...run.result, integrity: { ...integrity, violations: [...integrity.violations, ...unique] } } };
}

type Findings = Pick<FaultReport, 'standing' | 'verdict' | 'found' | 'detected'>;

const UNKNOWN: Findings = { standing: 'open', verdict: 'What comes of it is not known yet: the run is being computed.', found: [] };

function findings(fault: Fault, action: FaultAction, run: JudgedRun, control: FaultControl, isOneOfMany: boolean): Findings {
  const refused = run.events.find(({ name, value, atNs }) => name === 'fault refused' && atNs >= action.atNs && value?.startsWith(`${fault.id} `));
  if (refused !== undefined) return { standing: 'refused', verdict: `It did not happen: ${refused.value?.slice(fault.id.length + 1)}.`, found: [] };
  const before = control === 'none' ? undefined : control;
  const detected = before === undefined ? [] : detections(fault, run, before).filter((by) => !isOneOfMany || !by.startsWith('INV-') || fault.signs.breaks.includes(by));
  const found = foundSigns(fault, action, run, before, isOneOfMany);
  if (control === undefined) return { standing: 'open', verdict: 'Being compared with the same run without it.', found };
  if (control === 'none') return { standing: 'open', verdict: 'Not compared with a run without it: memory for two guests of this size at once is not there.', found };
  if (found.length === 0) {
    return { standing: 'silent', verdict: `Nothing came of it: its occasion does not come after ${formatDuration(action.atNs)}, or it changes nothing that this guest still needs.`, found, detected };
  }
  const differences = judgeFault(fault, run, control).filter((difference) => !isOneOfMany || difference.startsWith('does not '));
  if (differences.length === 0) {
    return {
      standing: 'expected', found, detected,
      verdict: isOneOfMany ? 'All of its signs are there; what other faults add is not held against it.' : 'Exactly the symptom of a real system, and nothing besides: compared with the same run without it.',
    };
  }
  return { standing: 'differs', verdict: `Another scenario than the catalogue has in mind: it ${differences.join('; it ')}.`, found, detected };
}

function foundSigns({ signs }: Fault, { atNs }: FaultAction, run: JudgedRun, control: JudgedRun | undefined, ownOnly: boolean): readonly FoundSign[] {
  const { result, events } = run;
  const known = control?.result.integrity;
  const broken = result.integrity.violations.filter((violation) => isNew(violation, known?.violations ?? []) && (!ownOnly || signs.breaks.includes(violation.invariant)));
  const shown = (signs.events ?? []).map((sign) => events.find((event) => event.atNs >= atNs && isSign(sign, event) && control?.events.some((other) => isSign(sign, other)) !== true));
  return [
    ...shown.flatMap((event) => (event === undefined ? [] : [{ text: event.name, atNs: event.atNs, event }])),
    ...broken.map((violation) => violationSign(violation, events)),
    ...countSign(result, control?.result, ownOnly ? signs.counts : ALL_COUNTS),
    ...outcomeSign(result, control?.result),
  ];
}

function isNew({ invariant, text, count }: Violation, known: readonly Violation[]): boolean {
  const before = known.find((violation) => violation.invariant === invariant && violation.text === text);
  return before === undefined || count > before.count;
}

function isSign(sign: SignEvent, { name, ret, fwError, value }: RunEvent): boolean {
  return name === sign.name && (sign.ret === undefined || ret === sign.ret) && (sign.fwError === undefined || fwError === sign.fwError) && (value ?? '').includes(sign.value ?? '');
}

function violationSign({ invariant, text, count }: Violation, events: readonly RunEvent[]): FoundSign {
  const event = events.find(({ kind, name, value }) => kind === 'violation' && name === invariant && value === text);
  return { text: `${invariant}: ${text}${count === 0 ? '' : ` (${formatCount(count)})`}`, ...(event === undefined ? {} : { atNs: event.atNs }) };
}

const ALL_COUNTS = Object.keys(COUNT_NAMES) as readonly IntegrityCount[];

function countSign({ integrity }: RunResult, control: RunResult | undefined, counts: readonly IntegrityCount[]): readonly FoundSign[] {
  const grown = counts.map((count) => [integrity[count] - (control?.integrity[count] ?? 0), COUNT_NAMES[count]] as const).filter(([pages]) => pages > 0);
  return grown.length === 0 ? [] : [{ text: `Pages that the oracle finds wrong: ${grown.map(([pages, name]) => `${formatCount(pages)} ${name}`).join(', ')}` }];
}

function outcomeSign(result: RunResult, control: RunResult | undefined): readonly FoundSign[] {
  if (control === undefined || result.outcome === control.outcome) return [];
  const endNs = result.migrations.at(-1)?.endNs;
  return [{ text: `The run comes to “${result.outcome}”; without the fault to “${control.outcome}”`, ...(endNs === undefined ? {} : { atNs: endNs }) }];
}
