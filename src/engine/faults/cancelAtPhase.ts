import type { Simulation } from '../simulation';

/** Where a cancel can come; `query`, between two commands of one step, is the path's own to see. Source: confidential-migration.md 7.3 (F-19) and the table of 7.4. */
const PHASES: Readonly<Record<string, (simulation: Simulation) => boolean>> = {
  setup: ({ thread }) => thread.state.phase === 'setup',
  query: () => false,
  start: ({ thread }) => thread.path?.busy.begun === true,
  round: ({ thread }) => thread.counters.dirtySyncCount >= 2 && thread.path?.busy.begun === true && thread.state.stopNs < 0,
  stop: ({ thread }) => thread.state.phase === 'stopping' || thread.state.phase === 'last-pages',
  list: ({ thread }) => thread.state.phase === 'device-state',
  acknowledged: ({ thread }) => thread.state.phase === 'acknowledge',
  finished: ({ thread }) => thread.counters.status === 'completed',
};

/** Why a cancel is refused, where it is. */
const TOO_LATE: Readonly<Record<string, string>> = {
  acknowledged: 'the destination has acknowledged and may run',
  finished: 'SEND_FINISH was done: the source is SENT, for good',
};

/** F-19: `migrate_cancel` as the migration comes to a phase. Once the destination has acknowledged, it must be refused. */
export function cancelAtPhase(simulation: Simulation): void {
  const { faults, thread, events } = simulation;
  const target = faults.find('F-19')?.target ?? 'start';
  if (!faults.has('F-19') || (!thread.isActive && target !== 'finished') || PHASES[target]?.(simulation) !== true) return;
  faults.take('F-19');
  const atNs = thread.state.nowNs;
  const refusal = TOO_LATE[target];
  if (refusal === undefined) return thread.abandon(atNs, 'cancelled', '');
  events.add({ atNs, kind: 'qmp', host: 'source', name: 'migrate_cancel refused', value: refusal });
}
