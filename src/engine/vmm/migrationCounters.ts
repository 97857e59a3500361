import type { MigrationStatus } from '../record/runResult';

/** QEMU's counters of one migration; times in ms of its REALTIME clock, as QEMU keeps them. Source: migration-stats.h, ram.c. */
export interface MigrationCounters {
  status: MigrationStatus;
  startMs: number;
  setupTimeMs: number;
  totalTimeMs: number;
  downtimeMs: number;
  downtimeStartMs: number;
  expectedDowntimeMs: number;
  /** Bytes; 0 until the first window closes. */
  thresholdSize: number;
  mbps: number;
  pagesPerSecond: number;
  normal: number;
  duplicate: number;
  /** migration_dirty_pages: set bits of the bitmaps of all blocks. */
  dirtyPages: number;
  dirtyBytesLastSync: number;
  dirtySyncCount: number;
  dirtyPagesRate: number;
  numDirtyPagesPeriod: number;
  timeLastBitmapSyncMs: number;
  bytesXferPrev: number;
  /** RAM records and iterate EOS markers: what 7.2 calls `transferred`. */
  ramBytes: number;
  precopyBytes: number;
  downtimeBytes: number;
  postcopyBytes: number;
  /** The open 100 ms window. */
  windowStartMs: number;
  windowStartBytes: number;
  windowStartPages: number;
  /** Where the limiter counts from: bytes flushed (10.x) or queued (7.2). */
  rateLimitStart: number;
  cpuThrottlePercentage: number;
  dirtyRateHighCount: number;
  throttleTimerMs: number;
  throttleTimerSyncCount: number;
}

/** Counters as migrate_init leaves them. */
export function newCounters(startMs: number): MigrationCounters {
  return {
    status: 'setup', startMs, setupTimeMs: 0, totalTimeMs: 0, downtimeMs: 0, downtimeStartMs: 0, expectedDowntimeMs: 0,
    thresholdSize: 0, mbps: 0, pagesPerSecond: 0, normal: 0, duplicate: 0, dirtyPages: 0, dirtyBytesLastSync: 0,
    dirtySyncCount: 0, dirtyPagesRate: 0, numDirtyPagesPeriod: 0, timeLastBitmapSyncMs: 0, bytesXferPrev: 0, ramBytes: 0,
    precopyBytes: 0, downtimeBytes: 0, postcopyBytes: 0, windowStartMs: 0, windowStartBytes: 0, windowStartPages: 0,
    rateLimitStart: 0, cpuThrottlePercentage: 0, dirtyRateHighCount: 0, throttleTimerMs: 0, throttleTimerSyncCount: 0,
  };
}
