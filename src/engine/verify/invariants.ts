import { setRange } from '../memory/bitRange';
import type { Plane } from '../memory/pagePlanes';
import type { Simulation } from '../simulation';
import type { Violation } from '../record/runResult';
import { brokenPages } from './brokenPages';
import { checkGivenUp } from './givenUpInvariants';
import { checkGuestLife } from './guestLifeInvariants';
import { checkPathFaults } from './pathFaultInvariants';
import { expectedStreamBytes, pagesWithoutRecord } from './streamBytes';

/** Times are cut to whole ms at both ends of an interval. */
const CUT_MS = 1;

/**
 * The invariants of confidential-migration.md 7.2 that a finished migration can break besides the destination's memory: each
 * from what the parts did, never from what they say of themselves. Returns the violations, in order of their numbers.
 */
export function checkInvariants(simulation: Simulation): readonly Violation[] {
  const completed = simulation.thread.counters.status === 'completed';
  return [
    ...(completed ? completedOnly(simulation) : checkGivenUp(simulation)),
    ...(simulation.thread.path?.violations() ?? []),
    ...checkPathFaults(simulation),
    ...checkGuestLife(simulation),
    ...busyTimes(simulation),
  ];
}

function completedOnly(simulation: Simulation): readonly Violation[] {
  const { thread, guest, planes } = simulation;
  const { stopNs, resumeNs } = thread.state;
  const isPostcopy = thread.postcopy.state.active;
  const found: Violation[] = [];
  if (stopNs < 0 || resumeNs < stopNs) found.push(broken('INV-03', 'the guest ran at the destination before it stopped at the source'));
  if (!isPostcopy && guest.clock.state.running) found.push(broken('INV-03', 'the source runs on after the switchover'));
  if (!isPostcopy) found.push(...brokenPages('INV-09', planes.dirty, 'written after its last send and never sent again'));
  found.push(...brokenPages('INV-09', planes.toSend, 'still marked to send when the migration completed'));
  if (planes.privateAtDestination !== undefined) {
    const differs = planes.privateBelief!.map((word, i) => word ^ planes.privateAtDestination![i]!);
    found.push(...brokenPages('INV-10', differs, 'not sent again under the status that the host last knew'));
    found.push(...orderOfReads(simulation, differs));
  }
  found.push(...turnedOverInSend(simulation));
  const sent = simulation.stream.state.queuedBytes + (thread.sender.multifd?.state.bytes ?? 0);
  const expected = expectedStreamBytes(simulation);
  if (sent !== expected) found.push(broken('INV-11', `${sent} bytes in the stream, ${expected} by its records`));
  const carried = simulation.link.state.bytes - thread.sender.records.state.wireBefore;
  if (carried !== sent) found.push(broken('INV-11', `${sent} bytes in the stream, ${carried} on the wire`));
  const missing = pagesWithoutRecord(simulation);
  if (missing !== 0) found.push(broken('INV-11', `${missing} pages were taken for sent without a record`));
  const pauseMs = Math.floor((resumeNs - stopNs) / 1e6);
  if (thread.needsAcknowledgement && !isPostcopy && thread.counters.downtimeMs + CUT_MS < pauseMs) {
    found.push(broken('INV-12', `downtime of ${thread.counters.downtimeMs} ms is less than the pause of ${pauseMs} ms`));
  }
  return found;
}

/** The dirty log comes before the list of statuses, or what is converted between the two keeps its old status at the destination. */
function orderOfReads({ life, log }: Simulation, differs: Plane): readonly Violation[] {
  const { status } = life;
  if (status?.channel.store === undefined || status.state.logReads === log.state.reads) return [];
  const text = 'the list of page statuses was read before the dirty log';
  const pages = brokenPages('INV-09', differs, `${text}: sent under its old status, its dirty mark spent`);
  return pages.length > 0 ? pages : [broken('INV-09', text)];
}

/** A page that was turned over while it was being sent is to be sent again. */
function turnedOverInSend({ thread, planes }: Simulation): readonly Violation[] {
  const turned = thread.path?.watch.turnedPages ?? [];
  if (turned.length === 0) return [];
  const pages = new Int32Array(planes.words);
  for (const { start, end } of turned) setRange(pages, start, end);
  return brokenPages('INV-10', pages, 'turned over while it was being sent, and not sent again: its old bytes under its new type');
}

/** No server is busy for longer than the run lasts and its end needs to reach the destination; each PSP for as long as its commands took. */
function busyTimes(simulation: Simulation): readonly Violation[] {
  const { thread, link, config } = simulation;
  const until = Math.max(thread.state.endNs + config.network.latencyNs, link.state.freeNs, thread.path?.busy.destinationFreeNs ?? 0);
  const servers: readonly (readonly [string, number])[] = [
    ['link', link.state.busyNs], ['source path', thread.path?.busy.source ?? 0], ['destination path', thread.path?.busy.destination ?? 0],
  ];
  const { pair } = thread.path ?? {};
  const mailboxes = pair === undefined ? [] : ([['source', pair.source], ['destination', pair.destination]] as const);
  const wireNs = link.state.bytes * link.nsPerByte;
  return [
    ...(Math.abs(link.state.busyNs - wireNs) <= wireNs * 1e-6 + 1 ? [] : [broken('INV-33', `the link says that it was busy for ${link.state.busyNs} ns, its bytes took ${wireNs} ns`)]),
    ...servers.filter(([, busy]) => busy > until * 1.000001 + 1e6).map(([name, busy]) => broken('INV-33', `${name} busy for ${busy} ns of ${until} ns`)),
    ...mailboxes.filter(([, { mailbox, watch }]) => mailbox.ownBusyNs !== watch.servedNs)
      .map(([name, { mailbox, watch }]) => broken('INV-33', `the ${name} PSP says that it was busy for ${mailbox.ownBusyNs} ns, its commands took ${watch.servedNs} ns`)),
  ];
}

function broken(invariant: string, text: string): Violation {
  return { invariant, pages: [], count: 0, text };
}
