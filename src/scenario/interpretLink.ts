import { MODEL_VERSION } from '../engine/config';
import { didYouMean } from './didYouMean';
import { defaultScenario, FIELDS, findField } from './fields';
import { setField, type Field } from './fields/field';
import { printField } from './fields/printField';
import { readField } from './fields/readField';
import { findPreset, PRESETS, scenarioOfPreset } from './presets';
import { echo, fieldProblem, valueProblem, type Problem } from './problem';
import { MAX_LINK_CHARS, type RawField, type RawLink, type SplitLink } from './rawLink';
import type { FieldName, Scenario, ScriptAction } from './scenario';
import { canonicalScript, MAX_ACTIONS, parseAction } from './script';
import { upgradeLink } from './upgraders';
import { validateScenario } from './validate';
import { LINK_VERSION } from './version';

/** Keys of the second layer, so that no field of the scenario can ever collide with one. */
export const VIEW_PREFIX = 'view.';

export interface InterpretedLink {
  readonly scenario: Scenario;
  readonly preset: string;
  readonly view: Readonly<Record<string, string>>;
  readonly version: number;
  readonly problems: readonly Problem[];
}

/** What is read so far. One per link, dropped when it is done. */
interface Reading {
  scenario: Scenario;
  readonly given: Set<FieldName>;
  readonly actions: ScriptAction[];
  readonly view: Map<string, string>;
  readonly problems: Problem[];
}

const SPECIAL_KEYS: readonly string[] = ['v', 'preset', 'at', 'model'];
const KNOWN_KEYS: readonly string[] = [...FIELDS.map((field) => field.name), ...SPECIAL_KEYS];

/** The meaning of a link: all that can be used of it, and every problem in the order in which it was met. */
export function interpretLink(link: SplitLink): InterpretedLink {
  const problems = [...wholeProblems(link)];
  const version = readVersion(link.fields, problems);
  const fields = withoutRepeats(upgradeLink(link.fields, version), problems);
  const preset = readPreset(fields, problems);
  const reading: Reading = {
    scenario: preset === undefined ? defaultScenario : scenarioOfPreset(preset), given: new Set(), actions: [], view: new Map(), problems,
  };
  for (const field of fields) readKey(reading, field);
  if (reading.actions.length > 0) reading.scenario = { ...reading.scenario, script: canonicalScript(reading.actions) };
  const validated = validateScenario(reading.scenario, reading.given);
  return {
    scenario: validated.scenario,
    preset: preset?.name ?? '',
    view: Object.fromEntries(reading.view),
    version,
    problems: [...problems, ...validated.problems],
  };
}

function wholeProblems({ cut, withoutFragment }: SplitLink): readonly Problem[] {
  if (withoutFragment) return [linkProblem('This address holds no scenario: it has no # part', 'Used the defaults.')];
  return cut ? [linkProblem(`This link is longer than ${MAX_LINK_CHARS} characters`, 'What is beyond was not read.')] : [];
}

function linkProblem(sentence: string, instead: string): Problem {
  return { fatal: true, notice: { field: 'link', given: '', text: `${sentence}. ${instead}` }, strictText: `${sentence}.` };
}

function readVersion(fields: RawLink, problems: Problem[]): number {
  const given = fields.find((field) => field.key === 'v')?.value;
  if (given === undefined) return LINK_VERSION;
  const version = /^[1-9]\d{0,8}$/.test(given) ? Number(given) : undefined;
  if (version === undefined) problems.push(valueProblem('v', given, 'is not a link version', { used: `${LINK_VERSION}`, allowed: `1 to ${LINK_VERSION}` }));
  else if (version > LINK_VERSION) problems.push(newerProblem(given));
  return version ?? LINK_VERSION;
}

function newerProblem(given: string): Problem {
  const sentence = `This link was made with a newer Sealift: \`v=${given}\``;
  return {
    fatal: true,
    notice: { field: 'v', given, used: `${LINK_VERSION}`, text: `${sentence}. What this one, \`v=${LINK_VERSION}\`, knows of it was used.` },
    strictText: `${sentence}; allowed: 1 to ${LINK_VERSION}.`,
  };
}

