import { hostLetter } from '../../base/hostLetter';
import { ROLES_CHANGE } from '../../base/rolesChange';
import type { SimNs } from '../../base/units';
import type { RunEvent } from '../../engine/record/runEvent';
import type { LifePhaseKind, LifeStart } from './lifeStarts';
import { withLife } from './lifeStarts';

/** `after` is what follows the migration: the guest on B when it completed, on A when it did not; later on C, D. */
export type PhaseKind = LifePhaseKind | 'setup' | 'pass' | 'stopped' | 'postcopy' | 'after';

/** One stretch of the guest's life, as QMP events and actions divide it. */
export interface Phase {
  readonly kind: PhaseKind;
  readonly fromNs: SimNs;
  readonly toNs: SimNs;
  /** Number of the dirty-sync round; `pass` only. */
  readonly pass?: number;
  /** In full, for the gutter and the text summary. */
  readonly label: string;
  /** Within the strip, from the longest to the shortest that may fit. */
  readonly shorter: readonly string[];
}

type Start = Omit<Phase, 'toNs'>;

/** What a status at the end says, of a guest that had moved so often before. */
function doneLabel(status: string, moves: number): string | undefined {
  switch (status) {
    case 'completed': return `runs on ${hostLetter(moves + 1)}`;
    case 'failed': case 'cancelled': return `${status}, runs on ${hostLetter(moves)}`;
    default: return undefined;
  }
}

function passStart(fromNs: SimNs, pass: number): Start {
  const label = `active, pass ${pass}`;
  const shorter = pass === 1 ? ['active, pass 1: every page once', label, 'pass 1', '1'] : [String(pass)];
  return { kind: 'pass', fromNs, pass, label, shorter };
}

function plainStart(kind: PhaseKind, fromNs: SimNs, label: string): Start {
  return { kind, fromNs, label, shorter: [label] };
}

/**
 * Reads the phases of a run from its events: setup, passes (MIGRATION, MIGRATION_PASS), STOP to RESUME, post-copy, after.
 * Order of QEMU's events: qemu-migration.md 5.5 (MIGRATION_PASS 1 comes before `active`, the last pass after STOP).
 * @param endNs end of the run, or of what is computed of it
 * @param life boots and secure switches, which stand between the migrations
 */
export function phasesOf(recorded: readonly RunEvent[], endNs: SimNs, life: readonly LifeStart[] = []): readonly Phase[] {
  // Two hosts record side by side: the order of the list is not that of time.
  const events = recorded.filter((event) => event.kind === 'qmp' || event.name === ROLES_CHANGE).sort((a, b) => a.atNs - b.atNs);
  const starts: Start[] = [plainStart('running', 0, 'running')];
  let pass = 1;
  let moves = 0;
  const kind = (): PhaseKind => starts[starts.length - 1]?.kind ?? 'running';
  events.forEach((event, index) => {
    const { atNs, name, value } = event;
    if (name === ROLES_CHANGE) {
      moves++;
    } else if (name === 'MIGRATION_PASS') {
      pass = Number(value ?? pass);
      if (kind() === 'pass') starts.push(passStart(atNs, pass));
    } else if (name === 'STOP') {
      starts.push(plainStart('stopped', atNs, 'stopped'));
    } else if (name === 'RESUME') {
      if (kind() === 'stopped') starts.push(plainStart('after', atNs, `runs on ${hostLetter(event.host === 'destination' ? moves + 1 : moves)}`));
    } else if (name === 'MIGRATION') {
      starts.push(...statusStart(event, kind(), pass, moves, resumesLater(events, index)));
    }
  });
  // Where a life that is still computed will change next may be known already.
  return close(withLife(starts, life.filter(({ fromNs }) => fromNs < endNs)), endNs);
}

function resumesLater(events: readonly RunEvent[], index: number): boolean {
  const rest = events.slice(index + 1);
  const next = rest.findIndex(({ name, value }) => name === ROLES_CHANGE || (name === 'MIGRATION' && value === 'setup'));
  return (next < 0 ? rest : rest.slice(0, next)).some((event) => event.name === 'RESUME');
}

function statusStart(event: RunEvent, kind: PhaseKind, pass: number, moves: number, resumes: boolean): readonly Start[] {
  const { atNs, value = '' } = event;
  if (value === 'setup') return [plainStart('setup', atNs, 'setup')];
  if (value === 'active') return [passStart(atNs, pass)];
  if (value === 'postcopy-active') return [plainStart('postcopy', atNs, 'postcopy-active')];
  const done = doneLabel(value, moves);
  // STOP to RESUME is one phase, whichever of RESUME and `completed` comes first.
  if (done === undefined || kind === 'after' || (kind === 'stopped' && resumes)) return [];
  return [plainStart('after', atNs, done)];
}

function close(starts: readonly Start[], endNs: SimNs): readonly Phase[] {
  return starts
    .map((start, index) => ({ ...start, toNs: Math.max(start.fromNs, starts[index + 1]?.fromNs ?? endNs) }))
    .filter((phase, index, all) => phase.toNs > phase.fromNs || phase.kind === 'setup' || phase.kind === 'stopped' || (phase.kind === 'after' && index === all.length - 1));
}

/** The phase that holds at a moment. */
export function phaseAt(phases: readonly Phase[], ns: SimNs): Phase | undefined {
  return phases.findLast((phase) => phase.fromNs <= ns) ?? phases[0];
}
