import type { Bytes, SimNs } from '../../base/units';
import type { NetworkConfig } from '../config';

export interface LinkState {
  /** When the wire has sent all bytes up to `bytes`; the time follows from `baseBytes`, never from a rounded sum. */
  bytes: Bytes;
  freeNs: SimNs;
  baseNs: SimNs;
  baseBytes: Bytes;
  /** Wire time of everything sent, in ns. */
  busyNs: number;
}

/**
 * A writer that found the queue full is woken when a third of it is free. Source: Linux, sk_stream_is_writeable (free at
 * least half of used); seen in the recordings of kind `link` (docs/model/measured-constants.md).
 */
const WAKE_SHARE = 2 / 3;

/** The wire between the hosts with the socket's queue before it: writes are taken at once until the queue is full. */
export class Link {
  readonly state: LinkState = { bytes: 0, freeNs: 0, baseNs: 0, baseBytes: 0, busyNs: 0 };
  /** ns per payload byte. */
  readonly nsPerByte: number;
  private readonly queueNs: number;
  private readonly wakeNs: number;

  constructor(network: NetworkConfig) {
    this.nsPerByte = 1e9 / (network.bandwidth * network.payloadShare);
    this.queueNs = Math.round(network.queueBytes * this.nsPerByte);
    this.wakeNs = Math.round(this.queueNs * WAKE_SHARE);
  }

  /** Writes `bytes` at `atNs`; returns when the writer gets on: at once, or when the queue has drained enough to wake it. */
  write(bytes: Bytes, atNs: SimNs): SimNs {
    const { state } = this;
    if (state.freeNs < atNs) {
      state.baseNs = atNs;
      state.baseBytes = state.bytes;
    }
    state.bytes += bytes;
    state.busyNs += bytes * this.nsPerByte;
    state.freeNs = state.baseNs + Math.floor((state.bytes - state.baseBytes) * this.nsPerByte);
    return state.freeNs - this.queueNs > atNs ? state.freeNs - this.wakeNs : atNs;
  }
}
