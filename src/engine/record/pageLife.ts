import type { PageIndex, SimNs } from '../../base/units';
import type { EngineConfig } from '../config';
import { testBit } from '../memory/bitRange';
import { Simulation } from '../simulation';
import { EventLog } from './eventLog';
import type { PageChange, PageLife } from './frame';
import { PageChanges } from './pageChanges';

/** Sends, writes and changes kept of one page. */
const KEPT = 512;

type Send = PageLife['sends'][number];

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
    return { page: this.page, sends: [...this.sends], writes: [...this.writes], changes: [...this.changes], truncated: this.truncated };
  }

  get replayedNs(): SimNs {
    return this.simulation.nowNs;
  }

  private watch(simulation: Simulation): void {
    const { planes, thread } = simulation;
    const toSend = testBit(planes.toSend, this.page);
    const written = testBit(planes.dirty, this.page);
    if (this.wasToSend && !toSend) this.note(this.sends, sendOf(simulation, this.page));
    if (written && !this.wasWritten && thread.state.migrateNs >= 0) this.note(this.writes, simulation.guest.state.writtenNs);
    for (const change of this.looker.look(simulation)) this.note(this.changes, change);
    this.wasToSend = toSend;
    this.wasWritten = written;
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
