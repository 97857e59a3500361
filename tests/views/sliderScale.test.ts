import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GIB, MIB } from '../../src/base/units';
import { FIELDS, fieldByName } from '../../src/scenario/fields';
import type { QuantityField } from '../../src/scenario/fields/field';
import type { FieldName } from '../../src/scenario/scenario';
import { neighbourValue, positionOf, SLIDER_STEPS, tickShares, valueAt } from '../../src/views/sliderScale';

const quantityField = (name: FieldName): QuantityField => fieldByName(name) as QuantityField;
const SLID = FIELDS.filter((field): field is QuantityField => 'slider' in field);

describe('a slider', () => {
  it.each(SLID.map((field) => [field.name, field] as const))('over %s reaches both its ends and never goes back', (_name, field) => {
    const values = Array.from({ length: SLIDER_STEPS + 1 }, (_, position) => valueAt(field, position));
    expect(values.every((value, index) => index === 0 || value >= (values[index - 1] ?? 0))).toBe(true);
    expect([values[0], values.at(-1)]).toEqual([field.slider.scale === 'log' && field.min === 0 ? 0 : field.slider.min, field.slider.max]);
    expect(values.every((value) => value >= field.min && value <= field.max)).toBe(true);
  });

  it('gives values that people would write', () => {
    const memory = Array.from({ length: SLIDER_STEPS + 1 }, (_, position) => valueAt(quantityField('memory'), position) / MIB);
    expect(memory.every((mib) => mib % (2 ** Math.floor(Math.log2(mib)) / 8) === 0 && mib % 2 === 0)).toBe(true);
    const writes = Array.from({ length: SLIDER_STEPS - 1 }, (_, position) => valueAt(quantityField('writes'), position + 1));
    expect(writes.every((value) => Number(value.toPrecision(2)) === value)).toBe(true);
  });

  it('stands where its value is, to the nearest value that it can give', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SLID), fc.integer({ min: 0, max: SLIDER_STEPS }), (field, position) => {
        const value = valueAt(field, position);
        return valueAt(field, positionOf(field, value)) === value || Math.abs(positionOf(field, value) - position) <= SLIDER_STEPS / 8;
      }),
    );
  });

  it.each(SLID.map((field) => [field.name, field] as const))('over %s goes by keys from one end to the other, through every value once', (_name, field) => {
    let value = valueAt(field, 0);
    let steps = 0;
    for (let next = neighbourValue(field, value, 1); next !== value; next = neighbourValue(field, value, 1)) {
      expect(next).toBeGreaterThan(value);
      value = next;
      steps += 1;
    }
    expect([value, steps > 10 && steps <= SLIDER_STEPS]).toEqual([field.slider.max, true]);
    expect(neighbourValue(field, value, -1)).toBeLessThan(value);
  });

  it('stands at its end for a value beyond it', () => {
    expect(positionOf(quantityField('psp-page-time'), 100e6)).toBe(SLIDER_STEPS);
    expect(positionOf(quantityField('psp-page-time'), 1e3)).toBe(0);
    expect(positionOf(quantityField('writes'), 0)).toBe(0);
  });

  it('puts equal factors at equal distances, and ticks on them', () => {
    const memory = quantityField('memory');
    const steps = [1, 2, 4, 8].map((gib) => positionOf(memory, gib * GIB));
    const gaps = steps.slice(1).map((step, index) => step - (steps[index] ?? 0));
    expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(1);
    const bandwidth = tickShares(quantityField('bandwidth'));
    expect(bandwidth.every((share, index) => index === 0 || share > (bandwidth[index - 1] ?? 0))).toBe(true);
  });
});
