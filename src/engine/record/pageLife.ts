import type { PageIndex } from '../../base/units';
import type { EngineConfig } from '../config';
import { testBit } from '../memory/bitRange';
import { Simulation } from '../simulation';
import { EventLog } from './eventLog';
import type { PageLife } from './frame';

/** Sends and writes kept of one page. */
const KEPT = 512;

type Send = PageLife['sends'][number];

/**
 * Runs the scenario again and watches one page. A write that finds the page dirty already changes nothing and is not seen;
 * what is listed are the slices that turned it dirty.
 */
export function replayLife(config: EngineConfig, page: PageIndex): PageLife {
  const sends: Send[] = [];
  const writes: number[] = [];
  let wasToSend = false;
  let wasWritten = false;
  let truncated = false;
  const note = <T>(list: T[], item: T): void => {
    if (list.length < KEPT) list.push(item);
    else truncated = true;
  };
  const watch = (simulation: Simulation): void => {
    const { planes, thread } = simulation;
    const toSend = testBit(planes.toSend, page);
    const written = testBit(planes.dirty, page);
    if (wasToSend && !toSend) note(sends, sendOf(simulation, page));
    if (written && !wasWritten && thread.state.migrateNs >= 0) note(writes, simulation.guest.state.writtenNs);
    wasToSend = toSend;
    wasWritten = written;
  };
  const simulation = new Simulation(config, new EventLog(), watch);
  while (!simulation.advance(Infinity, 1e7));
  return { page, sends, writes, truncated };
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
