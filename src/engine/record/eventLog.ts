import type { HostName, RunEvent } from './runEvent';
import type { Fingerprint } from './fingerprint';

/** Events kept; a run that never converges has no end of them. What is dropped is counted, and hashed all the same. */
const KEPT_EVENTS = 20000;

/** A bulk event grows in place: millions of sections extend it. */
type GrowingEvent = { -readonly [Key in keyof RunEvent]: RunEvent[Key] };

/** A command that follows from what the other events and the counters say: it is shown, and no fingerprint holds it. */
export type ToldCall = Pick<RunEvent, 'host' | 'name' | 'ret' | 'value' | 'args' | 'states' | 'count'>;

/** The narrative of a run, in order of time. */
export class EventLog {
  readonly events: RunEvent[] = [];
  /**
   * Name of the last event if that is a bulk: a run that goes on from a checkpoint, without the events before it, widens it too.
   * `told`: the told bulks that go on, likewise.
   */
  readonly state: { bulk: string; told: readonly string[] } = { bulk: '', told: [] };
  dropped = 0;
  /** State of the guest at a host: what a command that says nothing of states leaves as it is. */
  stateAt: ((host: HostName) => string) | undefined;
  private kept = 0;
  /** The last event that counts; told ones may stand behind it. */
  private last: GrowingEvent | undefined;
  private growing: readonly GrowingEvent[] = [];
  private readonly fingerprint: Fingerprint | undefined;

  constructor(fingerprint?: Fingerprint) {
    this.fingerprint = fingerprint;
  }

  add(event: RunEvent): void {
    this.fingerprint?.event(event);
    this.state.bulk = event.count === undefined ? '' : event.name;
    if (this.state.told.length > 0) this.state.told = this.growing = [];
    if (this.kept < KEPT_EVENTS) {
      this.kept++;
      this.last = this.withStates(event);
      this.events.push(this.last);
    } else this.dropped++;
  }

  /** Widens the last event of this name instead of adding one: a bulk exchange that goes on. */
  extend(name: string, count: number, untilNs: number): boolean {
    if (this.dropped > 0 || this.state.bulk !== name) return false;
    const { last } = this;
    if (last?.name !== name || last.count === undefined) return true;
    last.count += count;
    last.untilNs = untilNs;
    return true;
  }

  /** One told command. A bulk that goes on goes on behind it. */
  tell(atNs: number, call: ToldCall): void {
    if (this.dropped === 0) this.events.push(this.withStates({ atNs, kind: 'command', ...call }));
  }

  /** `count` equal told commands from one moment to another. Bulks of several names go on side by side, until the next event that counts. */
  tellMore(call: ToldCall, count: number, atNs: number, untilNs: number): void {
    const { state } = this;
    if (state.told.includes(call.name)) {
      const event = this.growing.find(({ name }) => name === call.name);
      if (event === undefined) return;
      event.count! += count;
      event.untilNs = untilNs;
      return;
    }
    state.told = [...state.told, call.name];
    if (this.dropped > 0) return;
    const event: GrowingEvent = { atNs, kind: 'command', ...call, count, untilNs };
    this.growing = [...this.growing, event];
    this.events.push(event);
  }

  private withStates(event: RunEvent): RunEvent {
    if (event.kind !== 'command' || event.states !== undefined || this.stateAt === undefined) return event;
    const state = this.stateAt(event.host);
    return { ...event, states: [state, state] };
  }
}
