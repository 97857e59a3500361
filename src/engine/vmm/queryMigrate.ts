import type { EngineConfig } from '../config';
import type { QueryMigrate } from '../record/runResult';
import { FIRMWARE_PAGES } from './firmwareBlocks';
import type { MigrationThread } from './migrationThread';
import type { XbzrleCache } from './xbzrleCache';

/** States in which query-migrate fills `ram` and the times. Source: qemu-migration.md 5.1. */
const WITH_RAM = new Set(['active', 'cancelling', 'pre-switchover', 'device', 'postcopy-active', 'completed']);

/** `query-migrate` as QEMU prints it at `nowNs`, field by field. Source: fill_source_migration_info. */
export function queryMigrate(thread: MigrationThread, config: EngineConfig, nowNs: number): QueryMigrate {
  const { counters, state } = thread;
  const errorDesc = state.errorDesc === '' ? {} : { 'error-desc': state.errorDesc };
  if (!WITH_RAM.has(counters.status)) return { status: counters.status, ...errorDesc };
  const isCompleted = counters.status === 'completed';
  return {
    status: counters.status,
    'setup-time': counters.setupTimeMs,
    ...(isCompleted || counters.status === 'postcopy-active' ? { downtime: counters.downtimeMs } : { 'expected-downtime': counters.expectedDowntimeMs }),
    'total-time': isCompleted ? counters.totalTimeMs : Math.floor(nowNs / 1e6) - counters.startMs,
    ...(counters.cpuThrottlePercentage > 0 ? { 'cpu-throttle-percentage': counters.cpuThrottlePercentage } : {}),
    ram: ramOf(thread, config),
    ...(thread.sender.xbzrle === undefined ? {} : { 'xbzrle-cache': xbzrleOf(thread.sender.xbzrle) }),
    ...errorDesc,
  };
}

function ramOf(thread: MigrationThread, config: EngineConfig): QueryMigrate {
  const { counters } = thread;
  const isOld = config.vmm.qemu === '7.2';
  return {
    transferred: isOld ? counters.ramBytes : thread.channel.transferredBytes,
    remaining: counters.status === 'completed' ? 0 : counters.dirtyPages * 4096,
    total: (thread.guestPages + FIRMWARE_PAGES) * 4096,
    duplicate: counters.duplicate,
    ...(isOld ? { skipped: 0 } : {}),
    normal: counters.normal,
    'normal-bytes': counters.normal * 4096,
    'dirty-pages-rate': counters.dirtyPagesRate,
    mbps: counters.mbps,
    'dirty-sync-count': counters.dirtySyncCount,
    'postcopy-requests': thread.postcopy.state.requests,
    'page-size': 4096,
    'multifd-bytes': thread.sender.multifd?.state.bytes ?? 0,
    'pages-per-second': counters.pagesPerSecond,
    'precopy-bytes': counters.precopyBytes,
    'downtime-bytes': counters.downtimeBytes,
    'postcopy-bytes': counters.postcopyBytes,
    'dirty-sync-missed-zero-copy': 0,
  };
}

/** XBZRLECacheStats. Source: qemu-migration.md 5.3. */
function xbzrleOf(cache: XbzrleCache): QueryMigrate {
  const { counters, slots } = cache;
  return {
    'cache-size': slots.length * 4096, bytes: counters.bytes, pages: counters.pages, 'cache-miss': counters.cacheMiss,
    'cache-miss-rate': counters.cacheMissRate, 'encoding-rate': counters.encodingRate, overflow: counters.overflow,
  };
}
