import type { Bytes, SimNs } from '../../base/units';

/** Where the thread stands; each is one place of migration_thread() in QEMU. */
export type ThreadPhase =
  | 'idle' | 'connect' | 'setup' | 'turn' | 'section' | 'rate' | 'stopping' | 'last-pages' | 'device-state' | 'acknowledge' | 'ended';

export interface ThreadState {
  phase: ThreadPhase;
  /** The thread's own clock: when its next step begins. */
  nowNs: SimNs;
  /** When its last piece of work began. */
  pieceNs: SimNs;
  migrateNs: SimNs;
  stopNs: SimNs;
  /** Ends of the parts of the downtime: vCPUs stopped, last pages sent, device state sent. -1 before. */
  stoppedNs: SimNs;
  lastPageNs: SimNs;
  deviceStateNs: SimNs;
  resumeNs: SimNs;
  endNs: SimNs;
  errorDesc: string;
  /** Lowest remainder so far, the pass that set it, and the passes since: the rule of `until=auto`. */
  bestRemaining: number;
  bestNs: SimNs;
  passesSinceBest: number;
  /** Bytes of section framing, setup and device state put into the stream. */
  framingBytes: Bytes;
  /** migrate-start-postcopy was given. */
  startPostcopy: boolean;
}

/** Before any migration. */
export function idleState(): ThreadState {
  return {
    phase: 'idle', nowNs: 0, pieceNs: 0, migrateNs: -1, stopNs: -1, stoppedNs: -1, lastPageNs: -1, deviceStateNs: -1, resumeNs: -1, endNs: -1, errorDesc: '',
    bestRemaining: Number.MAX_SAFE_INTEGER, bestNs: 0, passesSinceBest: 0, framingBytes: 0, startPostcopy: false,
  };
}
