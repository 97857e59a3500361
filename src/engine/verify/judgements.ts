import type { SimNs } from '../../base/units';
import type { GfnRange } from '../host/pageStatus/gfnRange';
import { GfnRangeSet } from '../host/pageStatus/gfnRangeSet';
import { CRITICAL_CODE } from '../record/mapMode';
import type { HostName } from '../record/runEvent';
import type { Violation } from '../record/runResult';
import type { Simulation } from '../simulation';
import { criticalPagesOf } from './criticalPagesOf';
import { checkGuestLife } from './guestLifeInvariants';
import { checkInvariants } from './invariants';
import { judgeDestination, judgeInherited } from './oracle';

/** The oracle and the invariants, at the end of every migration, always. */
export function judgeMigration(simulation: Simulation): void {
  const { state, thread, memory, life, planes } = simulation;
  const isCompleted = thread.counters.status === 'completed';
  const judgement = isCompleted
    ? judgeDestination(planes, memory.garbledRanges, thread.path?.watch.misreadPages, life.wrongPages, life.frames.lostRanges)
    : { integrity: judgeInherited(planes, life.wrongPages), critical: [] };
  const violations = [...judgement.integrity.violations, ...checkInvariants(simulation)];
  state.integrity = { ...judgement.integrity, unpinnedMoves: memory.garbledPages, violations };
  state.critical = criticalPagesOf(judgement.critical, spoilt(simulation));
  tellViolations(simulation, isCompleted ? thread.state.resumeNs : thread.state.endNs, 'destination', violations);
}

/** What must hold whenever nothing is half done; new findings replace old ones of their invariant. */
export function judgeGuest(simulation: Simulation, atNs: SimNs): void {
  const { state, memory, life, planes } = simulation;
  const found = [...(state.moves > 0 ? judgeInherited(planes, life.wrongPages).violations : []), ...checkGuestLife(simulation)];
  const kept = state.integrity.violations.filter(({ invariant }) => !found.some((violation) => violation.invariant === invariant));
  state.integrity = { ...state.integrity, ...(state.moves > 0 ? life.wrongPages.counts : {}), unpinnedMoves: memory.garbledPages, violations: [...kept, ...found] };
  state.critical = criticalPagesOf(judged(simulation), spoilt(simulation));
  tellViolations(simulation, atNs, 'source', found);
}

/** What the guest cannot read any more at its source: moved while encrypted, or gone with its frame. */
function spoilt({ memory, life: { frames } }: Simulation): readonly GfnRange[] {
  if (frames.lostPages === 0) return memory.garbledRanges;
  const all = new GfnRangeSet();
  for (const { start, end } of [...memory.garbledRanges, ...frames.lostRanges]) all.add(start, end - start);
  return all.ranges();
}

/** What the last judgement found at the destination, without what the source's host moved and what was unplugged since. */
function judged({ state: { critical }, planes }: Simulation): readonly number[] {
  return critical.filter((_, i) => critical[i - (i % 2) + 1] !== CRITICAL_CODE.moved && critical[i - (i % 2)]! < planes.pages);
}

/** Each as an event at the host that it concerns. */
export function tellViolations({ events }: Simulation, atNs: SimNs, host: HostName, violations: readonly Violation[]): void {
  for (const { invariant, text, count } of violations) events.add({ atNs, kind: 'violation', host, name: invariant, value: text, count });
}
