import type { RunEvent } from './runEvent';
import type { Fingerprint } from './fingerprint';

/** Events kept; a run that never converges has no end of them. What is dropped is counted, and hashed all the same. */
const KEPT_EVENTS = 20000;

/** A bulk event grows in place: millions of sections extend it. */
type GrowingEvent = { -readonly [Key in keyof RunEvent]: RunEvent[Key] };

/** The narrative of a run, in order of time. */
export class EventLog {
  readonly events: RunEvent[] = [];
  /** Name of the last event if that is a bulk: a run that goes on from a checkpoint, without the events before it, widens it too. */
  readonly state = { bulk: '' };
  dropped = 0;
  private readonly fingerprint: Fingerprint | undefined;

  constructor(fingerprint?: Fingerprint) {
    this.fingerprint = fingerprint;
  }

  add(event: RunEvent): void {
    this.fingerprint?.event(event);
    this.state.bulk = event.count === undefined ? '' : event.name;
    if (this.events.length < KEPT_EVENTS) this.events.push(event);
    else this.dropped++;
  }

  /** Widens the last event of this name instead of adding one: a bulk exchange that goes on. */
  extend(name: string, count: number, untilNs: number): boolean {
    if (this.dropped > 0 || this.state.bulk !== name) return false;
    const last = this.events.at(-1) as GrowingEvent | undefined;
    if (last?.name !== name || last.count === undefined) return true;
    last.count += count;
    last.untilNs = untilNs;
    return true;
  }
}
