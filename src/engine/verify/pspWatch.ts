import type { PageCount, SimNs } from '../../base/units';
import type { CommandObserver, SessionEnd } from '../sev/commandObserver';
import type { PlatformIdentity, TargetCertificates } from '../sev/platformIdentity';
import { type Finding, note } from './finding';

/** A session as its START opened it, kept beside firmware's own. */
interface WatchedSession {
  readonly handle: number;
  readonly way: 'SEND' | 'RECEIVE';
  readonly tek: number;
  nextIv: number;
}

/** Everything that changes, as plain data, for checkpoints. */
export interface PspWatchState {
  /** When the last command was over, and what all of them took. */
  readonly untilNs: SimNs;
  readonly serviceNs: SimNs;
  readonly sealed: PageCount;
  readonly opened: PageCount;
  readonly sessions: readonly WatchedSession[];
  /** TEKs of every SEND_START so far. */
  readonly teks: readonly number[];
  readonly found: readonly Finding[];
}

/** Bits of the policy word, written down once more: the check must not share them with what it checks. Source: SEV API, guest policy. */
const POLICY = { nosend: 8, domain: 16, sev: 32 } as const;

/**
 * One host's PSP as somebody sees it who reads over its shoulder: each command is held to INV-04, 05, 06 and 08 of
 * confidential-migration.md 7.2 by what the commands before it did, not by firmware's own states. Constant work per command.
 */
export class PspWatch implements CommandObserver {
  /** The watch of the host that sends to this one. */
  sender: PspWatch | undefined;
  #untilNs: SimNs = 0;
  #serviceNs: SimNs = 0;
  #sealed: PageCount = 0;
  #opened: PageCount = 0;
  #sessions: WatchedSession[] = [];
  #teks: number[] = [];
  #found: Finding[] = [];
  /** The session that was asked for last: nearly always the one that is asked for next. */
  #latest: WatchedSession | undefined;

  get found(): readonly Finding[] {
    return this.#found;
  }

  /** Pages that left under a key. */
  get sealedPages(): PageCount {
    return this.#sealed;
  }

  /** Service of all commands: what the mailbox must say too (INV-33). */
  get servedNs(): SimNs {
    return this.#serviceNs;
  }

  /** A new migration: what was found in the one before was told. */
  begin(): void {
    this.#found = [];
  }

  /** What was done before the run takes none of its time. */
  forgetTime(): void {
    this.#untilNs = 0;
    this.#serviceNs = 0;
  }

