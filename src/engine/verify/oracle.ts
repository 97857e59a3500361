import type { GfnRange } from '../host/pageStatus/gfnRange';
import { forEachWord } from '../memory/bitRange';
import type { PagePlanes } from '../memory/pagePlanes';
import { popcount } from '../memory/popcount';
import { CRITICAL_CODE } from '../record/mapMode';
import type { Integrity, Violation } from '../record/runResult';

/** Pages named in a violation, and pages kept for the maps. */
const NAMED_PAGES = 16;
const MAPPED_PAGES = 4096;

export const NOTHING_CHECKED: Integrity = {
  pagesChecked: 0, stale: 0, wrongKey: 0, misclassified: 0, lost: 0, unpinnedMoves: 0, violations: [],
};

/** The oracle's word, and the pages that break it as pairs page, CRITICAL_CODE in ascending order. */
export interface Judgement {
  readonly integrity: Integrity;
  readonly critical: readonly number[];
}

/** What one plane comparison found: how many pages, and the first of them. */
interface Finding {
  count: number;
  readonly pages: number[];
}

/**
 * Judges the destination's memory when the guest first runs there. It knows what the guest last wrote (`stale` is cleared by
 * nothing but a send and set by nothing but a write), who received what (`sent*`) and the guest's own page status; it reads
 * no bitmap that QEMU decides by. `garbled`: private pages that the source's host moved.
 * `isMisread`: the helper read under another key than the guest's. Source: confidential-migration.md 7.2, INV-01, INV-02.
 */
export function judgeDestination(planes: PagePlanes, garbled: readonly GfnRange[] = [], isMisread = false): Judgement {
  const wrongKey: Finding = { count: 0, pages: [] };
  const misread: Finding = { count: 0, pages: [] };
  const stale: Finding = { count: 0, pages: [] };
  const lost: Finding = { count: 0, pages: [] };
  const misclassified: Finding = { count: 0, pages: [] };
  const { privateTruth, privateAtDestination } = planes;
  for (let word = 0; word < planes.words; word++) {
    const received = planes.sent0[word]! | planes.sent1[word]! | planes.sent2[word]!;
    if (received !== -1) note(lost, word, ~received);
    const old = planes.stale[word]! & received;
    if (old !== 0) note(stale, word, old);
    if (privateTruth === undefined || privateAtDestination === undefined) continue;
    const differs = (privateTruth[word]! ^ privateAtDestination[word]!) & received;
    if (differs !== 0) note(misclassified, word, differs);
    const garbage = isMisread ? privateTruth[word]! & received : 0;
    if (garbage !== 0) note(misread, word, garbage);
  }
  for (const { start, end } of garbled) {
    forEachWord(start, end, (word, mask) => {
      const hidden = mask & (planes.sent0[word]! | planes.sent1[word]! | planes.sent2[word]!) & (privateTruth?.[word] ?? 0);
      if (hidden !== 0) note(wrongKey, word, hidden);
    });
  }
  const violations: Violation[] = [];
  report(violations, wrongKey, 'INV-02', 'the destination holds garbage: the page was moved at the source while encrypted');
  report(violations, misread, 'INV-02', 'the destination holds garbage: the helper read the page under another key');
  report(violations, stale, 'INV-01', 'the destination holds an older version');
  report(violations, lost, 'INV-01', 'the destination never received the page');
  report(violations, misclassified, 'INV-02', 'the destination decoded the page under the wrong status');
  const integrity = {
    pagesChecked: planes.pages, stale: stale.count, wrongKey: wrongKey.count + misread.count, misclassified: misclassified.count, lost: lost.count,
    unpinnedMoves: 0, violations,
  };
  return { integrity, critical: pairs([[wrongKey, CRITICAL_CODE.wrongKey], [misread, CRITICAL_CODE.wrongKey], [stale, CRITICAL_CODE.stale], [lost, CRITICAL_CODE.lost], [misclassified, CRITICAL_CODE.misclassified]]) };
}

function pairs(findings: readonly (readonly [Finding, number])[]): readonly number[] {
  const all = findings.flatMap(([finding, code]) => finding.pages.map((page) => [page, code] as const));
  return all.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]).flat();
}

function note(finding: Finding, word: number, bits: number): void {
  finding.count += popcount(bits);
  for (let left = bits; left !== 0 && finding.pages.length < MAPPED_PAGES; left &= left - 1) {
    finding.pages.push(word * 32 + 31 - Math.clz32(left & -left));
  }
}

function report(violations: Violation[], finding: Finding, invariant: string, text: string): void {
  if (finding.count > 0) violations.push({ invariant, pages: finding.pages.slice(0, NAMED_PAGES), count: finding.count, text });
}
