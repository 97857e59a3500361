import fc from 'fast-check';
import { defaultScenario, FIELDS } from '../../src/scenario/fields';
import { setField, type Field } from '../../src/scenario/fields/field';
import { readField } from '../../src/scenario/fields/readField';
import type { FieldName, FieldValue, Scenario, ScriptAction } from '../../src/scenario/scenario';
import { canonicalScript, parseAction } from '../../src/scenario/script';
import { validateScenario } from '../../src/scenario/validate';

/** Any value that a field takes. */
export function valueOf(field: Field): fc.Arbitrary<FieldValue> {
  switch (field.kind) {
    case 'toggle':
      return fc.boolean();
    case 'choice':
      return fc.constantFrom(...field.choices.map((choice) => choice.value as FieldValue));
    case 'flags':
      return fc.subarray(field.choices.map((choice) => choice.value)) as fc.Arbitrary<FieldValue>;
    default: {
      const perUnit = field.step < 1 ? Math.round(1 / field.step) : 1;
      const step = field.step < 1 ? 1 : field.step;
      const numbers = fc
        .oneof(
          fc.integer({ min: Math.round((field.min * perUnit) / step), max: Math.round((field.max * perUnit) / step) }),
          fc.integer({ min: Math.round((field.min * perUnit) / step), max: Math.round(Math.min(field.max, field.min + 5000 * field.step) * perUnit / step) }),
        )
        .map((count) => (count * step) / perUnit)
        .filter((value) => field.check?.(value) === undefined);
      const powers = fc.integer({ min: 12, max: 36 }).map((exponent) => 2 ** exponent);
      const checked = field.check === undefined ? numbers : powers;
      return field.word === undefined ? checked : fc.oneof(checked, fc.constant(field.word));
    }
  }
}

const ACTION_TEXTS = [
  '0s:migrate', '10s:migrate', '30s:reboot', '31s:reboot:kexec', '1.5m:migrate_cancel', '2m:set:downtime-limit=600ms', '250ms:set:max-bandwidth=1GiB/s', '1s:hotplug:4GiB', '45s:hotunplug', '4s:remap:1MiB@16MiB',
  '5s:compact', '1h:fault:F-26', '7s:fault:F-14:page-12', '0s:boot', '12s:migrate-start-postcopy', '1.27us:esm', '3s:set:cpu-throttle-tailslow=on',
];
const action: fc.Arbitrary<ScriptAction> = fc.constantFrom(...ACTION_TEXTS).map((text) => {
  const parsed = parseAction(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
});

/** Any scenario that validation leaves as it is. */
export const anyScenario: fc.Arbitrary<Scenario> = fc
  .tuple(fc.subarray(FIELDS.map((field) => field)), fc.array(action, { maxLength: 6 }))
  .chain(([fields, script]) =>
    fc.tuple(...fields.map((field) => valueOf(field).map((value) => [field.name, value] as const))).map((values) => ({ values, script })),
  )
  .map(({ values, script }) => {
    let scenario: Scenario = { ...defaultScenario, script: canonicalScript(script) };
    for (const [name, value] of values as readonly (readonly [FieldName, FieldValue])[]) scenario = setField(scenario, name, value);
    return validateScenario(scenario, new Set()).scenario;
  });

/** The value of a text that a field takes. */
export function valueOfText(field: Field, text: string): FieldValue {
  const reading = readField(field, text);
  if (reading.status !== 'ok') throw new Error(`${field.name}=${text}: ${reading.status}`);
  return reading.value;
}
