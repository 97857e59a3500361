import type { PageIndex, SimNs } from '../../base/units';
import type { EngineConfig } from '../config';
import { testBit } from '../memory/bitRange';
import { Simulation } from '../simulation';
import { EventLog } from './eventLog';
import type { PageChange, PageLife } from './frame';
import { PageChanges } from './pageChanges';

/** Sends, writes and changes kept of one page. */
const KEPT = 512;

type Send = { -readonly [Key in keyof PageLife['sends'][number]]: PageLife['sends'][number][Key] };

/** A send that the source's stream still holds, all or a part. */
interface Unsent {
  readonly send: Send;
  /** Bytes of the stream that must have gone out; of packets: more than had then. */
  readonly streamBytes: number;
  readonly packetBytes: number;
}

/**
 * Runs the scenario again and watches one page, in steps: whoever waits stays prompt, and may give up between two of them. A write
 * that finds the page dirty already changes nothing and is not seen; what is listed are the slices that turned it dirty.
 */
export class LifeReplay {
  private readonly page: PageIndex;
  private readonly simulation: Simulation;
  private readonly sends: Send[] = [];
  private readonly writes: SimNs[] = [];
  private readonly changes: PageChange[];
  private readonly looker: PageChanges;
  private unsent: readonly Unsent[] = [];
  private migrateNs = -1;
  private wasToSend = false;
  private wasWritten = false;
  private truncated = false;

  constructor(config: EngineConfig, page: PageIndex) {
    this.page = page;
    this.simulation = new Simulation(config, new EventLog(), (simulation) => this.watch(simulation));
    this.looker = new PageChanges(page, this.simulation);
    this.changes = [...this.looker.first];
  }

  /** Goes on by about `pageEventBudget` page events; true when the life is told to its end. */
  advance(pageEventBudget: number): boolean {
    return this.simulation.advance(Infinity, pageEventBudget);
  }

  /** What happened to the page up to `replayedNs`. */
  get life(): PageLife {
    return { page: this.page, sends: this.sends.map((send) => ({ ...send })), writes: [...this.writes], changes: [...this.changes], truncated: this.truncated };
  }

  get replayedNs(): SimNs {
    return this.simulation.nowNs;
  }

  private watch(simulation: Simulation): void {
    const { planes, thread } = simulation;
    const toSend = testBit(planes.toSend, this.page);
    const written = testBit(planes.dirty, this.page);
    if (this.wasToSend && !toSend) this.send(simulation);
    if (this.unsent.length > 0) this.carry(simulation);
    if (written && !this.wasWritten && thread.state.migrateNs >= 0) this.note(this.writes, simulation.guest.state.writtenNs);
    for (const change of this.looker.look(simulation)) this.note(this.changes, change);
    this.wasToSend = toSend;
    this.wasWritten = written;
  }

  private send(simulation: Simulation): void {
    const { stream, thread: { path, sender: { multifd } } } = simulation;
    const send = sendOf(simulation, this.page);
    this.note(this.sends, send);
    if (send.path !== 'plain' && send.path !== 'zero') {
      if (path?.busy.failure === '') send.receivedNs = Math.max(send.atNs, path.busy.destinationFreeNs);
      return;
    }
    this.migrateNs = simulation.thread.state.migrateNs;
    this.unsent = [...this.unsent, { send, streamBytes: multifd === undefined ? stream.state.queuedBytes : 0, packetBytes: multifd?.state.bytes ?? -1 }];
  }

  /** What the stream has handed to the link is there once that has carried it. */
  private carry({ stream, link, config, thread }: Simulation): void {
    const packetBytes = thread.sender.multifd?.state.bytes ?? 0;
    if (thread.state.migrateNs !== this.migrateNs) this.unsent = [];
    this.unsent = this.unsent.filter((each) => {
      const isOut = stream.state.flushedBytes >= each.streamBytes && packetBytes > each.packetBytes;
      if (isOut) each.send.receivedNs = Math.max(each.send.atNs, link.state.freeNs) + config.network.latencyNs;
      return !isOut;
    });
  }

  private note<T>(list: T[], item: T): void {
    if (list.length < KEPT) list.push(item);
    else this.truncated = true;
  }
}

function sendOf(simulation: Simulation, page: PageIndex): Send {
  const { planes, thread } = simulation;
  const path = thread.path;
  const atNs = thread.state.nowNs;
  const pass = thread.counters.dirtySyncCount;
  if (path !== undefined && testBit(planes.privateBelief!, page)) return { atNs, path: path.kind, bytes: path.recordBytes, pass };
  const isZero = planes.zero !== undefined && testBit(planes.zero, page) && !testBit(planes.dirty, page);
  return { atNs, path: isZero ? 'zero' : 'plain', bytes: isZero ? 9 : 4104, pass };
}
