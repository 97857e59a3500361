import { err, ok, type Result } from '../base/result';
import { FIELDS } from './fields';
import { printField } from './fields/printField';
import type { RawField, RawLink } from './rawLink';
import type { Scenario } from './scenario';
import { printAction } from './script';

/** Every field of a scenario by name, as canonical text, and its script under `at`: what a JSON file of a scenario holds. */
export function printScenario(scenario: Scenario): Readonly<Record<string, string | readonly string[]>> {
  const texts = FIELDS.map((field) => [field.name, printField(field, scenario[field.name])] as const);
  return { ...Object.fromEntries(texts), at: scenario.script.map(printAction) };
}

/**
 * The fields of a parsed JSON file: names to text, numbers (in the unit of a bare number), booleans or lists (`at`,
 * `policy`). Their meaning is the link's, so it is checked there.
 */
export function fieldsOfRecord(record: unknown): Result<RawLink, string> {
  if (typeof record !== 'object' || record === null || Array.isArray(record)) return err('a scenario file holds one JSON object of fields');
  const fields: RawField[] = [];
  for (const [key, value] of Object.entries(record)) {
    const texts = key === 'at' && Array.isArray(value) ? value.map(textOf) : [textOf(value)];
    for (const text of texts) {
      if (text === undefined) return err(`\`${key}\` is neither text, number, boolean nor a list of them`);
      fields.push({ key, value: text });
    }
  }
  return ok(fields);
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (!Array.isArray(value)) return undefined;
  return value.length === 0 ? 'none' : value.map(String).join(',');
}
