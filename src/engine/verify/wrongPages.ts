import type { PageCount, PageIndex } from '../../base/units';
import type { GfnRange } from '../host/pageStatus/gfnRange';
import { GfnRangeSet } from '../host/pageStatus/gfnRangeSet';

/** What can be wrong with a page that a destination got: the oracle's counts. */
export const WRONG_KINDS = ['stale', 'wrongKey', 'misclassified', 'lost'] as const;
export type WrongKind = (typeof WRONG_KINDS)[number];

export interface WrongPagesState {
  /** Ranges as start, end in turn, by kind; written by `freeze` only. */
  frozen: { [Kind in WrongKind]?: readonly PageIndex[] };
}

/**
 * The oracle's: pages that are wrong where the guest runs, since a host that it came to got them wrong. They stay so from host to host
 * until the guest writes the whole page anew: a firmware, a kernel, a conversion; the workload's writes leave the rest of a page as it is.
 */
export class WrongPages {
  readonly state: WrongPagesState = { frozen: {} };
  private readonly sets: Readonly<Record<WrongKind, GfnRangeSet>> = {
    stale: new GfnRangeSet(), wrongKey: new GfnRangeSet(), misclassified: new GfnRangeSet(), lost: new GfnRangeSet(),
  };

  get counts(): Readonly<Record<WrongKind, PageCount>> {
    const { stale, wrongKey, misclassified, lost } = this.sets;
    return { stale: stale.pages, wrongKey: wrongKey.pages, misclassified: misclassified.pages, lost: lost.pages };
  }

  ranges(kind: WrongKind): readonly GfnRange[] {
    return this.sets[kind].ranges();
  }

  /** The guest goes on with what an arrival found wrong. */
  inherit(kind: WrongKind, ranges: readonly GfnRange[]): void {
    for (const { start, end } of ranges) this.sets[kind].add(start, end - start);
  }

  /** The guest writes pages [first, end) anew. */
  rewrite(first: PageIndex, end: PageIndex): void {
    for (const kind of WRONG_KINDS) if (this.sets[kind].pages > 0) this.sets[kind].remove(first, end - first);
  }

  /** Puts the ranges into `state`, for a checkpoint. */
  freeze(): void {
    this.state.frozen = Object.fromEntries(
      WRONG_KINDS.filter((kind) => this.sets[kind].pages > 0).map((kind) => [kind, this.sets[kind].flat()]),
    );
  }

  thaw(): void {
    for (const kind of WRONG_KINDS) this.sets[kind].refill(this.state.frozen[kind] ?? []);
  }
}
