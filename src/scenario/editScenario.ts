import { err, ok, type Result } from '../base/result';
import { fieldByName } from './fields';
import { setField, type Field, type QuantityField } from './fields/field';
import { printField } from './fields/printField';
import { readField } from './fields/readField';
import type { Notice } from './notice';
import { fieldProblem, type Problem } from './problem';
import { roundToStep } from './quantity';
import type { FieldName, FieldValue, Scenario } from './scenario';
import { validateScenario } from './validate';

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

/**
 * The scenario with one field changed and all others still consistent with it. A number is brought to the field's
 * bounds and step first, so a slider may hand over what it has. An error means that the change was refused.
 */
export function withField(scenario: Scenario, name: FieldName, value: FieldValue): Result<FieldChange, Notice> {
  const changed = setField(scenario, name, fitValue(fieldByName(name), value));
  const { scenario: consistent, problems } = validateScenario(changed, new Set([name]));
  const refused = problems.find((problem) => problem.kind === 'refuse');
  if (refused !== undefined) return err(refusal(refused));
  return ok({ scenario: consistent, notices: problems.map((problem) => problem.notice) });
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
