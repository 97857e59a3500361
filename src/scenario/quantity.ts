import { UNIT_FAMILIES, type FamilyName, type Unit, type UnitFamily } from './unitFamily';

/**
 * How the values of one field are spaced: whole multiples of `step` in the family's base unit. A step below 1 is a
 * negative power of ten (0.001), so that every value is the double nearest to its decimal text.
 */
export interface QuantitySpec {
  readonly family: FamilyName;
  /** Name of the unit that a bare number means. */
  readonly bareUnit: string;
  readonly step: number;
  readonly round: 'nearest' | 'up';
}

export interface ParsedQuantity {
  readonly value: number;
  /** False when the text was finer than `step` and had to be rounded. */
  readonly exact: boolean;
}

// Digits may be grouped by a space, thin or not, as the screen prints them.
const QUANTITY = /^(\d{1,20}|\d{1,3}(?:[ \u2009\u202f\u00a0]\d{3}){1,6})(?:\.(\d{1,20}))?\s*([^\s\d.+-][^\s]*)?$/;

/** Value of a text such as `192GiB` in base units; undefined when it is not a quantity. Never NaN, never above 2^53 - 1. */
export function parseQuantity(text: string, spec: QuantitySpec): ParsedQuantity | undefined {
  const match = QUANTITY.exec(text.trim());
  if (match === null) return undefined;
  const [, whole = '', fraction = '', unitName] = match;
  const unit = findUnit(UNIT_FAMILIES[spec.family], unitName ?? spec.bareUnit);
  if (unit === undefined) return undefined;
  const mantissa = BigInt(whole.replace(/\D/g, '') + fraction);
  const steps = fractionOfStep(spec.step);
  const num = mantissa * unit.num * steps.den;
  const den = 10n ** BigInt(fraction.length) * unit.den * steps.num;
  const count = spec.round === 'up' ? (num + den - 1n) / den : (2n * num + den) / (2n * den);
  return { value: valueOfSteps(count, steps), exact: count * den === num };
}

/** Canonical text of a value that is a multiple of the step: `parseQuantity` gives it back exactly. */
export function printQuantity(value: number, spec: QuantitySpec): string {
  if (value === 0) return '0';
  const steps = fractionOfStep(spec.step);
  const count = BigInt(Math.round(value * Number(steps.den))) * 1000n;
  const scale = steps.den * 1000n;
  const family = UNIT_FAMILIES[spec.family];
  let best: string | undefined;
  for (const unit of family.units) {
    const text = printIn(count, scale, unit);
    if (text === undefined) continue;
    if (family.prefer === 'largest') return text;
    if (best === undefined || text.length < best.length) best = text;
  }
  return best ?? `${value}`;
}

/** Nearest multiple of the step, as a double that its decimal text gives back. */
export function roundToStep(value: number, step: number): number {
  const steps = fractionOfStep(step);
  const count = Math.round((value * Number(steps.den)) / Number(steps.num));
  return (count * Number(steps.num)) / Number(steps.den);
}

function findUnit(family: UnitFamily, name: string): Unit | undefined {
  const exact = family.units.find((unit) => unit.names.includes(name));
  if (exact !== undefined || name.length < 2) return exact;
  const folded = family.units.filter((unit) => unit.names.some((known) => known.toLowerCase() === name.toLowerCase()));
  return folded.length === 1 ? folded[0] : undefined;
}

function fractionOfStep(step: number): { readonly num: bigint; readonly den: bigint } {
  return step >= 1 ? { num: BigInt(step), den: 1n } : { num: 1n, den: BigInt(Math.round(1 / step)) };
}

function valueOfSteps(count: bigint, steps: { readonly num: bigint; readonly den: bigint }): number {
  const scaled = count * steps.num;
  const limit = BigInt(Number.MAX_SAFE_INTEGER);
  return Number(scaled > limit ? limit : scaled) / Number(steps.den);
}

/** `count / scale` base units in this unit; undefined below one unit (unless it is the smallest) or when it takes too many decimals. */
function printIn(count: bigint, scale: bigint, unit: Unit): string | undefined {
  if (unit.decimals === undefined) return undefined;
  const num = count * unit.den;
  const den = scale * unit.num;
  if (num < den && (unit.names[0] !== '' || unit.num !== 1n)) return undefined;
  const power = 10n ** BigInt(unit.decimals);
  if ((num * power) % den !== 0n) return undefined;
  const digits = ((num * power) / den).toString().padStart(unit.decimals + 1, '0');
  const whole = digits.slice(0, digits.length - unit.decimals);
  const fraction = digits.slice(digits.length - unit.decimals).replace(/0+$/, '');
  return `${whole}${fraction === '' ? '' : `.${fraction}`}${unit.names[0]}`;
}
