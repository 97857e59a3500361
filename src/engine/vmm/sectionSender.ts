import type { PageIndex, SimNs } from '../../base/units';
import { spoilSent } from '../faults/spoilSent';
import { BLOCK_WORDS } from '../memory/pagePlanes';
import { popcount } from '../memory/popcount';
import { RecordWatch } from '../verify/recordWatch';
import { blockNameBytes, firmwareBlocksOf, FIRMWARE_PAGES, RAM_BLOCK_IDSTR } from './firmwareBlocks';
import { lowestBits } from './lowestBits';
import { PAGE_RECORD_BYTES, ZERO_RECORD_BYTES } from './migrationStream';
import type { MigrationThread, ThreadParts } from './migrationThread';
import { MultifdPackets } from './multifdPackets';
import { PlainPages } from './plainPages';
import { isSectionOver, pagesUntilCheck } from './sectionCheck';
import { encodedBytes, XbzrleCache } from './xbzrleCache';

export interface SenderState {
  /** find_dirty_block goes on from here: block pc.ram, this page. */
  cursor: PageIndex;
  sectionPages: number;
  sectionStartNs: SimNs;
  sectionFirstPage: PageIndex;
  /** Firmware blocks still to send, after pc.ram, in the first pass. */
  firmwarePending: boolean;
  /** last_sent_block: a record of another block carries its name. */
  lastBlock: string;
  /** Bytes of block names put so far. */
  nameBytes: number;
  isLastStage: boolean;
  /** The scan has been once around: XBZRLE begins. */
  wrapped: boolean;
  /** Writes per page dirtied in the last pass: what a delta has to carry. */
  writesPerPage: number;
  writesAtSync: number;
  sentPlain: number;
  sentZero: number;
  sentPrivate: number;
  /** The three totals when this migration began. */
  sentBefore: { readonly plain: number; readonly zero: number; readonly hidden: number };
  /** Pages sent plus guest pages looked at: what the wall time of a run goes with. */
  pageEvents: number;
}

/** Up to the latency of one room what is on its way counts against `link-queue` as well [simplification]. */
const SHORT_WIRE_NS = 100_000;

/** ram_save_iterate and the page loop of ram_save_complete: finds dirty pages, puts their records, a word of 32 at a time. */
export class SectionSender {
  readonly state: SenderState = {
    cursor: 0, sectionPages: 0, sectionStartNs: 0, sectionFirstPage: 0, firmwarePending: true, lastBlock: '', nameBytes: 0,
    isLastStage: false, wrapped: false, writesPerPage: 1, writesAtSync: 0, sentPlain: 0, sentZero: 0, sentPrivate: 0,
    sentBefore: { plain: 0, zero: 0, hidden: 0 }, pageEvents: 0,
  };
  private readonly parts: ThreadParts;
  private readonly thread: MigrationThread;
  private readonly plain: PlainPages;

  readonly xbzrle: XbzrleCache | undefined;
  readonly multifd: MultifdPackets | undefined;
  /** The oracle's. */
  readonly records: RecordWatch;
  /** 10.x: the channels find zero pages; 7.2 and `legacy`: the main thread, on the main channel. */
  private readonly channelsFindZeros: boolean;
  /** `zero-page-detection` none sends every page in full. 7.2 always looks. */
  private readonly looksForZeros: boolean;

  constructor(parts: ThreadParts, thread: MigrationThread) {
    this.parts = parts;
    this.thread = thread;
    this.plain = new PlainPages(parts, thread, this);
    const { qemu, parameters } = parts.config.vmm;
    const { xbzrle, xbzrleCacheSize, multifd, multifdChannels, zeroPageDetection } = parameters;
    this.records = new RecordWatch(parts.config.workload.bytesPerWrite);
    this.xbzrle = xbzrle ? new XbzrleCache(xbzrleCacheSize) : undefined;
    this.multifd = multifd ? new MultifdPackets(multifdChannels, qemu !== '7.2') : undefined;
    this.channelsFindZeros = qemu !== '7.2' && zeroPageDetection === 'multifd';
    this.looksForZeros = qemu === '7.2' || zeroPageDetection !== 'none';
  }

