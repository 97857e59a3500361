import type { SimNs } from '../../base/units';
import type { EngineConfig } from '../config';
import type { MigrationResult } from '../record/runResult';
import type { MigrationThread } from './migrationThread';
import { queryMigrate } from './queryMigrate';

/** What one `migrate` came to: refused with reasons, or its counters as they stand. */
export function describeMigration(thread: MigrationThread, config: EngineConfig, startNs: SimNs, blockedReasons: readonly string[]): MigrationResult {
  if (blockedReasons.length > 0) {
    return { startNs, endNs: startNs, status: 'none', queryMigrate: { 'blocked-reasons': blockedReasons }, blockedReasons };
  }
  const { state } = thread;
  const endNs = state.phase === 'ended' ? state.endNs : state.nowNs;
  return {
    startNs, endNs, status: thread.counters.status, blockedReasons,
    queryMigrate: queryMigrate(thread, config, endNs),
    ...(state.stopNs >= 0 ? { stopNs: state.stopNs } : {}),
    ...(state.resumeNs >= 0 ? { resumeNs: state.resumeNs } : {}),
    ...(state.errorDesc === '' ? {} : { errorDesc: state.errorDesc }),
    ...confidentialOf(thread, state.stopNs, state.resumeNs),
  };
}

/** Figures that QEMU has no name for; times in ms. */
function confidentialOf(thread: MigrationThread, stopNs: SimNs, resumeNs: SimNs): Pick<MigrationResult, 'confidential'> {
  const path = thread.path;
  if (path === undefined) return {};
  return {
    confidential: {
      'private-pages-sent': thread.sender.sent.hidden,
      'shared-pages-sent': thread.sender.sent.plain + thread.sender.sent.zero,
      [`${path.kind}-source-busy-ms`]: path.busy.source / 1e6,
      [`${path.kind}-destination-busy-ms`]: path.busy.destination / 1e6,
      ...(resumeNs >= 0 ? { 'observed-pause-ms': (resumeNs - stopNs) / 1e6 } : {}),
    },
  };
}
