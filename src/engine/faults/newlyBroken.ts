import type { Violation } from '../record/runResult';
import type { JudgedRun } from './judgeFault';

/** Violations of a run, at its arrivals and its end, that the run beside it does not have, or has of fewer pages. */
export function newlyBroken(faulty: JudgedRun, control: JudgedRun): readonly Violation[] {
  const known = violationsOf(control);
  return violationsOf(faulty).filter(({ invariant, text, count }) => {
    const before = known.find((violation) => violation.invariant === invariant && violation.text === text);
    return before === undefined || count > before.count;
  });
}

function violationsOf({ result }: JudgedRun): readonly Violation[] {
  return [...result.migrations.flatMap(({ integrity }) => integrity?.violations ?? []), ...result.integrity.violations];
}
