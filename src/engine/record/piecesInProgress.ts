import type { SimNs } from '../../base/units';
import type { MigrationThread } from '../vmm/migrationThread';
import { SERIES_IDS } from './series';

/** Columns of pages sent; those of a private path share a counter. */
const COLUMN = {
  plain: SERIES_IDS.indexOf('sent-plain'), zero: SERIES_IDS.indexOf('sent-zero'),
  psp: SERIES_IDS.indexOf('sent-psp'), helper: SERIES_IDS.indexOf('sent-helper'),
};

/** The thread's clock, and the pages sent by then. */
interface Reached {
  atNs: SimNs;
  plain: number;
  zero: number;
  hidden: number;
}

/**
 * The migration thread counts the pages of a piece of work as it begins it, and a piece through firmware takes 160 ms. What is
 * recorded for a moment within a piece is the share that its time has come for: else a steady PSP would look like one that halts.
 */
export class PiecesInProgress {
  private from: Reached = { atNs: 0, plain: 0, zero: 0, hidden: 0 };
  private to: Reached = { atNs: 0, plain: 0, zero: 0, hidden: 0 };

  /** To be called after each step. */
  follow(thread: MigrationThread): void {
    const atNs = thread.state.nowNs;
    if (atNs === this.to.atNs) return;
    const { sentPlain, sentZero, sentPrivate } = thread.sender.state;
    const reused = this.from;
    this.from = this.to;
    this.to = Object.assign(reused, { atNs, plain: sentPlain, zero: sentZero, hidden: sentPrivate });
  }

  /** Takes out of the values of all columns what is sent only after `nowNs`. */
  cutAt(nowNs: SimNs, values: Float64Array): void {
    const { from, to } = this;
    // The counters of another migration begin at zero.
    if (nowNs >= to.atNs || to.plain + to.zero + to.hidden < from.plain + from.zero + from.hidden) return;
    const left = Math.min(1, (to.atNs - nowNs) / (to.atNs - from.atNs));
    const cut = (column: number, pages: number): void => {
      values[column] = Math.max(0, values[column]! - pages * left);
    };
    cut(COLUMN.plain, to.plain - from.plain);
    cut(COLUMN.zero, to.zero - from.zero);
    cut(COLUMN.psp, to.hidden - from.hidden);
    cut(COLUMN.helper, to.hidden - from.hidden);
  }
}
