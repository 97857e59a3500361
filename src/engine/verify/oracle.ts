import type { GfnRange } from '../host/pageStatus/gfnRange';
import { GfnRangeSet } from '../host/pageStatus/gfnRangeSet';
import { forEachWord } from '../memory/bitRange';
import type { PagePlanes } from '../memory/pagePlanes';
import { popcount } from '../memory/popcount';
import { CRITICAL_CODE } from '../record/mapMode';
import type { Integrity, Violation } from '../record/runResult';
import { MAPPED_PAGES } from './mappedPages';
import { WRONG_KINDS, type WrongKind, type WrongPages } from './wrongPages';

/** Pages named in a violation. */
const NAMED_PAGES = 16;

export const NOTHING_CHECKED: Integrity = {
  pagesChecked: 0, stale: 0, wrongKey: 0, misclassified: 0, lost: 0, unpinnedMoves: 0, violations: [],
};

/** The oracle's word, and the pages that break it as pairs page, CRITICAL_CODE in ascending order. */
export interface Judgement {
  readonly integrity: Integrity;
  readonly critical: readonly number[];
  /** All pages that this arrival got wrong. */
  readonly found: Readonly<Record<WrongKind, readonly GfnRange[]>>;
}

/** What one plane comparison found: how many pages, the first of them, and all as ranges. */
interface Finding {
  count: number;
  readonly pages: number[];
  readonly all: GfnRangeSet;
}

const newFinding = (): Finding => ({ count: 0, pages: [], all: new GfnRangeSet() });

/** What is wrong with pages that an earlier host got wrong, by kind. */
const INHERITED: Readonly<Record<WrongKind, readonly [invariant: string, text: string]>> = {
  stale: ['INV-01', 'an older version since an earlier move: the guest has not written the page anew'],
  wrongKey: ['INV-02', 'garbage since an earlier move: the guest has not written the page anew'],
  misclassified: ['INV-02', 'decoded under the wrong status in an earlier move, and not written anew since'],
  lost: ['INV-01', 'lost in an earlier move, and not written anew since'],
};

/**
 * Judges the destination's memory when the guest first runs there. It knows what the guest last wrote (`stale` is cleared by
 * nothing but a send and set by nothing but a write), who received what (`sent*`) and the guest's own page status; it reads
 * no bitmap that QEMU decides by. `garbled`: private pages that the source's host moved.
 * `misreadPages`: a helper read or wrote them under another key than the guest's. `wrong`: what was wrong at the source already, and crosses as it is.
 * `replaced`: pages whose contents went with their frame, and that cross as garbage where they are private, as zeros where not.
 * Source: confidential-migration.md 7.2, INV-01, INV-02.
 */
export function judgeDestination(planes: PagePlanes, garbled: readonly GfnRange[] = [], misreadPages: readonly GfnRange[] = [], wrong?: WrongPages, replaced: readonly GfnRange[] = []): Judgement {
  const wrongKey = newFinding();
  const misread = newFinding();
  const stale = newFinding();
  const lost = newFinding();
  const misclassified = newFinding();
  const garbage = newFinding();
  const emptied = newFinding();
  const { privateTruth, privateAtDestination, sent0, sent1, sent2, stale: older, words } = planes;
  for (let word = 0; word < words; word++) {
    const received = sent0[word]! | sent1[word]! | sent2[word]!;
    if (received !== -1) note(lost, word, ~received);
    const old = older[word]! & received;
    if (old !== 0) note(stale, word, old);
    if (privateTruth === undefined || privateAtDestination === undefined) continue;
    const differs = (privateTruth[word]! ^ privateAtDestination[word]!) & received;
    if (differs !== 0) note(misclassified, word, differs);
  }
  noteReceived(wrongKey, 'private', planes, garbled);
  noteReceived(misread, 'private', planes, misreadPages);
  const unmoved = without(replaced, garbled);
  noteReceived(garbage, 'private', planes, unmoved);
  noteReceived(emptied, 'shared', planes, unmoved);
  const violations: Violation[] = [];
  report(violations, wrongKey, 'INV-02', 'the destination holds garbage: the page was moved at the source while encrypted');
  report(violations, garbage, 'INV-02', 'the destination holds garbage: the frame was replaced at the source, and the contents went with it');
  report(violations, misread, 'INV-02', 'the destination holds garbage: the helper read the page under another key');
  report(violations, stale, 'INV-01', 'the destination holds an older version');
  report(violations, lost, 'INV-01', 'the destination never received the page');
  report(violations, emptied, 'INV-01', 'the destination holds zeros: the frame was replaced at the source, and the contents went with it');
  report(violations, misclassified, 'INV-02', 'the destination decoded the page under the wrong status');
  const fresh = { stale: [stale], wrongKey: [wrongKey, misread, garbage], misclassified: [misclassified], lost: [lost, emptied] } as const;
  const inherited = inheritedOf(planes, fresh, wrong);
  for (const kind of WRONG_KINDS) report(violations, inherited[kind], ...INHERITED[kind]);
  const countOf = (kind: WrongKind): number => fresh[kind].reduce((sum, { count }) => sum + count, inherited[kind].count);
  const integrity = {
    pagesChecked: planes.pages, stale: countOf('stale'), wrongKey: countOf('wrongKey'), misclassified: countOf('misclassified'), lost: countOf('lost'),
    unpinnedMoves: 0, violations,
  };
  const found = { stale: stale.all.ranges(), wrongKey: [wrongKey, misread, garbage].flatMap(({ all }) => all.ranges()), misclassified: misclassified.all.ranges(), lost: [lost, emptied].flatMap(({ all }) => all.ranges()) };
  const critical = pairs(WRONG_KINDS.flatMap((kind) => [...fresh[kind], inherited[kind]].map((finding) => [finding, CRITICAL_CODE[kind]] as const)));
  return { integrity, critical, found };
}