/** Keeps the first of each key; `at` may come as often as it likes, and the view layer breaks in silence. */
function withoutRepeats(fields: RawLink, problems: Problem[]): RawLink {
  const seen = new Map<string, string>();
  return fields.filter(({ key, value }) => {
    const first = seen.get(key);
    if (first === undefined || key === 'at') {
      seen.set(key, value);
      return true;
    }
    if (!key.startsWith(VIEW_PREFIX) && KNOWN_KEYS.includes(key)) problems.push(repeatProblem({ key, value }, first));
    return false;
  });
}

function repeatProblem({ key, value }: RawField, first: string): Problem {
  const sentence = `\`${key}\` is given twice, as \`${echo(first)}\` and as \`${echo(value)}\``;
  return {
    fatal: true,
    notice: { field: key, given: value, used: first, text: `${sentence}. Used the first.` },
    strictText: `${sentence}; allowed: once.`,
  };
}

function readPreset(fields: RawLink, problems: Problem[]): ReturnType<typeof findPreset> {
  const given = fields.find((field) => field.key === 'preset')?.value;
  if (given === undefined) return undefined;
  const preset = findPreset(given);
  const names = PRESETS.map(({ name }) => name);
  if (preset === undefined) problems.push(unknownProblem({ key: 'preset', value: given }, 'is not a preset', given, names, names.join(', ')));
  return preset;
}

function readKey(reading: Reading, raw: RawField): void {
  const { key, value } = raw;
  const field = findField(key);
  if (field !== undefined) readValue(reading, field, value);
  else if (key === 'at') readAction(reading, value);
  else if (key === 'model') readModel(reading, value);
  else if (key.startsWith(VIEW_PREFIX)) reading.view.set(key.slice(VIEW_PREFIX.length), value);
  else if (!SPECIAL_KEYS.includes(key)) {
    reading.problems.push(unknownProblem(raw, 'is not a field', key, KNOWN_KEYS, 'the fields of docs/link-format.md'));
  }
}

function readValue(reading: Reading, field: Field, given: string): void {
  const result = readField(field, given);
  const value = result.status === 'bad' ? reading.scenario[field.name] : result.value;
  if (result.status !== 'ok') reading.problems.push(fieldProblem(field, given, result.problem, printField(field, value), result.status));
  if (result.status === 'bad') return;
  reading.scenario = setField(reading.scenario, field.name, value);
  reading.given.add(field.name);
}

function readAction(reading: Reading, given: string): void {
  const allowed = '<time>:<action>[:<argument>], such as 90s:reboot';
  const action = parseAction(given);
  if (!action.ok) reading.problems.push(valueProblem('at', given, action.error, { allowed }));
  else if (reading.actions.length === MAX_ACTIONS) reading.problems.push(valueProblem('at', given, 'is one action too many', { allowed: `${MAX_ACTIONS} actions` }));
  else reading.actions.push(action.value);
}

function readModel(reading: Reading, given: string): void {
  if (!/^\d{1,9}$/.test(given)) {
    reading.problems.push(valueProblem('model', given, 'is not a model version', { allowed: 'a whole number' }));
  } else if (Number(given) !== MODEL_VERSION) {
    const text = `This link was made with model ${Number(given)}. Results may differ from those its author saw.`;
    reading.problems.push({ fatal: false, notice: { field: 'model', given, used: `${MODEL_VERSION}`, text }, strictText: text });
  }
}

function unknownProblem(raw: RawField, problem: string, given: string, known: readonly string[], allowed: string): Problem {
  const near = didYouMean(given, known);
  const question = near === undefined ? '.' : `; did you mean \`${near}\`?`;
  const whole = `\`${echo(raw.key)}=${echo(raw.value)}\``;
  const subject = raw.key === 'preset' ? whole : `\`${echo(raw.key)}\``;
  return {
    fatal: true,
    notice: { field: raw.key, given: raw.value, text: `${subject} ${problem}. Ignored${question}` },
    strictText: `${whole} ${problem}; allowed: ${allowed}${question}`,
  };
}
