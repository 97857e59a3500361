import { GIB, KIB, NS_PER_US } from '../../base/units';
import type { QuantitySpec } from '../quantity';
import type { FieldName, PolicyFlag, Scenario } from '../scenario';
import type { Choice, ChoiceField, Field, FlagsField, QuantityField, QuantityWord, Slider, ToggleField } from './field';
import type { LockRule } from './lock';

type NumberName = { [N in FieldName]: Scenario[N] extends number | QuantityWord ? N : never }[FieldName];
type ToggleName = { [N in FieldName]: Scenario[N] extends boolean ? N : never }[FieldName];
type FlagsName = { [N in FieldName]: Scenario[N] extends readonly PolicyFlag[] ? N : never }[FieldName];

interface Texts {
  readonly label: string;
  readonly help: string;
  readonly lockedBy: LockRule;
  readonly estimate?: string;
}

interface QuantityTexts<N extends NumberName> extends Texts {
  readonly default: Scenario[N];
  readonly min: number;
  readonly max: number;
  readonly unit?: string;
  readonly bareUnit?: string;
  readonly step?: number;
  readonly round?: 'nearest' | 'up';
  readonly word?: QuantityWord;
  readonly slider?: { readonly scale?: 'log' | 'linear'; readonly min?: number; readonly max?: number };
  readonly qemuExpects?: string;
  readonly check?: (value: number) => string | undefined;
  readonly snap?: (value: number) => number;
}

type Kind = QuantityField['kind'];
interface KindDefaults {
  readonly family: QuantitySpec['family'];
  readonly bareUnit: string;
  readonly step: number;
  readonly scale: Slider['scale'];
  /** Left end of a log slider whose field may be 0. */
  readonly least: number;
}

const KINDS: Readonly<Record<Kind, KindDefaults>> = {
  bytes: { family: 'size', bareUnit: 'B', step: 1, scale: 'log', least: 4 * KIB },
  limit: { family: 'size', bareUnit: 'B', step: 1, scale: 'log', least: GIB },
  duration: { family: 'time', bareUnit: 'ms', step: 1, scale: 'log', least: NS_PER_US },
  rate: { family: 'rate', bareUnit: '', step: 1, scale: 'log', least: 1 },
  bandwidth: { family: 'link-rate', bareUnit: 'bit/s', step: 1, scale: 'log', least: 125_000 },
  percent: { family: 'percent', bareUnit: '', step: 1, scale: 'linear', least: 0 },
  count: { family: 'count', bareUnit: '', step: 1, scale: 'log', least: 1 },
  number: { family: 'count', bareUnit: '', step: 0.001, scale: 'linear', least: 0 },
};

/** A field measured by a number; what is not given follows from the kind. */
export function quantity<N extends NumberName>(group: Field['group'], kind: Kind, name: N, spec: QuantityTexts<N>): QuantityField {
  const defaults = KINDS[kind];
  const { slider, ...given } = spec;
  const bareUnit = spec.bareUnit ?? defaults.bareUnit;
  const scale = slider?.scale ?? defaults.scale;
  const family = bareUnit === 'B/s' ? 'byte-rate' : defaults.family;
  return {
    ...given,
    name,
    group,
    kind,
    family,
    bareUnit,
    unit: spec.unit ?? unitOfBareNumber(kind, bareUnit),
    step: spec.step ?? defaults.step,
    round: spec.round ?? 'nearest',
    slider: makeSlider(kind, scale, slider?.min ?? Math.max(spec.min, scale === 'log' ? defaults.least : spec.min), slider?.max ?? spec.max),
  };
}

export function toggle(group: Field['group'], name: ToggleName, spec: Texts & { readonly default: boolean }): ToggleField {
  return { ...spec, name, group, kind: 'toggle' };
}

export function choice<N extends FieldName>(
  group: Field['group'], name: N, spec: Texts & { readonly default: Scenario[N] & (string | number); readonly choices: readonly Choice[] },
): ChoiceField {
  return { ...spec, name, group, kind: 'choice' };
}

export function flags<N extends FlagsName>(
  group: Field['group'], name: N, spec: Texts & { readonly default: Scenario[N]; readonly choices: readonly Choice[] },
): FlagsField {
  return { ...spec, name, group, kind: 'flags' };
}

/** Choices whose value is their text. */
export function words<V extends string>(helpOf: Readonly<Record<V, string>>): readonly Choice[] {
  return Object.entries<string>(helpOf).map(([value, help]) => ({ value, text: value, help }));
}

function unitOfBareNumber(kind: Kind, bareUnit: string): string {
  if (kind === 'percent') return '%';
  return kind === 'bytes' || kind === 'limit' ? 'bytes' : bareUnit;
}

function makeSlider(kind: Kind, scale: Slider['scale'], min: number, max: number): Slider {
  return { scale, min, max, ticks: scale === 'log' ? logTicks(kind, min, max) : linearTicks(min, max) };
}

/** Powers of ten of the base unit (of bits for links); for sizes powers of sixteen from 1 KiB on, which gives about as many. */
function logTicks(kind: Kind, min: number, max: number): readonly number[] {
  const binary = kind === 'bytes' || kind === 'limit';
  const ticks: number[] = [];
  const first = kind === 'bandwidth' ? 0.125 : 1;
  for (let tick = binary ? KIB : first; tick <= max; tick *= binary ? 16 : 10) if (tick >= min) ticks.push(tick);
  return ticks;
}

function linearTicks(min: number, max: number): readonly number[] {
  return [0, 0.25, 0.5, 0.75, 1].map((share) => min + share * (max - min));
}
