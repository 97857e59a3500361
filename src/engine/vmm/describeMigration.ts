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
    ...confidentialOf(thread, endNs),
    ...downtimePartsOf(thread),
  };
}

/** Figures that QEMU has no name for; times in ms. */
function confidentialOf(thread: MigrationThread, endNs: SimNs): Pick<MigrationResult, 'confidential'> {
  const { path } = thread;
  const { stopNs, resumeNs } = thread.state;
  if (path === undefined) return {};
  return {
    confidential: {
      'private-pages-sent': thread.sender.sent.hidden,
      'shared-pages-sent': thread.sender.sent.plain + thread.sender.sent.zero,
      [`${path.kind}-source-busy-ms`]: path.roleBusyNs(`${path.kind}-source`, endNs) / 1e6,
      [`${path.kind}-destination-busy-ms`]: path.roleBusyNs(`${path.kind}-destination`, endNs) / 1e6,
      ...path.figures(endNs),
      ...(resumeNs >= 0 ? { 'observed-pause-ms': (resumeNs - stopNs) / 1e6 } : {}),
    },
  };
}

/** Only a completed pre-copy has them all. */
function downtimePartsOf(thread: MigrationThread): Pick<MigrationResult, 'downtimeParts'> {
  const { stopNs, stoppedNs, lastPageNs, deviceStateNs, nowNs } = thread.state;
  if (thread.counters.status !== 'completed' || thread.postcopy.state.active) return {};
  return {
    downtimeParts: {
      stop: (stoppedNs - stopNs) / 1e6, lastPages: (lastPageNs - stoppedNs) / 1e6,
      deviceState: (deviceStateNs - lastPageNs) / 1e6, acknowledgement: (nowNs - deviceStateNs) / 1e6,
    },
  };
}
