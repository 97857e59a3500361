import { printQuantity } from '../quantity';
import type { FieldValue } from '../scenario';
import type { Field } from './field';

/** Canonical text of a field's value, as the link writes it. */
export function printField(field: Field, value: FieldValue): string {
  if (typeof value === 'number' && 'step' in field) return printQuantity(value, field);
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value === 'object') return value.length === 0 ? 'none' : value.join(',');
  return 'choices' in field ? (field.choices.find((choice) => choice.value === value)?.text ?? `${value}`) : `${value}`;
}

/** What a field accepts, for one line of text: `64MiB to 1TiB`, `on, off`. */
export function printAllowed(field: Field): string {
  switch (field.kind) {
    case 'toggle':
      return 'on, off';
    case 'choice':
      return field.choices.map((choice) => choice.text).join(', ');
    case 'flags':
      return `none, or a comma list of ${field.choices.map((choice) => choice.text).join(', ')}`;
    default:
      return `${printQuantity(field.min, field)} to ${printQuantity(field.max, field)}${field.word === undefined ? '' : `, or ${field.word}`}`;
  }
}