  /** Before a migration; the totals of what was sent go on. Source: ram_state_init. */
  reset(): void {
    Object.assign(this.state, {
      cursor: 0, sectionPages: 0, sectionFirstPage: 0, firmwarePending: true, lastBlock: '', isLastStage: false, wrapped: false,
      nameBytes: 0, writesPerPage: 1, writesAtSync: this.parts.guest.state.writes,
      sentBefore: { plain: this.state.sentPlain, zero: this.state.sentZero, hidden: this.state.sentPrivate },
    });
    this.records.begin(this.state.pageEvents, this.parts.guest.state.writes, this.parts.link.state.bytes);
    this.xbzrle?.reset(this.state.pageEvents);
    this.multifd?.reset();
  }

  /** Pages of this migration by kind of record. */
  get sent(): { readonly plain: number; readonly zero: number; readonly hidden: number } {
    const { sentPlain, sentZero, sentPrivate, sentBefore } = this.state;
    return { plain: sentPlain - sentBefore.plain, zero: sentZero - sentBefore.zero, hidden: sentPrivate - sentBefore.hidden };
  }

  beginSection(): void {
    const { state } = this;
    state.sectionPages = 0;
    state.sectionStartNs = this.thread.state.nowNs;
    state.sectionFirstPage = state.cursor;
  }

  /** The guest stands: no limiter, no clock, no clearing of the log. Source: ram_save_complete, last_stage. */
  beginLastStage(): void {
    this.beginSection();
    this.state.isLastStage = true;
  }

  /** Sends word by word until the clock reaches `beforeNs` or the section ends; one word at least. */
  run(beforeNs: SimNs): void {
    const { state, thread } = this;
    const { counters } = thread;
    const { path } = this.parts;
    do {
      thread.state.pieceNs = thread.state.nowNs;
      if (counters.dirtyPages === 0 || (!state.isLastStage && thread.isRateExceeded)) return this.endSection();
      if (this.findDirtyBlock()) this.sendWord();
      else this.sendFirmware();
      if (path !== undefined && !thread.isActive) return;
      if (this.isPlain) this.plain.run(beforeNs, this.looksForZeros);
      if (!state.isLastStage && this.isTimeUp()) return this.endSection();
    } while (thread.state.nowNs < beforeNs);
  }

  /** Nothing but full records on the main channel, one after another. */
  private get isPlain(): boolean {
    const { state, thread, parts } = this;
    if (parts.path !== undefined || parts.planes.privateBelief !== undefined || parts.faults.isArmed || this.multifd !== undefined) return false;
    if (state.isLastStage || thread.postcopy.state.active || (this.xbzrle !== undefined && state.wrapped)) return false;
    return thread.rateLimitMax === 0 && state.lastBlock === RAM_BLOCK_IDSTR;
  }

  /** Pages that the destination asked for go before all others, and the scan goes on behind the last of them. */
  sendRequested(pages: readonly number[]): void {
    for (const page of pages) {
      this.sendPages(page >>> 5, 1 << (page & 31));
      this.state.cursor = page + 1;
    }
  }

  private endSection(): void {
    if (this.state.isLastStage) this.thread.endLastPages();
    else this.thread.endSection();
  }

  /** Moves the cursor to the next page to send in pc.ram, around its end; false when the firmware blocks come first. */
  private findDirtyBlock(): boolean {
    const { state } = this;
    const { toSend, words } = this.parts.planes;
    let word = state.cursor >>> 5;
    if (word < words && (toSend[word]! & (-1 << (state.cursor & 31))) !== 0) return true;
    word++;
    while (word < words && toSend[word] === 0) word++;
    if (word < words) {
      state.cursor = word * 32;
      return true;
    }
    if (state.firmwarePending) return false;
    state.wrapped = true;
    this.thread.channel.sync('round');
    word = 0;
    while (toSend[word] === 0) word++;
    state.cursor = word * 32;
    return true;
  }