  served(fromNs: SimNs, untilNs: SimNs, serviceNs: SimNs): void {
    if (fromNs < this.#untilNs || untilNs < fromNs) note(this.#found, 'INV-04', 'two commands of one PSP overlap', `one begins at ${fromNs} ns, the one before it ends at ${this.#untilNs} ns`);
    this.#untilNs = untilNs;
    this.#serviceNs += serviceNs;
  }

  sendStarted(handle: number, tek: number, policy: number, own: PlatformIdentity, target: TargetCertificates): void {
    const refused = forbids(policy, own, target);
    if (refused !== '') note(this.#found, 'INV-08', 'a guest is sent that its policy keeps here', `SEND_START of handle ${handle}, policy 0x${policy.toString(16)}, ${refused}`);
    if (this.#teks.includes(tek)) note(this.#found, 'INV-06', 'a TEK came twice', `SEND_START of handle ${handle}, TEK ${tek}`);
    this.#teks.push(tek);
    this.#open({ handle, way: 'SEND', tek, nextIv: 0 });
  }

  receiveStarted(handle: number, tek: number): void {
    this.#open({ handle, way: 'RECEIVE', tek, nextIv: 0 });
  }

  sealed(handle: number, tek: number, firstIv: number, pages: PageCount): void {
    this.#sealed += pages;
    const session = this.#sessionOf(handle, 'SEND');
    if (session === undefined) return note(this.#found, 'INV-04', 'SEND_UPDATE_DATA outside SUPDATE', `handle ${handle}, packet ${firstIv}, no SEND_START before it`);
    if (tek !== session.tek) note(this.#found, 'INV-05', 'packets under other keys than those of the last SEND_START', `handle ${handle}, TEK ${tek} and not ${session.tek}`);
    if (firstIv < session.nextIv) note(this.#found, 'INV-06', 'an IV came twice under one TEK', `handle ${handle}, IV ${firstIv} after ${session.nextIv - 1}`);
    if (firstIv + pages > session.nextIv) session.nextIv = firstIv + pages;
  }

  opened(handle: number, tek: number, pages: PageCount): void {
    this.#opened += pages;
    const session = this.#sessionOf(handle, 'RECEIVE');
    if (session === undefined) return note(this.#found, 'INV-04', 'RECEIVE_UPDATE_DATA outside RUPDATE', `handle ${handle}, page ${this.#opened}, no RECEIVE_START before it`);
    if (tek !== session.tek || this.sender?.sendsUnder(tek) === false) {
      note(this.#found, 'INV-05', 'a packet of an older session was accepted', `handle ${handle}, TEK ${tek}, RECEIVE_START gave ${session.tek}`);
    }
  }

  ended(handle: number, command: SessionEnd): void {
    const way = command.startsWith('SEND') ? 'SEND' : 'RECEIVE';
    if (command !== 'DECOMMISSION' && this.#sessionOf(handle, way) === undefined) {
      note(this.#found, 'INV-04', `${command} outside ${way === 'SEND' ? 'SUPDATE' : 'RUPDATE'}`, `handle ${handle}, no ${way}_START before it`);
    }
    this.#sessions = this.#sessions.filter((session) => session.handle !== handle);
    this.#latest = undefined;
  }

  /** Whether a session that sends under this TEK is open. */
  sendsUnder(tek: number): boolean {
    const latest = this.#latest;
    if (latest !== undefined && latest.tek === tek && latest.way === 'SEND') return true;
    return this.#sessions.some((session) => session.way === 'SEND' && session.tek === tek);
  }

  capture(): PspWatchState {
    return structuredCopy({
      untilNs: this.#untilNs, serviceNs: this.#serviceNs, sealed: this.#sealed, opened: this.#opened,
      sessions: this.#sessions, teks: this.#teks, found: this.#found,
    });
  }

  restore(saved: PspWatchState): void {
    const { untilNs, serviceNs, sealed, opened, sessions, teks, found } = structuredCopy(saved);
    this.#untilNs = untilNs;
    this.#serviceNs = serviceNs;
    this.#sealed = sealed;
    this.#opened = opened;
    this.#sessions = [...sessions];
    this.#latest = undefined;
    this.#teks = [...teks];
    this.#found = [...found];
  }

  #sessionOf(handle: number, way: WatchedSession['way']): WatchedSession | undefined {
    const latest = this.#latest;
    if (latest !== undefined && latest.handle === handle && latest.way === way) return latest;
    return (this.#latest = this.#sessions.find((session) => session.handle === handle && session.way === way));
  }

  #open(opened: WatchedSession): void {
    const { handle, way } = opened;
    if (this.#sessions.some((session) => session.handle === handle)) note(this.#found, 'INV-04', `${way}_START in the middle of a session`, `handle ${handle}`);
    this.#sessions = [...this.#sessions.filter((session) => session.handle !== handle), opened];
    this.#latest = undefined;
  }
}

/** What of a policy word forbids this target; empty where nothing does. Source: confidential-migration.md 1.5. */
function forbids(policy: number, own: PlatformIdentity, { platform, amd }: TargetCertificates): string {
  if ((policy & POLICY.nosend) !== 0) return 'NOSEND';
  if ((policy & POLICY.domain) !== 0 && platform?.oca !== own.oca) return 'DOMAIN';
  if ((policy & POLICY.sev) === 0) return '';
  if (!amd || platform?.chain !== 'valid') return 'SEV';
  const least = ((policy >>> 16) & 0xff) * 256 + (policy >>> 24);
  return platform.apiMajor * 256 + platform.apiMinor < least ? 'API' : '';
}

/** Of records and lists of them, no deeper than a watch's state is. */
function structuredCopy(state: PspWatchState): PspWatchState {
  return {
    ...state, teks: [...state.teks], sessions: state.sessions.map((session) => ({ ...session })),
    found: state.found.map((finding) => ({ ...finding, pages: [...finding.pages] })),
  };
}
