import { err, ok, type Result } from '../base/result';
import { decodeFields, decodeFieldsStrict, decodeLink, decodeLinkStrict, type DecodedLink } from '../scenario/linkCodec';
import type { RawField } from '../scenario/rawLink';
import { fileText } from './fileText';

const ALLOWED = "allowed: a link or fragment such as '#v=1&memory=16GiB', a JSON file, or - for stdin";

/**
 * Reads a scenario from a link, a fragment, a JSON file of fields, or stdin. Strict: the first mistake is the error;
 * lenient: as the page reads it, with notices.
 */
export function scenarioInput(argument: string, lenient: boolean): Result<DecodedLink, string> {
  if (argument.trim() === '') return err(`the scenario is empty; ${ALLOWED}`);
  if (isLink(argument)) return decode(argument, lenient);
  const text = fileText(argument);
  if (!text.ok) return err(`${text.error}; ${ALLOWED}`);
  if (text.value.trim() === '') return err(`the scenario in \`${argument}\` is empty; ${ALLOWED}`);
  return /^\s*[[{"]/.test(text.value) ? fromJson(argument, text.value, lenient) : decode(text.value, lenient);
}

function isLink(argument: string): boolean {
  if (argument.startsWith('#') || /^[a-z][a-z0-9+.-]*:\/\//i.test(argument)) return true;
  return argument.includes('=') && !argument.endsWith('.json');
}

function decode(text: string, lenient: boolean): Result<DecodedLink, string> {
  if (lenient) return ok(decodeLink(text));
  const decoded = decodeLinkStrict(text);
  return decoded.ok ? decoded : err(decoded.error.text);
}

function fromJson(source: string, text: string, lenient: boolean): Result<DecodedLink, string> {
  const fields = jsonFields(source, text);
  if (!fields.ok) return fields;
  if (lenient) return ok(decodeFields(fields.value));
  const decoded = decodeFieldsStrict(fields.value);
  return decoded.ok ? decoded : err(decoded.error.text);
}

function jsonFields(source: string, text: string): Result<readonly RawField[], string> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    return err(`\`${source}\` is not JSON: ${cause instanceof Error ? cause.message : 'unreadable'}`);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return err(`\`${source}\` holds no object; allowed: an object of fields, such as {"memory": "16GiB"}`);
  }
  const fields: RawField[] = [];
  for (const [key, value] of Object.entries(json)) {
    const texts = fieldTexts(key, value);
    if (texts === undefined) return err(`\`${key}\` is ${JSON.stringify(value).slice(0, 60)}; allowed: a text, a number, true, false or a list of texts`);
    fields.push(...texts.map((each) => ({ key: key === 'script' ? 'at' : key, value: each })));
  }
  return ok(fields);
}

/** The texts that a JSON value stands for: a list is the script's actions, or a comma list; undefined when it is none. */
function fieldTexts(key: string, value: unknown): readonly string[] | undefined {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  if (typeof value === 'boolean') return [value ? 'on' : 'off'];
  if (!Array.isArray(value) || !value.every((each) => typeof each === 'string')) return undefined;
  if (key === 'at' || key === 'script') return value;
  return [value.length === 0 ? 'none' : value.join(',')];
}