  /** Sends the pages of the cursor's word, as many as no check can fall between. */
  private sendWord(): void {
    const { state, thread, parts } = this;
    const word = state.cursor >>> 5;
    if (!state.isLastStage && !thread.postcopy.state.active && parts.log.owesClear(word)) {
      const { start, end } = parts.log.chunkOf(word);
      const isListFirst = parts.faults.isArmed && parts.faults.has('F-05');
      if (isListFirst) parts.status?.readChunk(start, end, parts.log.state.reads);
      parts.guest.writeBeforeClear(thread.state.nowNs);
      parts.log.clearChunk(word);
      if (!isListFirst) parts.status?.readChunk(start, end, parts.log.state.reads);
    }
    const candidates = parts.planes.toSend[word]! & (-1 << (state.cursor & 31));
    const mask = lowestBits(candidates, this.pagesAtOnce(candidates));
    if (!this.sendPages(word, mask)) return;
    state.cursor = mask === candidates ? word * 32 + 32 : word * 32 + (32 - Math.clz32(mask));
  }

  /** How many of the candidates may go at once: to the next look at the clock; one by one near the limiter's edge. */
  private pagesAtOnce(candidates: number): number {
    const { state, thread, parts } = this;
    if (state.isLastStage) return parts.path === undefined ? 32 : 8;
    const untilCheck = pagesUntilCheck(state.sectionPages);
    const max = thread.rateLimitMax;
    if (max === 0) return untilCheck;
    const atMost = popcount(candidates) * (parts.path?.recordBytes ?? PAGE_RECORD_BYTES) + parts.stream.pendingBytes;
    const isNearEdge = thread.channel.transferredBytes - thread.counters.rateLimitStart + atMost > max;
    return isNearEdge ? 1 : untilCheck;
  }

  /** False when the private path is not ready for them. */
  private sendPages(word: number, mask: number): boolean {
    const { state, thread, parts } = this;
    const { planes, path } = parts;
    const hidden = path === undefined ? 0 : mask & planes.privateBelief![word]!;
    const zero = planes.zero === undefined || !this.looksForZeros ? 0 : mask & ~hidden & planes.zero[word]! & ~this.writtenSinceSync(word);
    const plain = mask & ~hidden & ~zero;
    if (hidden !== 0 && !this.encrypt(word, hidden)) return false;
    const unchanged = this.xbzrle === undefined ? 0 : ~planes.stale[word]!;
    this.markSent(word, mask);
    if (parts.faults.isArmed && thread.state.stopNs < 0) parts.status?.turnOverInSend(word, mask, thread.state.nowNs);
    if (path !== undefined) path.watch.sent(word, mask, hidden, planes.privateAtDestination![word]!);
    if (hidden !== 0) this.putPrivate(word, hidden);
    if (this.multifd !== undefined && !thread.postcopy.state.active) this.putPackets(this.multifd, popcount(plain), popcount(zero));
    else if (this.xbzrle !== undefined && state.wrapped && !thread.postcopy.state.active) this.putDeltas(this.xbzrle, word, plain | zero, zero, unchanged);
    else if (zero !== 0 && plain !== 0) this.putMixed(plain | zero, zero);
    else if (zero !== 0) this.putZero(popcount(zero));
    else if (plain !== 0) this.putPlain(popcount(plain));
    const pages = popcount(mask);
    state.sectionPages += pages;
    state.pageEvents += pages;
    thread.counters.dirtyPages -= pages;
    planes.lastSentNs[(word / BLOCK_WORDS) | 0] = thread.state.nowNs;
    return hidden === 0 || !thread.failWithPath();
  }

  /** In post-copy the plane holds the destination's touches, and the source's guest writes nothing. */
  private writtenSinceSync(word: number): number {
    return this.thread.postcopy.state.active ? 0 : this.parts.planes.written.at(word).dirty[word]!;
  }

  /** Has the path encrypt the pages of `mask`; false when it is not ready yet, or has failed and the migration with it. */
  private encrypt(word: number, mask: number): boolean {
    const { thread, parts: { path, planes } } = this;
    if (this.parts.faults.isArmed) this.parts.faults.state.sending = word * 32 + 31 - Math.clz32(mask & -mask);
    if (!thread.beginPath()) return false;
    path!.watch.named(word, mask);
    const pages = popcount(mask);
    const logged = planes.dirty[word]!;
    thread.state.nowNs = path!.encrypt(pages, thread.state.nowNs);
    if (thread.failWithPath()) return false;
    path!.watch.crossed(word, mask, pages, logged ^ planes.dirty[word]!);
    if (planes.regionPinned !== undefined) this.parts.memory.pinForCommand(word, mask);
    return true;
  }

