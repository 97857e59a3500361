import { err, ok, type Result } from '../base/result';
import { MODEL_VERSION } from '../engine/config';
import { defaultScenario, FIELDS } from './fields';
import { sameValue, setField } from './fields/field';
import { printField } from './fields/printField';
import { interpretLink, VIEW_PREFIX } from './interpretLink';
import type { Notice } from './notice';
import { findPreset, scenarioOfPreset } from './presets';
import { escapePart, splitLink, type RawLink } from './rawLink';
import type { FieldName, Scenario } from './scenario';
import { canonicalScript, printAction } from './script';
import { validateScenario } from './validate';
import { LINK_VERSION } from './version';

export interface DecodedLink {
  readonly scenario: Scenario;
  /** Name of the preset that the link departs from; '' without one. */
  readonly preset: string;
  readonly notices: readonly Notice[];
  /** The second layer, not looked into: keys without their prefix. */
  readonly view: Readonly<Record<string, string>>;
  /** Link version as given; the current one when none was. */
  readonly version: number;
}

/** A screen shows them; a link of a thousand mistakes needs no thousand sentences. */
const MAX_NOTICES = 50;

/** Reads a link leniently: each bad field is dropped or bounded on its own, with a notice. Never fails. */
export function decodeLink(text: string): DecodedLink {
  const { problems, ...link } = interpretLink(splitLink(text));
  return { ...link, notices: shorten(problems.map((problem) => problem.notice)) };
}

/** Reads a link strictly: the first mistake is the error, in one line that names field, value and what is allowed. */
export function decodeLinkStrict(text: string): Result<DecodedLink, Notice> {
  return strictly(interpretLink(splitLink(text)));
}

/** As `decodeLinkStrict`, for fields that come from elsewhere: a JSON file, say. */
export function decodeFieldsStrict(fields: RawLink): Result<DecodedLink, Notice> {
  return strictly(interpretLink({ fields, cut: false, withoutFragment: false }));
}

/** As `decodeLink`, for fields that come from elsewhere. */
export function decodeFields(fields: RawLink): DecodedLink {
  const { problems, ...link } = interpretLink({ fields, cut: false, withoutFragment: false });
  return { ...link, notices: shorten(problems.map((problem) => problem.notice)) };
}

/**
 * Canonical fragment of a scenario, `#` included: version, preset, what differs from it in the order of the field table,
 * script, model, view. Needs no %-escape unless a view value does. `decodeLink` gives scenario, preset and view back.
 */
export function encodeLink(scenario: Scenario, preset = '', view: Readonly<Record<string, string>> = {}): string {
  const story = findPreset(preset);
  const base = story === undefined ? defaultScenario : scenarioOfPreset(story);
  const parts = [`v=${LINK_VERSION}`];
  if (story !== undefined) parts.push(`preset=${story.name}`);
  const written = fieldsToWrite(scenario, base);
  for (const field of FIELDS) if (written.has(field.name)) parts.push(`${field.name}=${printField(field, scenario[field.name])}`);
  parts.push(...scriptParts(scenario, base), `model=${MODEL_VERSION}`);
  for (const key of Object.keys(view).toSorted()) parts.push(`${VIEW_PREFIX}${escapePart(key).replaceAll('=', '%3D')}=${escapePart(view[key] ?? '')}`);
  return `#${parts.join('&')}`;
}

/** Fields that differ from the base, without those that follow from the others by themselves. */
function fieldsToWrite(scenario: Scenario, base: Scenario): ReadonlySet<FieldName> {
  const written = new Set(FIELDS.map((field) => field.name).filter((name) => !sameValue(scenario[name], base[name])));
  for (const name of written) {
    const others = new Set([...written].filter((each) => each !== name));
    let implied = base;
    for (const other of others) implied = setField(implied, other, scenario[other]);
    if (sameScenario(validateScenario(implied, others).scenario, scenario)) written.delete(name);
  }
  return written;
}

function sameScenario(a: Scenario, b: Scenario): boolean {
  return FIELDS.every(({ name }) => sameValue(a[name], b[name]));
}

function scriptParts(scenario: Scenario, base: Scenario): readonly string[] {
  const script = canonicalScript(scenario.script).map(printAction);
  const usual = canonicalScript(base.script).map(printAction);
  if (script.join('&') === usual.join('&')) return [];
  return (script.length === 0 ? ['0s:migrate'] : script).map((action) => `at=${action}`);
}

function strictly({ problems, ...link }: ReturnType<typeof interpretLink>): Result<DecodedLink, Notice> {
  const first = problems.find((problem) => problem.fatal);
  if (first !== undefined) return err({ field: first.notice.field, given: first.notice.given, text: first.strictText });
  return ok({ ...link, notices: problems.map((problem) => problem.notice) });
}

function shorten(notices: readonly Notice[]): readonly Notice[] {
  if (notices.length <= MAX_NOTICES) return notices;
  const more = notices.length - MAX_NOTICES + 1;
  return [...notices.slice(0, MAX_NOTICES - 1), { field: 'link', given: `${more}`, text: `${more} more fields of this link were not understood.` }];
}