function without(ranges: readonly GfnRange[], others: readonly GfnRange[]): readonly GfnRange[] {
  if (ranges.length === 0) return ranges;
  const left = new GfnRangeSet();
  for (const { start, end } of ranges) left.add(start, end - start);
  for (const { start, end } of others) left.remove(start, end - start);
  return left.ranges();
}

/** Of these pages those that came, and are private, or shared. */
function noteReceived(finding: Finding, status: 'private' | 'shared', { sent0, sent1, sent2, privateTruth }: PagePlanes, ranges: readonly GfnRange[]): void {
  for (const { start, end } of ranges) {
    forEachWord(start, end, (word, mask) => {
      const hidden = privateTruth?.[word] ?? 0;
      const received = mask & (sent0[word]! | sent1[word]! | sent2[word]!) & (status === 'private' ? hidden : ~hidden);
      if (received !== 0) note(finding, word, received);
    });
  }
}

/** What is wrong with the guest's memory where it runs, before any new arrival: what it brought along. */
export function judgeInherited(planes: PagePlanes, wrong: WrongPages): Integrity {
  const violations: Violation[] = [];
  const none = { stale: [], wrongKey: [], misclassified: [], lost: [] };
  const inherited = inheritedOf(planes, none, wrong);
  for (const kind of WRONG_KINDS) report(violations, inherited[kind], ...INHERITED[kind]);
  return { ...NOTHING_CHECKED, ...wrong.counts, violations };
}

/** Pages that were wrong at the source, without those that this arrival got wrong in the same way. */
function inheritedOf({ pages }: PagePlanes, fresh: Readonly<Record<WrongKind, readonly Finding[]>>, wrong: WrongPages | undefined): Readonly<Record<WrongKind, Finding>> {
  const inherited = { stale: newFinding(), wrongKey: newFinding(), misclassified: newFinding(), lost: newFinding() };
  if (wrong === undefined) return inherited;
  for (const kind of WRONG_KINDS) {
    const rest = new GfnRangeSet();
    for (const { start, end } of wrong.ranges(kind)) rest.add(start, Math.min(end, pages) - start);
    for (const { all } of fresh[kind]) for (const { start, end } of all.ranges()) rest.remove(start, end - start);
    for (const { start, end } of rest.ranges()) forEachWord(start, end, (word, mask) => note(inherited[kind], word, mask));
  }
  return inherited;
}

function pairs(findings: readonly (readonly [Finding, number])[]): readonly number[] {
  const all = findings.flatMap(([finding, code]) => finding.pages.map((page) => [page, code] as const));
  return all.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]).flat();
}

function note(finding: Finding, word: number, bits: number): void {
  finding.count += popcount(bits);
  finding.all.addWord(word, bits);
  for (let left = bits; left !== 0 && finding.pages.length < MAPPED_PAGES; left &= left - 1) {
    finding.pages.push(word * 32 + 31 - Math.clz32(left & -left));
  }
}

function report(violations: Violation[], finding: Finding, invariant: string, text: string): void {
  if (finding.count > 0) violations.push({ invariant, pages: finding.pages.slice(0, NAMED_PAGES), count: finding.count, text });
}
