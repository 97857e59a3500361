import { err, ok, type Result } from '../base/result';
import { fieldByName } from './fields';
import { setField, type Field, type QuantityField } from './fields/field';
import { printField } from './fields/printField';
import { readField } from './fields/readField';
import type { Notice } from './notice';
import { fieldProblem, valueProblem, type Problem } from './problem';
import { roundToStep } from './quantity';
import type { FieldName, FieldValue, Scenario, ScriptAction } from './scenario';
import { canonicalScript, MAX_ACTIONS, parseAction, printAction } from './script';
import { validateScenario, type ValidationProblem } from './validate';

export interface FieldChange {
  readonly scenario: Scenario;
  /** What else had to give way, one notice each. */
  readonly notices: readonly Notice[];
}

/**
 * Reads what was typed into a control. Out of range or unreadable is an error, whose text is the sentence to show under
 * the control; a value finer than the field is rounded.
 */
export function parseField(name: FieldName, text: string): Result<FieldValue, Notice> {
  const field = fieldByName(name);
  const reading = readField(field, text);
  if (reading.status === 'ok' || reading.status === 'rounded') return ok(reading.value);
  const used = reading.status === 'bad' ? printField(field, field.default as FieldValue) : printField(field, reading.value);
  return err(refusal(fieldProblem(field, text, reading.problem, used, reading.status)));
}

/** Fields that decide whether post-copy can begin at all. */
const DECIDES_POSTCOPY: ReadonlySet<FieldName> = new Set<FieldName>(['guest', 'mechanism', 'postcopy-ram']);

/**
 * The scenario with one field changed and all others still consistent with it. A number is brought to the field's
 * bounds and step first, so a slider may hand over what it has. An error means that the change was refused.
 */
export function withField(scenario: Scenario, name: FieldName, value: FieldValue): Result<FieldChange, Notice> {
  const changed = setField(scenario, name, fitValue(fieldByName(name), value));
  const { scenario: consistent, problems } = validateScenario(changed, new Set([name]));
  const refused = problems.find((problem) => problem.kind === 'refuse');
  if (refused !== undefined) return err(refusal(refused));
  // What the run will refuse is news only where this change decides it.
  const news = problems.filter(({ kind }) => kind !== 'keep' || DECIDES_POSTCOPY.has(name));
  return ok({ scenario: consistent, notices: news.map((problem) => problem.notice) });
}

/**
 * The scenario with one line of its script written anew, or one line more. An error is the sentence to show under the line: it is none, or
 * the guest of the scenario cannot do it. What the other lines lose by it comes as notices.
 * @param index of the line; absent for a new one
 */
export function withActionText(scenario: Scenario, text: string, index?: number): Result<FieldChange, Notice> {
  const given = text.trim();
  const parsed = parseAction(given);
  if (!parsed.ok) return err({ field: 'at', given, text: `\`at=${given}\` ${parsed.error}.` });
  if (index === undefined && scenario.script.length >= MAX_ACTIONS) {
    return err(refusal(valueProblem('at', given, 'is one action too many', { allowed: `${MAX_ACTIONS} actions` })));
  }
  const action = parsed.value;
  const own = printAction(action);
  const changed = withScript(scenario, index === undefined ? [...scenario.script, action] : scenario.script.with(index, action), own);
  const refused = changed.problems.find(({ kind, notice }) => kind !== 'keep' && notice.given === own);
  return refused === undefined ? ok(changed.change) : err(refusal(refused));
}

/** The scenario without one line of its script, and without those that cannot be without it. */
export function withoutAction(scenario: Scenario, index: number): FieldChange {
  return withScript(scenario, scenario.script.toSpliced(index, 1)).change;
}

/** @param own the line that changed: of the others it is known what the run will refuse */
function withScript(scenario: Scenario, script: readonly ScriptAction[], own?: string): { readonly change: FieldChange; readonly problems: readonly ValidationProblem[] } {
  const { scenario: possible, problems: all } = validateScenario({ ...scenario, script: canonicalScript(script) }, new Set());
  const problems = all.filter(({ kind, notice }) => kind !== 'keep' || notice.given === own);
  return { change: { scenario: possible, notices: problems.map((problem) => problem.notice) }, problems };
}

function fitValue(field: Field, value: FieldValue): FieldValue {
  return 'step' in field && typeof value === 'number' ? fitNumber(field, value) : value;
}

function fitNumber(field: QuantityField, value: number): FieldValue {
  if (Number.isNaN(value)) return field.default;
  const bounded = Math.min(field.max, Math.max(field.min, value));
  const snapped = field.snap === undefined ? bounded : field.snap(bounded);
  return Math.min(field.max, Math.max(field.min, roundToStep(snapped, field.step)));
}

/** Nothing is used instead: the value stays in the control. */
function refusal({ notice, strictText }: Problem): Notice {
  return { field: notice.field, given: notice.given, text: strictText };
}
