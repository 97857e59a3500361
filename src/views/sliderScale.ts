import type { QuantityField } from '../scenario/fields/field';

/** Positions of a slider; about three per pixel, so that keyboard steps are small and drags smooth. */
export const SLIDER_STEPS = 1000;

/** Where a value stands on the field's slider, 0..SLIDER_STEPS. What lies outside its ends stands at them. */
export function positionOf(field: QuantityField, value: number): number {
  const { scale, min, max } = field.slider;
  if (value <= min) return value < min || reachesZero(field) ? zeroOr(field, value) : 0;
  const share = scale === 'log' ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min);
  return Math.round(Math.min(1, share) * SLIDER_STEPS);
}

/** The value at a position, rounded as people would write it and to the field's step. */
export function valueAt(field: QuantityField, position: number): number {
  const { scale, min, max } = field.slider;
  const share = Math.min(1, Math.max(0, position / SLIDER_STEPS));
  if (scale === 'linear') return toStep(field, min + share * (max - min));
  if (share === 0) return reachesZero(field) ? 0 : min;
  if (share === 1) return max;
  const exact = min * (max / min) ** share;
  return Math.min(max, Math.max(min, toStep(field, isBinary(field) ? roundBinary(exact) : roundDecimal(exact))));
}

/** The next value that the slider can give above (1) or below (-1); the same one at its end. */
export function neighbourValue(field: QuantityField, value: number, direction: 1 | -1): number {
  for (let position = positionOf(field, value) + direction; position >= 0 && position <= SLIDER_STEPS; position += direction) {
    const next = valueAt(field, position);
    if (Math.sign(next - value) === direction) return next;
  }
  return value;
}

/** Places of the ticks on the slider, 0..1. */
export function tickShares(field: QuantityField): readonly number[] {
  return field.slider.ticks.map((tick) => positionOf(field, tick) / SLIDER_STEPS);
}

/** A log scale has no 0; a field that may be 0 has it as its left end (fields/field.ts). */
function reachesZero(field: QuantityField): boolean {
  return field.slider.scale === 'log' && field.min === 0;
}

function zeroOr(field: QuantityField, value: number): number {
  return reachesZero(field) && value >= field.slider.min ? 1 : 0;
}

function isBinary(field: QuantityField): boolean {
  return field.kind === 'bytes' || field.kind === 'limit';
}

/** Eight values per doubling: 16, 18, 20 ... 30, 32, 36 GiB. */
function roundBinary(value: number): number {
  const grain = 2 ** (Math.floor(Math.log2(value)) - 3);
  return Math.round(value / grain) * grain;
}

/** Two digits: 1.0, 1.1 ... 9.9, then the next decade. */
function roundDecimal(value: number): number {
  const grain = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Math.round(value / grain) * grain;
}

function toStep(field: QuantityField, value: number): number {
  return Number((Math.round(value / field.step) * field.step).toPrecision(15));
}
