import type { Bytes } from '../../base/units';

/** QEMUFile: copy buffer and iovec slots. Source: migration/qemu-file.c, IO_BUF_SIZE, MAX_IOV_SIZE (two slots a page). */
export const IO_BUF_BYTES = 32768;
export const PAGES_PER_FLUSH = 32;
export const PAGE_RECORD_BYTES = 4104;
export const ZERO_RECORD_BYTES = 9;

export interface MigrationStreamState {
  /** In the copy buffer: headers, zero and encrypted records, framing. */
  bufferedBytes: Bytes;
  /** Guest pages referenced since the last flush. */
  referencedPages: number;
  /** Bytes written to the socket. */
  flushedBytes: Bytes;
  /** Bytes put into the stream, flushed or not. */
  queuedBytes: Bytes;
}

/**
 * The main channel as QEMUFile counts it: page contents are referenced, everything else is copied; a flush happens when the
 * iovec holds 32 pages or the buffer is full. Only flushed bytes reach the socket.
 */
export class MigrationStream {
  readonly state: MigrationStreamState = { bufferedBytes: 0, referencedPages: 0, flushedBytes: 0, queuedBytes: 0 };

  /** Copies `bytes` into the buffer; returns the bytes that flushes carried off. */
  copy(bytes: Bytes): Bytes {
    const { state } = this;
    state.queuedBytes += bytes;
    let left = bytes;
    let flushed = 0;
    while (state.bufferedBytes + left >= IO_BUF_BYTES) {
      left -= IO_BUF_BYTES - state.bufferedBytes;
      state.bufferedBytes = IO_BUF_BYTES;
      flushed += this.flush();
    }
    state.bufferedBytes += left;
    return flushed;
  }

  /** Puts one page record: 8 bytes of header and a reference to the page. */
  page(): Bytes {
    const { state } = this;
    let flushed = this.copy(8);
    state.queuedBytes += 4096;
    if (++state.referencedPages === PAGES_PER_FLUSH) flushed += this.flush();
    return flushed;
  }

  /** Puts `pages` page records in a row: where the buffer has room, all at once, with the same flushes as one by one. */
  pages(pages: number): Bytes {
    const { state } = this;
    if (state.bufferedBytes + pages * 8 >= IO_BUF_BYTES) return this.pageByPage(pages);
    const total = state.referencedPages + pages;
    state.queuedBytes += pages * PAGE_RECORD_BYTES;
    if (total < PAGES_PER_FLUSH) {
      state.referencedPages = total;
      state.bufferedBytes += pages * 8;
      return 0;
    }
    const rest = total % PAGES_PER_FLUSH;
    const flushed = state.bufferedBytes + state.referencedPages * 4096 + pages * PAGE_RECORD_BYTES - rest * PAGE_RECORD_BYTES;
    state.referencedPages = rest;
    state.bufferedBytes = rest * 8;
    state.flushedBytes += flushed;
    return flushed;
  }

  private pageByPage(pages: number): Bytes {
    let flushed = 0;
    for (let page = 0; page < pages; page++) flushed += this.page();
    return flushed;
  }

  /** Bytes put but not flushed. */
  get pendingBytes(): Bytes {
    return this.state.bufferedBytes + this.state.referencedPages * 4096;
  }

  /** A new connection. */
  reset(): void {
    Object.assign(this.state, { bufferedBytes: 0, referencedPages: 0, flushedBytes: 0, queuedBytes: 0 });
  }

  flush(): Bytes {
    const bytes = this.pendingBytes;
    this.state.bufferedBytes = 0;
    this.state.referencedPages = 0;
    this.state.flushedBytes += bytes;
    return bytes;
  }
}
