import type { Simulation } from '../simulation';

/** Where a cancel can come. Source: confidential-migration.md 7.3 (F-19) and the table of 7.4. */
const PHASES: Readonly<Record<string, (simulation: Simulation) => boolean>> = {
  setup: ({ thread }) => thread.state.phase === 'setup',
  start: ({ thread }) => thread.path?.busy.begun === true,
  round: ({ thread }) => thread.counters.dirtySyncCount >= 2 && thread.path?.busy.begun === true && thread.state.stopNs < 0,
  stop: ({ thread }) => thread.state.phase === 'stopping' || thread.state.phase === 'last-pages',
  list: ({ thread }) => thread.state.phase === 'device-state',
  acknowledged: ({ thread }) => thread.state.phase === 'acknowledge',
};

/** F-19: `migrate_cancel` as the migration comes to a phase. Once the destination has acknowledged, it must be refused. */
export function cancelAtPhase(simulation: Simulation): void {
  const { faults, thread, events } = simulation;
  const target = faults.find('F-19')?.target ?? 'start';
  if (!faults.has('F-19') || !thread.isActive || !PHASES[target]!(simulation)) return;
  faults.take('F-19');
  const atNs = thread.state.nowNs;
  if (target !== 'acknowledged') return thread.abandon(atNs, 'cancelled', '');
  events.add({ atNs, kind: 'qmp', host: 'source', name: 'migrate_cancel refused', value: 'the destination has acknowledged and may run' });
}
