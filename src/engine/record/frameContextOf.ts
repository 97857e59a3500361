import type { PageCount } from '../../base/units';
import type { Simulation } from '../simulation';
import { MAPPED_PAGES } from '../verify/mappedPages';
import type { Found, FrameContext } from './frameContext';

/** Where a simulation stands, as its pictures need it. */
export function frameContextOf(simulation: Simulation): FrameContext {
  const { thread, state, ultravisor } = simulation;
  const isSending = thread.state.phase === 'section' || thread.state.phase === 'last-pages';
  const critical = Int32Array.from(ultravisor?.critical ?? state.critical);
  const found = foundBeyond(simulation, critical.length / 2);
  const { cursor, sectionFirstPage, sectionPages } = thread.sender.state;
  return {
    atNs: state.nowNs,
    scanPage: thread.isActive ? Math.min(cursor, simulation.planes.pages - 1) : (ultravisor?.cursor ?? -1),
    sendingFromPage: isSending ? beingSentFrom(sectionFirstPage, cursor, sectionPages) : 0,
    sendingToPage: isSending ? cursor : 0,
    hasMoved: !thread.isActive && thread.counters.status === 'completed',
    migrationBegan: thread.state.migrateNs >= 0,
    critical,
    integrityChecked: state.integrity.pagesChecked > 0 && (state.moves === 0 || simulation.place === 'moved'),
    ...(ultravisor === undefined ? {} : { gfn: { vmState: ultravisor.vm.vmState } }),
    ...(found === undefined ? {} : { found }),
  };
}

/** What the oracle counted, once its lists are full: a POWER guest's at 4,096 frames, any other's at 65,536 pages of a kind. */
function foundBeyond({ state, ultravisor, memory }: Simulation, listed: PageCount): Found | undefined {
  if (ultravisor !== undefined) {
    const { twoOwners } = ultravisor;
    return twoOwners > listed ? { stale: 0, wrongKey: 0, misclassified: 0, lost: 0, unpinnedMoves: 0, twoOwners } : undefined;
  }
  if (listed < MAPPED_PAGES) return undefined;
  const { stale, wrongKey, misclassified, lost } = state.integrity;
  return { stale, wrongKey, misclassified, lost, unpinnedMoves: memory.garbledPages, twoOwners: 0 };
}

/**
 * What the open section sent lies behind the cursor. In a late pass the scan runs over far more than it sends: then as many
 * pages behind the cursor as it sent stand for them.
 */
function beingSentFrom(sectionFirstPage: number, cursor: number, sectionPages: number): number {
  return sectionFirstPage <= cursor ? Math.max(sectionFirstPage, cursor - sectionPages) : Math.max(0, cursor - sectionPages);
}
