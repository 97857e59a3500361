import type { Bytes, PageCount } from '../../base/units';

/** Pages of a packet, and its fixed header with the offset array. Source: multifd.h, MULTIFD_PACKET_SIZE; 320 + 128 * 8. */
const PACKET_PAGES = 128;
export const PACKET_HEADER_BYTES = 1344;
/** First packet of each channel. Source: multifd.c, MultiFDInit_t. */
const INIT_BYTES = 64;

export interface MultifdState {
  /** The packet being filled: all pages, and those that travel in full. */
  pages: PageCount;
  normalPages: PageCount;
  bytes: Bytes;
}

/** The packets of all multifd channels: up to 128 pages each; zero pages are only named (10.x). */
export class MultifdPackets {
  readonly state: MultifdState = { pages: 0, normalPages: 0, bytes: 0 };
  readonly channels: number;
  private readonly isNew: boolean;

  /** `isNew`: the rules of 10.x, else of 7.2. */
  constructor(channels: number, isNew: boolean) {
    this.channels = channels;
    this.isNew = isNew;
  }

  reset(): void {
    Object.assign(this.state, { pages: 0, normalPages: 0, bytes: 0 });
  }

  /** Channels are created in setup; 10.x counts their first packets. */
  begin(): Bytes {
    return this.isNew ? this.count(INIT_BYTES * this.channels) : 0;
  }

  /** Queues one page; returns the bytes of a packet that it filled, else 0. */
  queue(isNormal: boolean): Bytes {
    const { state } = this;
    state.pages++;
    if (isNormal) state.normalPages++;
    return state.pages === PACKET_PAGES ? this.flush() : 0;
  }

  /** Sends what is in the open packet. */
  flush(): Bytes {
    const { state } = this;
    if (state.pages === 0) return 0;
    const bytes = PACKET_HEADER_BYTES + state.normalPages * 4096;
    state.pages = 0;
    state.normalPages = 0;
    return this.count(bytes);
  }

  /** A SYNC packet on every channel. Source: multifd_send_sync_main. */
  sync(): Bytes {
    return this.flush() + this.count(PACKET_HEADER_BYTES * this.channels);
  }

  /**
   * What the limiter does not see yet. 10.x: a channel counts a packet when it has written it, so that the main thread runs
   * ahead by one packet per channel at most; on average half a packet less [measured: 14 or 15 packets where 13 suffice].
   * 7.2: the main thread counts it when it hands it over [measured: always 13].
   */
  get unseenBytes(): Bytes {
    if (!this.isNew) return 0;
    return Math.min(this.state.bytes, (this.channels - 0.5) * (PACKET_HEADER_BYTES + PACKET_PAGES * 4096));
  }

  private count(bytes: Bytes): Bytes {
    this.state.bytes += bytes;
    return bytes;
  }
}