  /** Takes the pages out of the bitmap; the destination will hold them as they are now. Saturating count of sends. */
  markSent(word: number, mask: number): void {
    const { toSend, written, sent0, privateBelief, privateAtDestination } = this.parts.planes;
    const { stale } = written.at(word);
    toSend[word]! &= ~mask;
    stale[word]! &= ~mask;
    const odd = sent0[word]! & mask;
    sent0[word]! |= mask;
    // Most sends are first ones: nothing is carried, and two planes stay out of the cache.
    if (odd !== 0) this.carrySent(word, odd);
    if (privateAtDestination !== undefined && privateBelief !== undefined) {
      privateAtDestination[word] = (privateAtDestination[word]! & ~mask) | (privateBelief[word]! & mask);
    }
  }

  /** Adds one to the counts of pages whose lowest bit is set; seven stays seven. */
  private carrySent(word: number, odd: number): void {
    const { sent0, sent1, sent2 } = this.parts.planes;
    const carry = odd & ~(sent1[word]! & sent2[word]!);
    sent0[word]! ^= carry;
    const second = sent1[word]! & carry;
    sent1[word]! ^= carry;
    sent2[word]! ^= second;
  }

  /** A record of pc.ram after one of another block repeats the name. */
  private nameBytes(): number {
    if (this.state.lastBlock === RAM_BLOCK_IDSTR) return 0;
    this.state.lastBlock = RAM_BLOCK_IDSTR;
    const bytes = blockNameBytes(RAM_BLOCK_IDSTR);
    this.state.nameBytes += bytes;
    this.thread.channel.put(bytes);
    return bytes;
  }

  private putPlain(pages: number): void {
    const { thread, parts } = this;
    thread.countRamBytes(this.nameBytes() + pages * PAGE_RECORD_BYTES);
    thread.state.nowNs += pages * parts.costs.normalPageNs;
    const flushed = parts.stream.pages(pages);
    if (flushed > 0) thread.channel.toLink(flushed);
    thread.counters.normal += pages;
    this.state.sentPlain += pages;
  }

  private putZero(pages: number): void {
    const { thread, parts } = this;
    const bytes = pages * ZERO_RECORD_BYTES;
    thread.countRamBytes(this.nameBytes() + bytes);
    thread.state.nowNs += pages * parts.costs.zeroPageNs;
    thread.channel.put(bytes);
    thread.counters.duplicate += pages;
    this.state.sentZero += pages;
  }

  /** Zero and normal pages in one word: record by record, since flushes depend on the order. */
  private putMixed(pages: number, zero: number): void {
    for (let left = pages; left !== 0; left &= left - 1) {
      const bit = left & -left;
      if ((zero & bit) !== 0) this.putZero(1);
      else this.putPlain(1);
    }
  }

  /** multifd: pages go to the channels in packets; the main channel carries framing, and zero pages where it finds them. */
  private putPackets(multifd: MultifdPackets, plain: number, zero: number): void {
    const { thread, parts, state } = this;
    for (let page = 0; page < plain; page++) thread.channel.sendPacket(multifd.queue(true));
    thread.state.nowNs += plain * parts.costs.normalPageNs;
    thread.counters.normal += plain;
    state.sentPlain += plain;
    if (zero === 0) return;
    if (!this.channelsFindZeros) return this.putZero(zero);
    for (let page = 0; page < zero; page++) thread.channel.sendPacket(multifd.queue(false));
    thread.state.nowNs += zero * parts.costs.zeroPageNs;
    thread.counters.duplicate += zero;
    state.sentZero += zero;
  }

