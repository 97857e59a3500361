import type { RunEvent } from '../record/runEvent';
import type { Integrity, RunResult } from '../record/runResult';
import type { Fault, IntegrityCount } from './fault';
import { newlyBroken } from './newlyBroken';
import { shownAlone } from './shownAlone';

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
  const broken = new Set(newlyBroken(faulty, control).map(({ invariant }) => invariant));
  const grown = COUNTS.filter((count) => most(after, count) > most(before, count));
  const outcome = signs.outcome ?? control.result.outcome;
  return [
    ...difference('breaks', signs.breaks, [...broken], signs.onward?.breaks),
    ...difference('raises', signs.counts, grown, signs.onward?.counts),
    ...(signs.events ?? []).filter((sign) => shownAlone(sign, faulty, control) === undefined).map((sign) => `does not show ${JSON.stringify(sign)} alone`),
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

function difference(verb: string, wanted: readonly string[], found: readonly string[], allowed: readonly string[] = []): readonly string[] {
  return [
    ...wanted.filter((each) => !found.includes(each)).map((each) => `does not ${verb.replace(/s$/, '')} ${each}`),
    ...found.filter((each) => !wanted.includes(each) && !allowed.includes(each)).map((each) => `${verb} ${each} too`),
  ];
}
