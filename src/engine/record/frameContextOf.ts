import type { Simulation } from '../simulation';
import type { FrameContext } from './frameContext';

/** Where a simulation stands, as its pictures need it. */
export function frameContextOf(simulation: Simulation): FrameContext {
  const { thread, state, ultravisor } = simulation;
  const isSending = thread.state.phase === 'section' || thread.state.phase === 'last-pages';
  const { cursor, sectionFirstPage, sectionPages } = thread.sender.state;
  return {
    atNs: state.nowNs,
    scanPage: thread.isActive ? Math.min(cursor, simulation.planes.pages - 1) : (ultravisor?.cursor ?? -1),
    sendingFromPage: isSending ? beingSentFrom(sectionFirstPage, cursor, sectionPages) : 0,
    sendingToPage: isSending ? cursor : 0,
    hasMoved: !thread.isActive && thread.counters.status === 'completed',
    migrationBegan: thread.state.migrateNs >= 0,
    critical: Int32Array.from(ultravisor?.critical ?? state.critical),
    integrityChecked: state.integrity.pagesChecked > 0 && (state.moves === 0 || simulation.place === 'moved'),
    ...(ultravisor === undefined ? {} : { gfn: { vmState: ultravisor.vm.vmState } }),
  };
}

/**
 * What the open section sent lies behind the cursor. In a late pass the scan runs over far more than it sends: then as many
 * pages behind the cursor as it sent stand for them.
 */
function beingSentFrom(sectionFirstPage: number, cursor: number, sectionPages: number): number {
  return sectionFirstPage <= cursor ? Math.max(sectionFirstPage, cursor - sectionPages) : Math.max(0, cursor - sectionPages);
}