  /**
   * XBZRLE: what the cache holds goes as a delta; nothing of a page that the guest has left alone since it was last sent: it
   * was written between the synchronisation and that send, and is dirty again for it. Source: ram.c, save_xbzrle_page.
   */
  private putDeltas(cache: XbzrleCache, word: number, pages: number, zero: number, unchanged: number): void {
    const syncCount = this.thread.counters.dirtySyncCount;
    for (let left = pages; left !== 0; left &= left - 1) {
      const bit = left & -left;
      const page = word * 32 + 31 - Math.clz32(bit);
      if ((zero & bit) !== 0) {
        cache.insert(page, syncCount);
        this.putZero(1);
      } else if (!cache.has(page)) {
        cache.counters.cacheMiss++;
        if (!this.state.isLastStage) cache.insert(page, syncCount);
        this.putPlain(1);
      } else {
        this.putDelta(cache, page, (unchanged & bit) !== 0);
      }
    }
  }

  private putDelta(cache: XbzrleCache, page: number, isUnchanged: boolean): void {
    const { thread, state, parts } = this;
    cache.counters.pages++;
    cache.insert(page, thread.counters.dirtySyncCount);
    if (isUnchanged) {
      this.records.same();
      thread.state.nowNs += parts.costs.zeroPageNs;
      return;
    }
    const encoded = encodedBytes(Math.max(1, Math.round(state.writesPerPage)), parts.config.workload.bytesPerWrite);
    if (encoded > 4096) {
      cache.counters.overflow++;
      cache.counters.bytes += 4096;
      this.putPlain(1);
      return;
    }
    const nameBytes = this.nameBytes();
    cache.counters.bytes += encoded + 3 + nameBytes;
    thread.countRamBytes(nameBytes + 8 + 3 + encoded);
    thread.state.nowNs += parts.costs.normalPageNs;
    thread.channel.put(8 + 3 + encoded);
    this.records.delta();
    state.sentPlain++;
  }

  private putPrivate(word: number, mask: number): void {
    const { thread, parts } = this;
    const pages = popcount(mask);
    if (parts.faults.isArmed) spoilSent(parts, word, mask, thread.state);
    const path = parts.path!;
    const bytes = this.nameBytes() + pages * path.recordBytes;
    thread.countRamBytes(bytes);
    thread.channel.put(pages * path.recordBytes);
    const { link } = parts;
    const { latencyNs } = parts.config.network;
    const freeNs = path.receive(pages, Math.max(link.state.freeNs, thread.state.nowNs) + latencyNs);
    // What is on its way along a long wire is not behind.
    const lagNs = latencyNs > SHORT_WIRE_NS ? Math.max(path.receiveLagNs, 2 * latencyNs) : path.receiveLagNs;
    const backNs = path.busy.failure === '' ? freeNs - lagNs : freeNs;
    if (backNs > thread.state.nowNs) thread.state.nowNs = backNs;
    thread.counters.normal += pages;
    this.state.sentPrivate += pages;
  }

  /** The other blocks of the machine, all at once: 130 pages in the first pass. */
  private sendFirmware(): void {
    const { state, thread } = this;
    const multifd = thread.postcopy.state.active ? undefined : this.multifd;
    for (const block of firmwareBlocksOf(this.parts.config.vmm.qemu)) {
      if (multifd === undefined) {
        const nameBytes = blockNameBytes(block.idstr);
        state.nameBytes += nameBytes;
        thread.channel.put(nameBytes);
        thread.countRamBytes(nameBytes);
      }
      state.lastBlock = RAM_BLOCK_IDSTR;
      if (multifd === undefined) {
        this.putPlain(block.normalPages);
        this.putZero(block.pages - block.normalPages);
      } else {
        thread.channel.sendPacket(multifd.flush());
        this.putPackets(multifd, block.normalPages, block.pages - block.normalPages);
      }
      state.lastBlock = block.idstr;
    }
    state.firmwarePending = false;
    state.wrapped = true;
    state.sectionPages += FIRMWARE_PAGES;
    thread.counters.dirtyPages -= FIRMWARE_PAGES;
    state.cursor = 0;
  }

  private isTimeUp(): boolean {
    return isSectionOver(this.state.sectionPages, this.thread.state.nowNs - this.state.sectionStartNs);
  }
}
