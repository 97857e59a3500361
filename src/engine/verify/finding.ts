import type { PageIndex } from '../../base/units';
import type { Violation } from '../record/runResult';

/** Largest page list in a violation. */
const NAMED_PAGES = 16;

/** A rule that a watch saw broken in mid-run: which, where first, how often. Plain data, for checkpoints. */
export interface Finding {
  readonly invariant: string;
  readonly rule: string;
  readonly where: string;
  count: number;
  readonly pages: PageIndex[];
}

/** Notes that a rule was broken; the same rule again is counted to it, its first place kept. */
export function note(found: Finding[], invariant: string, rule: string, where: string, pages: readonly PageIndex[] = []): void {
  let finding = found.find((each) => each.invariant === invariant && each.rule === rule);
  if (finding === undefined) found.push((finding = { invariant, rule, where, count: 0, pages: [] }));
  finding.count += Math.max(1, pages.length);
  finding.pages.push(...pages.filter((page) => !finding.pages.includes(page)).slice(0, NAMED_PAGES - finding.pages.length));
}

/** As the result and the events tell of it. */
export function violationsOf(found: readonly Finding[]): readonly Violation[] {
  return found.map(({ invariant, rule, where, count, pages }) => ({
    invariant, pages: [...pages], count: pages.length === 0 ? 0 : count, text: `${rule}: ${where}${count > 1 ? `, the first of ${count}` : ''}`,
  }));
}
