import { parseQuantity, printQuantity } from '../quantity';
import type { FieldValue, PolicyFlag } from '../scenario';
import type { ChoiceField, Field, FlagsField, QuantityField, ToggleField } from './field';

/**
 * What a text means for a field. `rounded` and `outside` have a usable value beside the problem; `bad` has none.
 * A problem completes the sentence that begins with the text: "is above 1024".
 */
export type FieldReading =
  | { readonly status: 'ok'; readonly value: FieldValue }
  | { readonly status: 'rounded' | 'outside'; readonly value: FieldValue; readonly problem: string }
  | { readonly status: 'bad'; readonly problem: string };

/** Reads the text of one field of a link or of a control. Never throws. */
export function readField(field: Field, text: string): FieldReading {
  const given = text.trim();
  if (given === '') return bad('is empty');
  switch (field.kind) {
    case 'toggle':
      return readToggle(field, given);
    case 'choice':
      return readChoice(field, given);
    case 'flags':
      return readFlags(field, given);
    default:
      return readNumber(field, given);
  }
}

/** QEMU's own sentence about a parameter, where it has one. Source: migration/options.c, QERR_INVALID_PARAMETER_VALUE. */
export function qemuText(field: Field): string | undefined {
  if (!('qemuExpects' in field) || field.qemuExpects === undefined) return undefined;
  return `Parameter '${field.name.replaceAll('-', '_')}' expects ${field.qemuExpects}`;
}

const NOUNS: Readonly<Record<QuantityField['kind'], string>> = {
  bytes: 'a size', limit: 'a size', duration: 'a time', rate: 'a rate', bandwidth: 'a bandwidth', percent: 'a percentage', count: 'a number', number: 'a number',
};
/** Kinds whose values may be finer in text than in the model; a part of a vCPU is a mistake, a part of a nanosecond is not. */
const ROUNDED_KINDS: readonly string[] = ['bytes', 'limit', 'duration', 'bandwidth'];

function bad(problem: string): FieldReading {
  return { status: 'bad', problem };
}

function readToggle(_field: ToggleField, given: string): FieldReading {
  const word = given.toLowerCase();
  if (word === 'on' || word === 'true') return { status: 'ok', value: true };
  if (word === 'off' || word === 'false') return { status: 'ok', value: false };
  return bad('is neither on nor off');
}

function readChoice(field: ChoiceField, given: string): FieldReading {
  const choice = field.choices.find((each) => each.text.toLowerCase() === given.toLowerCase());
  return choice === undefined ? bad('is not one of its values') : { status: 'ok', value: choice.value as FieldValue };
}

function readFlags(field: FlagsField, given: string): FieldReading {
  const parts = given.toLowerCase() === 'none' ? [] : given.toLowerCase().split(',').map((part) => part.trim());
  const known = field.choices.map((choice) => choice.text as PolicyFlag);
  if (parts.some((part) => !known.some((flag) => flag === part))) return bad('is not a list of its flags');
  return { status: 'ok', value: known.filter((flag) => parts.includes(flag)) };
}

function readNumber(field: QuantityField, given: string): FieldReading {
  if (field.word !== undefined && given.toLowerCase() === field.word) return { status: 'ok', value: field.word };
  const parsed = parseQuantity(given, field);
  if (parsed === undefined) return bad(`is not ${NOUNS[field.kind]}`);
  if (parsed.value > field.max) return { status: 'outside', value: field.max, problem: `is above ${printQuantity(field.max, field)}` };
  if (parsed.value < field.min) return { status: 'outside', value: field.min, problem: `is below ${printQuantity(field.min, field)}` };
  const wrong = field.check?.(parsed.value);
  if (wrong !== undefined) return bad(wrong);
  if (parsed.exact) return { status: 'ok', value: parsed.value };
  if (field.step >= 1 && !ROUNDED_KINDS.includes(field.kind)) return bad('is not a whole number');
  return { status: 'rounded', value: parsed.value, problem: `is not a multiple of ${printQuantity(field.step, field)}` };
}
