import type { Bytes, PageCount, SimNs } from '../../base/units';

/**
 * How private pages cross: through the firmware of both hosts, or through a helper in the guest's trust domain. One stage on
 * each side; the migration thread waits for the source's, the link's queue stands before the destination's.
 */
export interface PrivatePath {
  readonly kind: 'psp' | 'helper';
  /** Bytes of one page's record in the stream. */
  readonly recordBytes: Bytes;
  /** Commands before the first private page; returns when they are done. */
  begin(atNs: SimNs): SimNs;
  /** Encrypts `pages` one after the other; returns when the thread has them all. */
  encrypt(pages: PageCount, atNs: SimNs): SimNs;
  /** The section ends: what was collected in a batch goes out. */
  endSection(atNs: SimNs): SimNs;
  /** `pages` records arrive at the destination at `atNs`; returns when it has taken them in. */
  receive(pages: PageCount, atNs: SimNs): SimNs;
  /** Records that the destination may lag behind before the link's queue is full, in its own time. */
  readonly receiveLagNs: SimNs;
  /** The destination takes over at `atNs`; returns when the guest may run there. */
  finishReceive(atNs: SimNs): SimNs;
  /** The source gives the guest up after the acknowledgement. */
  finishSend(atNs: SimNs): SimNs;
  /** The source keeps the guest: what was begun is undone. */
  cancel(atNs: SimNs): SimNs;
  readonly busy: PathBusy;
  /** Before a migration: no session yet; busy times go on. */
  reset(): void;
}

/** Busy time of the two stages in ns, checkpointed with the run. */
export interface PathBusy {
  source: number;
  destination: number;
  /** Destination stage: when it has taken in all that arrived. */
  destinationFreeNs: SimNs;
  /** Pages in the open batch of the helper. */
  batchPages: number;
  begun: boolean;
  sourcePages: number;
}

/** What a new session forgets of the one before. */
export const NO_SESSION = { destinationFreeNs: 0, batchPages: 0, begun: false, sourcePages: 0 } as const;

export function newPathBusy(): PathBusy {
  return { source: 0, destination: 0, ...NO_SESSION };
}
