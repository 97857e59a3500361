import type { Simulation } from '../simulation';
import type { FrameContext } from './frameContext';

/** Where a simulation stands, as its pictures need it. */
export function frameContextOf(simulation: Simulation): FrameContext {
  const { thread, state, ultravisor } = simulation;
  const isSending = thread.state.phase === 'section' || thread.state.phase === 'last-pages';
  const { cursor, sectionFirstPage } = thread.sender.state;
  return {
    atNs: state.nowNs,
    scanPage: thread.isActive ? Math.min(cursor, simulation.planes.pages - 1) : (ultravisor?.cursor ?? -1),
    sendingFromPage: isSending ? sectionFirstPage : 0,
    sendingToPage: isSending ? cursor : 0,
    migrationBegan: thread.state.migrateNs >= 0,
    critical: Int32Array.from(ultravisor?.critical ?? state.critical),
    integrityChecked: state.integrity.pagesChecked > 0,
    ...(ultravisor === undefined ? {} : { gfn: { vmState: ultravisor.vm.vmState } }),
  };
}
