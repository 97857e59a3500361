import type { QuantitySpec } from '../quantity';
import type { FieldName, FieldValue, Scenario } from '../scenario';

export const FIELD_GROUPS = ['guest', 'workload', 'hosts', 'mechanism', 'network', 'vmm', 'run'] as const;
export type FieldGroup = (typeof FIELD_GROUPS)[number];

/** Why a field does not matter now, and which field decides that. */
export interface Lock {
  readonly field: FieldName;
  readonly reason: string;
}

/** Hints for a slider, in base units. A log slider over a field that may be 0 has 0 as its left end. */
export interface Slider {
  readonly scale: 'log' | 'linear';
  readonly min: number;
  readonly max: number;
  /** Decades of a log scale (powers of two for sizes), quarters of a linear one. */
  readonly ticks: readonly number[];
}

interface FieldBase {
  readonly name: FieldName;
  readonly group: FieldGroup;
  readonly label: string;
  /** One line. */
  readonly help: string;
  /** Reason why the default is an estimate; absent when it has a source. */
  readonly estimate?: string;
  /** Undefined while the field matters; else the control is locked, and this says by what. */
  readonly lockedBy: (scenario: Scenario) => Lock | undefined;
}

export interface QuantityField extends FieldBase, QuantitySpec {
  readonly kind: 'bytes' | 'duration' | 'rate' | 'bandwidth' | 'percent' | 'count' | 'number' | 'limit';
  readonly default: number | QuantityWord;
  readonly min: number;
  readonly max: number;
  /** What a bare number means, for people: `ms`, `page writes/s`. */
  readonly unit: string;
  /** A value of its own beside the numbers. */
  readonly word?: QuantityWord;
  readonly slider: Slider;
  /** What QEMU says this parameter expects, in its own words. */
  readonly qemuExpects?: string;
  /** A rule beyond the bounds: what is wrong with the value, if anything. */
  readonly check?: (value: number) => string | undefined;
  /** Nearest value that passes `check`. */
  readonly snap?: (value: number) => number;
}
export type QuantityWord = 'unlimited' | 'auto';

/** One value of a choice or one flag. `text` is what the link says. */
export interface Choice {
  readonly value: string | number;
  readonly text: string;
  readonly help: string;
}

export interface ChoiceField extends FieldBase {
  readonly kind: 'choice';
  readonly default: string | number;
  readonly choices: readonly Choice[];
}

export interface FlagsField extends FieldBase {
  readonly kind: 'flags';
  readonly default: readonly string[];
  readonly choices: readonly Choice[];
}

export interface ToggleField extends FieldBase {
  readonly kind: 'toggle';
  readonly default: boolean;
}

/** One entry of the field table: it drives defaults, bounds, link, controls, command line and docs. */
export type Field = QuantityField | ChoiceField | FlagsField | ToggleField;

/** Whether the field has any effect on the run. */
export function isUsed(field: Field, scenario: Scenario): boolean {
  return field.lockedBy(scenario) === undefined;
}

/** The scenario with one field changed; no check of the value. */
export function setField(scenario: Scenario, name: FieldName, value: FieldValue): Scenario {
  return { ...scenario, [name]: value };
}

export function sameValue(a: FieldValue, b: FieldValue): boolean {
  if (typeof a !== 'object' || typeof b !== 'object') return a === b;
  return a.length === b.length && a.every((flag, index) => flag === b[index]);
}
