import { printAllowed } from './fields/printField';
import { qemuText } from './fields/readField';
import type { Field } from './fields/field';
import type { Notice } from './notice';

/** Something wrong with an input. A fatal one is an error where input is strict; all are notices where it is lenient. */
export interface Problem {
  readonly fatal: boolean;
  readonly notice: Notice;
  /** The one line for strict input: names field, value and what is allowed. */
  readonly strictText: string;
}

const LONGEST_ECHO = 60;

/** A text of unknown origin, fit for one line of a message. */
export function echo(text: string): string {
  const line = text.replace(/[\p{C}`]/gu, '?');
  return line.length > LONGEST_ECHO ? `${line.slice(0, LONGEST_ECHO)}…` : line;
}

/**
 * `problem` completes the sentence: "`ring-depth=2000` is above 1024". `used` is the text of what stands instead;
 * `sayAllowed` has the lenient sentence say too what is allowed; `aside` is a sentence of its own.
 */
export function valueProblem(field: string, given: string, problem: string, options: {
  readonly used?: string; readonly allowed: string; readonly fatal?: boolean; readonly aside?: string; readonly sayAllowed?: boolean;
}): Problem {
  const sentence = `\`${field}=${echo(given)}\` ${problem}`;
  const aside = options.aside === undefined ? '' : ` ${options.aside}.`;
  const reminder = options.sayAllowed === true ? ` (allowed: ${options.allowed})` : '';
  const instead = options.used === undefined ? 'Ignored.' : `Used ${options.used}.`;
  return {
    fatal: options.fatal ?? true,
    notice: { field, given, ...(options.used === undefined ? {} : { used: options.used }), text: `${sentence}${reminder}. ${instead}${aside}` },
    strictText: `${sentence}; allowed: ${options.allowed}.${aside}`,
  };
}

/** A value that its field does not take, and what is used instead. */
export function fieldProblem(field: Field, given: string, problem: string, used: string, kind: 'bad' | 'outside' | 'rounded'): Problem {
  const qemu = qemuText(field);
  return valueProblem(field.name, given, problem, {
    used,
    sayAllowed: kind === 'bad',
    allowed: printAllowed(field),
    fatal: kind !== 'rounded',
    ...(qemu === undefined || kind === 'rounded' ? {} : { aside: `QEMU: ${qemu}` }),
  });
}
