import type { RunEvent } from '../record/runEvent';
import type { Integrity, RunResult, Violation } from '../record/runResult';
import type { Fault, IntegrityCount, SignEvent } from './fault';

/** What is looked at of a run. */
export interface JudgedRun {
  readonly result: RunResult;
  readonly events: readonly RunEvent[];
}

const COUNTS: readonly IntegrityCount[] = ['stale', 'wrongKey', 'misclassified', 'lost', 'unpinnedMoves'];

/**
 * How a run with a fault, beside the same run without, is not what the catalogue says: one sentence for each sign that is missing and for
 * each that is too much. Empty: exactly the symptom of the real system, and nothing besides.
 */
export function judgeFault({ signs }: Fault, faulty: JudgedRun, control: JudgedRun): readonly string[] {
  const before = foundIn(control);
  const after = foundIn(faulty);
  const known = before.flatMap(({ violations }) => violations);
  const broken = new Set(after.flatMap(({ violations }) => violations).filter((violation) => isNew(violation, known)).map(({ invariant }) => invariant));
  const grown = COUNTS.filter((count) => most(after, count) > most(before, count));
  const outcome = signs.outcome ?? control.result.outcome;
  return [
    ...difference('breaks', signs.breaks, [...broken], signs.onward?.breaks),
    ...difference('raises', signs.counts, grown, signs.onward?.counts),
    ...(signs.events ?? []).filter((sign) => !isShown(sign, faulty) || isShown(sign, control)).map((sign) => `does not show ${JSON.stringify(sign)} alone`),
    ...(faulty.result.outcome === outcome ? [] : [`comes to ${faulty.result.outcome}, not to ${outcome}`]),
  ];
}

/** The oracle's word on each arrival that the guest lived on after, and at the end. */
function foundIn({ result }: JudgedRun): readonly Integrity[] {
  return [...result.migrations.flatMap(({ integrity }) => (integrity === undefined ? [] : [integrity])), result.integrity];
}

function most(found: readonly Integrity[], count: IntegrityCount): number {
  return found.reduce((highest, integrity) => Math.max(highest, integrity[count]), 0);
}

function isNew({ invariant, text, count }: Violation, known: readonly Violation[]): boolean {
  const before = known.find((violation) => violation.invariant === invariant && violation.text === text);
  return before === undefined || count > before.count;
}

function difference(verb: string, wanted: readonly string[], found: readonly string[], allowed: readonly string[] = []): readonly string[] {
  return [
    ...wanted.filter((each) => !found.includes(each)).map((each) => `does not ${verb.replace(/s$/, '')} ${each}`),
    ...found.filter((each) => !wanted.includes(each) && !allowed.includes(each)).map((each) => `${verb} ${each} too`),
  ];
}

function isShown(sign: SignEvent, { events }: JudgedRun): boolean {
  return events.some(({ name, ret, fwError, value }) =>
    name === sign.name && (sign.ret === undefined || ret === sign.ret) && (sign.fwError === undefined || fwError === sign.fwError)
    && (sign.value === undefined || (value ?? '').includes(sign.value)));
}
