import { invariant } from '../../base/assert';
import type { SimNs } from '../../base/units';
import { NS_PER_SECOND } from '../../base/units';
import { ERRNO } from '../host/kvm/errno';
import type { CommandObserver } from './commandObserver';

/** Source: drivers/crypto/ccp/sev-dev.c, psp_cmd_timeout. */
export const PSP_COMMAND_TIMEOUT_NS: SimNs = 100 * NS_PER_SECOND;

/** What became of a submission. `ret`: 0, -ETIMEDOUT, or -EBUSY when the PSP is dead. */
export interface MailboxOutcome {
  readonly ret: number;
  /** When the first command began; the queue before it is the wait. */
  readonly startNs: SimNs;
  readonly endNs: SimNs;
}

/** Everything that changes, as plain data, for checkpoints. */
export interface PspMailboxState {
  readonly freeAtNs: SimNs;
  readonly ownBusyNs: SimNs;
  readonly blockStartNs: SimNs;
  readonly blockBusyNs: SimNs;
  readonly commands: number;
  readonly dead: boolean;
  readonly stalled: boolean;
  /** Guests that came to migrate during the run (F-09), when, and the busy time up to then; absent without any. */
  readonly joined?: JoinedGuests;
}

interface JoinedGuests {
  readonly guests: number;
  readonly atNs: SimNs;
  readonly busyNs: SimNs;
}

/**
 * The one mailbox of a host: commands of all guests, in order of arrival, one at a time (`sev_cmd_mutex`; Linux talks to
 * a single master PSP even on two sockets). With other guests in it, each command of ours waits for one of each of theirs,
 * of the page time. Callers submit in order of time.
 */
export class PspMailbox {
  readonly #otherGuests: number;
  readonly #pageNs: SimNs;
  readonly #observer: CommandObserver | undefined;
  /** What one command of ours waits for. */
  #waitNs: SimNs;
  #joined: JoinedGuests | undefined;
  #freeAtNs: SimNs = 0;
  #ownBusyNs: SimNs = 0;
  /** When the last row of commands without a gap began, and its service: it may lie ahead, when pages are still on the link. */
  #blockStartNs: SimNs = 0;
  #blockBusyNs: SimNs = 0;
  #commands = 0;
  #dead = false;
  #stalled = false;

  /**
   * @param otherGuests `psp-load`
   * @param pageNs `psp-page-time`
   */
  constructor(otherGuests: number, pageNs: SimNs, observer?: CommandObserver) {
    this.#observer = observer;
    this.#otherGuests = otherGuests;
    this.#pageNs = pageNs;
    this.#waitNs = Math.round(otherGuests * pageNs);
  }

  get otherGuests(): number {
    return this.#otherGuests + (this.#joined?.guests ?? 0);
  }

  /** One more guest migrates from now on (fault F-09). */
  join(atNs: SimNs): void {
    this.#join({ guests: (this.#joined?.guests ?? 0) + 1, atNs, busyNs: this.busyNs(atNs) });
  }

  /** `psp_dead`: set by a timeout, for all guests of the host, until the host restarts. */
  get dead(): boolean {
    return this.#dead;
  }

  /** When the last command accepted so far is done. */
  get freeAtNs(): SimNs {
    return this.#freeAtNs;
  }

  get commands(): number {
    return this.#commands;
  }

  /** Wait for the others and service: what one command of ours takes in a row of them. */
  cycleNs(serviceNs: SimNs): SimNs {
    return serviceNs + this.#waitNs;
  }

