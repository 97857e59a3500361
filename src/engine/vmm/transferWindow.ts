import type { MigrationParameters } from '../config';
import type { MigrationCounters } from './migrationCounters';

/** Source: migration.c, BUFFER_DELAY. */
export const BUFFER_DELAY_MS = 100;
/** Below this many bytes in a window the expected downtime is left alone. Source: migration_update_counters. */
const MEANINGFUL_BYTES = 10000;

/**
 * Closes the 100 ms window when it is over and derives bandwidth, threshold, mbps, pages-per-second and expected-downtime
 * from it alone. `totalBytes`: as migration_transferred_bytes (10.x flushed, 7.2 queued). Source: migration_update_counters.
 */
export function updateCounters(counters: MigrationCounters, parameters: MigrationParameters, nowMs: number, totalBytes: number): void {
  if (nowMs < counters.windowStartMs + BUFFER_DELAY_MS) return;
  const transferred = totalBytes - counters.windowStartBytes;
  const timeSpent = nowMs - counters.windowStartMs;
  const bandwidth = transferred / timeSpent;
  const switchover = parameters.availSwitchoverBandwidth;
  const expected = switchover !== 0 ? Math.floor(switchover / 1000) : bandwidth;
  counters.thresholdSize = Math.floor(expected * parameters.downtimeLimitMs);
  counters.mbps = (transferred * 8) / (timeSpent / 1000) / 1000 / 1000;
  const pages = counters.normal + counters.duplicate;
  counters.pagesPerSecond = Math.floor((pages - counters.windowStartPages) / (timeSpent / 1000));
  if (counters.dirtyPagesRate !== 0 && transferred > MEANINGFUL_BYTES) {
    counters.expectedDowntimeMs = Math.floor(counters.dirtyBytesLastSync / expected);
  }
  openWindow(counters, nowMs, totalBytes);
}

/** Starts a window at `nowMs`; the limiter counts anew. */
export function openWindow(counters: MigrationCounters, nowMs: number, totalBytes: number): void {
  counters.rateLimitStart = totalBytes;
  counters.windowStartMs = nowMs;
  counters.windowStartBytes = totalBytes;
  counters.windowStartPages = counters.normal + counters.duplicate;
}
