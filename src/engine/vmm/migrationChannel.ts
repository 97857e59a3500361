import type { Bytes } from '../../base/units';
import type { MigrationThread, ThreadParts } from './migrationThread';

/** RAM_SAVE_FLAG_MULTIFD_FLUSH on the main channel. */
const MULTIFD_FLUSH_BYTES = 8;

/** What leaves the migration thread: the main channel's stream and the multifd packets, on to the link. */
export class MigrationChannel {
  private readonly parts: ThreadParts;
  private readonly thread: MigrationThread;
  private readonly old: boolean;

  constructor(parts: ThreadParts, thread: MigrationThread) {
    this.parts = parts;
    this.thread = thread;
    this.old = parts.config.vmm.qemu === '7.2';
  }

  /** bytes that bandwidth and limiter count: flushed on all channels (10.x), queued (7.2). */
  get transferredBytes(): Bytes {
    const { state } = this.parts.stream;
    return (this.old ? state.queuedBytes : state.flushedBytes) + (this.thread.sender.multifd?.state.bytes ?? 0);
  }

  /** One packet on a channel; nothing for 0 bytes. 7.2 counts it as RAM bytes too. */
  sendPacket(bytes: Bytes): void {
    if (bytes === 0) return;
    if (this.old) this.thread.counters.ramBytes += bytes;
    this.toLink(bytes);
  }

  /** SYNC on all channels: at every section up to 8.0 and with legacy detection, later once per round. */
  sync(when: 'section' | 'round' | 'end'): void {
    const { multifd } = this.thread.sender;
    if (multifd === undefined || (when === 'section') !== this.syncsEverySection && when !== 'end') return;
    this.sendPacket(multifd.sync());
    if (!this.old) this.frame(MULTIFD_FLUSH_BYTES);
  }

  private get syncsEverySection(): boolean {
    return this.old || this.thread.parameters.zeroPageDetection === 'legacy';
  }

  /** Puts framing: everything that is not a record of a page. */
  frame(bytes: Bytes): void {
    this.thread.state.framingBytes += bytes;
    this.put(bytes);
  }

  /** Copies into the stream and hands full buffers to the link. */
  put(bytes: Bytes): void {
    const flushed = this.parts.stream.copy(bytes);
    if (flushed > 0) this.toLink(flushed);
  }

  toLink(bytes: Bytes): void {
    this.thread.state.nowNs = this.parts.link.write(bytes, this.thread.state.nowNs);
  }

  flush(): void {
    const bytes = this.parts.stream.flush();
    if (bytes > 0) this.toLink(bytes);
  }
}
