import type { SevHost } from '../host/kvm/sevHost';
import type { Violation } from '../record/runResult';
import type { Simulation } from '../simulation';
import { brokenPages } from './brokenPages';

/**
 * A migration that was cancelled or has failed before the switchover: the source is as if it had never migrated, the destination as if it
 * had never been asked (INV-13, and INV-03 of a copy that was started all the same). Source: confidential-migration.md 7.2, 7.4.
 */
export function checkGivenUp(simulation: Simulation): readonly Violation[] {
  const { guest, thread } = simulation;
  const found: Violation[] = [];
  if (guest.state.up && !guest.clock.state.running) found.push(broken('INV-13', 'the guest stands after the migration was given up'));
  if (guest.clock.state.throttlePercent !== 0) found.push(broken('INV-13', 'the guest is still throttled after the migration was given up'));
  if (thread.state.resumeNs >= 0) found.push(broken('INV-03', 'two copies run: the destination was started'));
  return [...found, ...logging(simulation), ...blocker(simulation), ...undone(simulation)];
}

/** The dirty log is off, and nothing of it is left that would hide a write from the next migration. */
function logging({ log, planes }: Simulation): readonly Violation[] {
  const found: Violation[] = [];
  if (log.state.on) found.push(broken('INV-13', 'dirty logging is still on after the migration was given up'));
  const owed = log.state.owed.filter((chunk) => chunk === 1).length;
  if (owed > 0) found.push(broken('INV-13', `${owed} chunks of the dirty log are still to be cleared after the migration was given up`));
  if (planes.imported !== undefined) found.push(...brokenPages('INV-13', planes.imported, 'imported from the dirty log and never re-armed: the next write would not be seen'));
  return found;
}

/** What stands in the way of a migration is what stood there before, unless the guest had a say in it since. */
function blocker({ readiness, state }: Simulation): readonly Violation[] {
  const { atMigrate } = state;
  if (readiness.state.words !== atMigrate.words || readiness.isReady === atMigrate.ready) return [];
  return [broken('INV-13', `the guest was ${atMigrate.ready ? '' : 'not '}READY before the migration and is ${readiness.isReady ? '' : 'not '}so after it was given up, by no word of its own`)];
}

/** A PSP that is dead can undo nothing, and a source that was finished has nothing to go back to. */
function undone({ thread }: Simulation): readonly Violation[] {
  const { path } = thread;
  if (path === undefined || path.isSourceSent) return [];
  const { source, sourceVm, destination } = path.pair;
  const found: Violation[] = [];
  const state = source.firmware.context(sourceVm.handle)?.state;
  if (!source.mailbox.dead && state !== undefined && state !== 'RUNNING') found.push(broken('INV-13', `the guest is in ${state} at the source after the migration was given up`));
  if (destination.mailbox.dead) return found;
  const { guestCount, asids } = destination.firmware;
  if (guestCount > 0) found.push(broken('INV-13', `${guestCount} guest context left at the destination after the migration was given up`));
  if (asids.owned > 0) found.push(broken('INV-13', `${asids.owned} ASID of the destination still bound after the migration was given up`));
  return [...found, ...unflushed(destination)];
}

/** An ASID that was unbound is flushed before it is bound again: KVM keeps it apart until then. */
function unflushed({ asids, firmware }: SevHost): readonly Violation[] {
  const { used, reclaimable } = asids.capture();
  const loose = firmware.asids.capture().dirty.filter((asid) => !used.includes(asid) && !reclaimable.includes(asid));
  return loose.map((asid) => broken('INV-13', `ASID ${asid} of the destination could be given out before DF_FLUSH`));
}

function broken(invariant: string, text: string): Violation {
  return { invariant, pages: [], count: 0, text };
}
