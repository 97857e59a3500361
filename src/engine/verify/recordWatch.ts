import type { Bytes, PageCount } from '../../base/units';

/** Pages of one migration by kind of record. */
export interface RecordCounts {
  readonly plain: PageCount;
  readonly zero: PageCount;
  readonly hidden: PageCount;
}

/** Everything that changes, as plain data, for checkpoints. */
export interface RecordWatchState {
  /** Pages that the sender had been through when the migration began, and bytes that the wire had carried. */
  handledBefore: PageCount;
  wireBefore: Bytes;
  /** The guest's writes at the last synchronisation, and how many of them a page of the pass has had. */
  writes: number;
  changes: number;
  /** XBZRLE: pages whose changes alone were sent, what their records take, and pages that had not changed and got none. */
  deltas: PageCount;
  deltaBytes: Bytes;
  unchanged: PageCount;
  /** What had been sent when post-copy began: the channels of multifd carry no page after it. */
  beforeSwitch: RecordCounts | undefined;
}

/** Header of a record; flag and length of a delta in it. Written down once more. Source: ram.c, save_xbzrle_page. */
const DELTA_HEAD_BYTES = 8 + 1 + 2;
const PAGE_BYTES = 4096;

/**
 * Keeps the account of INV-11 where records vary in size or change channels: which page left as what it is told, how long that is it
 * works out anew, from the guest's writes and by an encoder of its own. Constant work per record.
 */
export class RecordWatch {
  readonly state: RecordWatchState = { handledBefore: 0, wireBefore: 0, writes: 0, changes: 1, deltas: 0, deltaBytes: 0, unchanged: 0, beforeSwitch: undefined };
  private readonly bytesPerWrite: Bytes;
  /** Length of a delta of so many changes, as encoded last. */
  private encoded = { changes: 0, bytes: 0 };

  constructor(bytesPerWrite: Bytes) {
    this.bytesPerWrite = bytesPerWrite;
  }

  /** A new migration, of a sender that has been through `handled` pages, a guest that has made `writes` writes and a wire that has carried `wire` bytes. */
  begin(handled: PageCount, writes: number, wire: Bytes): void {
    Object.assign(this.state, { handledBefore: handled, wireBefore: wire, writes, changes: 1, deltas: 0, deltaBytes: 0, unchanged: 0, beforeSwitch: undefined });
  }

  /** The log was read: since it was last read the guest has made `writes` in all, to `pages` pages that were clean. */
  synchronised(writes: number, pages: PageCount): void {
    const { state } = this;
    if (pages > 0) state.changes = Math.max(1, Math.round((writes - state.writes) / pages));
    state.writes = writes;
  }

  /** A page left as its changes alone. */
  delta(): void {
    const { state } = this;
    if (this.encoded.changes !== state.changes) this.encoded = { changes: state.changes, bytes: encodedLength(state.changes, this.bytesPerWrite) };
    state.deltas++;
    state.deltaBytes += DELTA_HEAD_BYTES + this.encoded.bytes;
  }

  /** A page was as it had been sent: no record. */
  same(): void {
    this.state.unchanged++;
  }

  /** Post-copy begins. */
  switched(sent: RecordCounts): void {
    this.state.beforeSwitch = sent;
  }
}

/** Lays the changes out over a page, evenly, and encodes byte by byte: runs of what is the same and of what is not, with their lengths, no tail that is the same. */
function encodedLength(changes: number, width: Bytes): Bytes {
  const gap = Math.max(1, Math.floor((PAGE_BYTES - changes * width) / (changes + 1)));
  const differs = (at: number): boolean => at % (gap + width) >= gap && Math.floor(at / (gap + width)) < changes;
  const end = changes * (gap + width);
  let bytes = 0;
  for (let from = 0, at = 0; at < end; from = at) {
    const isChanged = differs(from);
    while (at < end && differs(at) === isChanged) at++;
    bytes += (at - from > 127 ? 2 : 1) + (isChanged ? at - from : 0);
  }
  return bytes;
}