  /** Runs `count` equal commands after what is queued. A dead PSP answers at once. */
  submit(nowNs: SimNs, serviceNs: SimNs, count = 1): MailboxOutcome {
    invariant(serviceNs >= 0 && count >= 0, `mailbox service ${String(serviceNs)} ns x ${String(count)}`);
    if (this.#dead) return { ret: -ERRNO.EBUSY, startNs: nowNs, endNs: nowNs };
    const startNs = Math.max(nowNs, this.#freeAtNs) + this.#waitNs;
    if (count > 0 && !this.answers(serviceNs)) return this.#timeOut(nowNs, startNs);
    const endNs = this.row(nowNs, serviceNs, count);
    return { ret: 0, startNs: Math.min(startNs, endNs), endNs };
  }

  /** Whether a command of this length will be answered. */
  answers(serviceNs: SimNs): boolean {
    return !this.#dead && !this.#stalled && serviceNs <= PSP_COMMAND_TIMEOUT_NS;
  }

  /** `submit` where it `answers`, with nothing but the end to tell. */
  row(nowNs: SimNs, serviceNs: SimNs, count: number): SimNs {
    if (nowNs > this.#freeAtNs && count > 0) this.#openBlock(nowNs);
    const fromNs = Math.max(nowNs, this.#freeAtNs);
    this.#freeAtNs = fromNs + count * this.cycleNs(serviceNs);
    this.#observer?.served(fromNs, this.#freeAtNs, count * serviceNs);
    this.#ownBusyNs += count * serviceNs;
    this.#blockBusyNs += count * serviceNs;
    this.#commands += count;
    return this.#freeAtNs;
  }

  /** The next command never answers (fault F-10). */
  stallNext(): void {
    this.#stalled = true;
  }

  /**
   * Nanoseconds of service up to now, others' included: they never leave it idle. Commands may be queued for pages that
   * are still to arrive; what lies ahead of the last gap is counted as done.
   */
  busyNs(nowNs: SimNs): SimNs {
    if (this.#joined !== undefined && nowNs >= this.#joined.atNs) return this.#joined.busyNs + nowNs - this.#joined.atNs;
    if (this.#otherGuests > 0) return nowNs;
    const done = Math.min(this.#blockBusyNs, Math.max(0, nowNs - this.#blockStartNs));
    return this.#ownBusyNs - this.#blockBusyNs + done;
  }

  /** Service for our own guests alone. */
  get ownBusyNs(): SimNs {
    return this.#ownBusyNs;
  }

  /** 0..1 of the time from 0 to now. */
  utilisation(nowNs: SimNs): number {
    return nowNs === 0 ? 0 : this.busyNs(nowNs) / nowNs;
  }

  capture(): PspMailboxState {
    return {
      freeAtNs: this.#freeAtNs, ownBusyNs: this.#ownBusyNs, blockStartNs: this.#blockStartNs, blockBusyNs: this.#blockBusyNs,
      commands: this.#commands, dead: this.#dead, stalled: this.#stalled,
      ...(this.#joined === undefined ? {} : { joined: this.#joined }),
    };
  }

  restore(saved: PspMailboxState): void {
    this.#freeAtNs = saved.freeAtNs;
    this.#ownBusyNs = saved.ownBusyNs;
    this.#blockStartNs = saved.blockStartNs;
    this.#blockBusyNs = saved.blockBusyNs;
    this.#commands = saved.commands;
    this.#dead = saved.dead;
    this.#stalled = saved.stalled;
    this.#join(saved.joined);
  }

  #join(joined: JoinedGuests | undefined): void {
    this.#joined = joined;
    this.#waitNs = Math.round(this.otherGuests * this.#pageNs);
  }

  #openBlock(atNs: SimNs): void {
    this.#blockStartNs = atNs;
    this.#blockBusyNs = 0;
  }

  #timeOut(nowNs: SimNs, startNs: SimNs): MailboxOutcome {
    if (nowNs > this.#freeAtNs) this.#openBlock(nowNs);
    this.#dead = true;
    this.#freeAtNs = startNs + PSP_COMMAND_TIMEOUT_NS;
    this.#observer?.served(startNs, this.#freeAtNs, PSP_COMMAND_TIMEOUT_NS);
    this.#ownBusyNs += PSP_COMMAND_TIMEOUT_NS;
    this.#blockBusyNs += PSP_COMMAND_TIMEOUT_NS;
    return { ret: -ERRNO.ETIMEDOUT, startNs, endNs: this.#freeAtNs };
  }
}
