import type { Bytes, PageCount, PageIndex, SimNs } from '../../../base/units';
import type { PagePlanes } from '../../memory/pagePlanes';
import type { HostName } from '../../record/runEvent';
import type { Violation } from '../../record/runResult';
import type { PathWatch } from '../../verify/pathWatch';
import type { SevPair } from './sevPair';

/**
 * How private pages cross: through the firmware of both hosts, or through a helper in the guest's trust domain. One stage on
 * each side; the migration thread waits for the source's, the link's queue stands before the destination's. A step that fails
 * says so in `busy.failure`; the thread looks there after each step and gives the migration up.
 */
export interface PrivatePath {
  readonly kind: 'psp' | 'helper';
  /** Bytes of one page's record in the stream. */
  readonly recordBytes: Bytes;
  /** Bytes that go before the first private record: policy, certificate, session, and the helper's image. */
  readonly headBytes: Bytes;
  /** Records that the destination may lag behind before the link's queue is full, in its own time. */
  readonly receiveLagNs: SimNs;
  /** Whether the guest can run at the destination while private pages still come. */
  readonly allowsPostcopy: boolean;
  /** Why the guest could not even be launched, in QEMU's words; undefined when it was. */
  readonly launchError: string | undefined;
  /** SEND_FINISH was done: the guest never runs at the source again. */
  readonly isSourceSent: boolean;
  /** Extra time of one synchronisation. */
  readonly syncNs: SimNs;
  readonly busy: PathBusy;
  /** State of the source's mirror VM; undefined without one. */
  readonly mirrorState: string | undefined;
  /** The guest's VMs on both hosts. */
  readonly pair: SevPair;
  /** Told of every page that is handed over. */
  readonly watch: PathWatch;

  /** One piece of what comes before the first private page, the last of which sets `busy.begun`; returns when it is done. */
  begin(atNs: SimNs): SimNs;
  /** Encrypts `pages` one after the other; returns when the thread has them all. */
  encrypt(pages: PageCount, atNs: SimNs): SimNs;
  /** The section ends: what was collected in a batch goes out. */
  endSection(atNs: SimNs): SimNs;
  /** The pages just encrypted arrive at the destination at `atNs`; returns when it has taken them in. */
  receive(pages: PageCount, atNs: SimNs): SimNs;
  /** The destination takes over at `atNs`; returns when the guest may run there. */
  finishReceive(atNs: SimNs): SimNs;
  /** The source gives the guest up after the acknowledgement. */
  finishSend(atNs: SimNs): SimNs;
  /** The source keeps the guest: what was begun is undone, in whatever state it is. */
  cancel(atNs: SimNs): SimNs;
  /** Before a migration: no session yet; busy times go on. */
  reset(): void;
  /** The guest runs where it was sent: that host is the source from `atNs` on, and a fresh one waits for the next migration. */
  takeOver(atNs: SimNs): void;

  /** Memory is plugged in: pages [first, first + pages) get their slot before any of them is named. */
  plug(first: PageIndex, pages: PageCount): void;
  /** The memory from page `first` on, plugged in as one, is unplugged. */
  unplug(first: PageIndex): void;
  /** Marks pages that the path itself dirties, at a synchronisation; returns how many were clean. */
  markOwnPages(planes: PagePlanes): PageCount;
  /** Busy time of a server up to `nowNs`, over all hosts that had its role; only grows. */
  busyNs(server: PathServer, nowNs: SimNs): SimNs;
  /** The same since the present host took the role. */
  roleBusyNs(server: PathServer, nowNs: SimNs): SimNs;
  /** What the watches of this migration saw broken so far. */
  violations(): readonly Violation[];
  /** Figures of this path for the migration's result, under kebab-case names with their unit. */
  figures(nowNs: SimNs): Readonly<Record<string, number>>;
  /** Everything that changes but `busy`, as plain data that JSON keeps. */
  capture(): object;
  /** @param saved what `capture` of the same scenario returned */
  restore(saved: object): void;
}

export type PathServer = `psp-${HostName}` | `helper-${HostName}`;

/** Busy time of the path's own stage on both hosts in ns, and where the present session stands; checkpointed with the run. */
export interface PathBusy {
  source: number;
  destination: number;
  /** Destination stage: when it has taken in all that arrived. */
  destinationFreeNs: SimNs;
  begun: boolean;
  sourcePages: number;
  /** Why the path cannot go on, in QEMU's words; empty while it can. */
  failure: string;
}

/** As a failure: the user has cancelled in the middle of a step (F-19:query). */
export const MIGRATE_CANCEL = 'migrate_cancel';

/** What a new session forgets of the one before. */
export const NO_SESSION = { destinationFreeNs: 0, begun: false, sourcePages: 0, failure: '' } as const;

export function newPathBusy(): PathBusy {
  return { source: 0, destination: 0, ...NO_SESSION };
}
