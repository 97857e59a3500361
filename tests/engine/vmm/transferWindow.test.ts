import { describe, expect, test } from 'vitest';
import type { MigrationParameters } from '../../../src/engine/config';
import { newCounters, type MigrationCounters } from '../../../src/engine/vmm/migrationCounters';
import { openWindow, updateCounters } from '../../../src/engine/vmm/transferWindow';
import { testConfig } from '../testConfig';

/** Closes one window of `ms` after `bytes` and `pages`. */
function closed(ms: number, bytes: number, pages: number, changes: Partial<MigrationParameters> = {}, before: Partial<MigrationCounters> = {}): MigrationCounters {
  const counters = { ...newCounters(0), ...before };
  openWindow(counters, 5000, 777);
  counters.normal += pages;
  updateCounters(counters, testConfig({ parameters: changes }).vmm.parameters, 5000 + ms, 777 + bytes);
  return counters;
}

describe('the 100 ms window', () => {
  test('stays open for 99 ms', () => {
    expect(closed(99, 1e6, 100)).toMatchObject({ thresholdSize: 0, mbps: 0, pagesPerSecond: 0, windowStartMs: 5000 });
  });

  test('gives the recorded values of a run at 32 MiB/s', () => {
    const after = closed(100, 3_414_546, 832, {}, { dirtyPagesRate: 1, dirtyBytesLastSync: 100_663_296 });
    expect(after).toMatchObject({ pagesPerSecond: 8320, expectedDowntimeMs: 2948, windowStartMs: 5100, rateLimitStart: 3_415_323 });
    expect(after.mbps).toBeCloseTo(273.16368, 9);
    const slow = closed(101, 3_414_546, 832, {}, { dirtyPagesRate: 1, dirtyBytesLastSync: 100_663_296 });
    expect(slow).toMatchObject({ pagesPerSecond: 8237, expectedDowntimeMs: 2977 });
    expect(slow.mbps).toBeCloseTo(270.459, 3);
  });

  test('threshold: bytes per ms of this window alone, times downtime-limit, cut off', () => {
    expect(closed(101, 3_414_546, 0, { downtimeLimitMs: 300 }).thresholdSize).toBe(Math.floor((3_414_546 / 101) * 300));
    expect(closed(100, 0, 0).thresholdSize).toBe(0);
  });

  test('avail-switchover-bandwidth replaces the estimate', () => {
    expect(closed(100, 3_414_546, 0, { availSwitchoverBandwidth: 1_000_000_999 }).thresholdSize).toBe(300_000_000);
  });

  test('expected-downtime stands while no dirty rate is known, and after a window of up to 10,000 bytes', () => {
    expect(closed(100, 1e6, 0, {}, { expectedDowntimeMs: 300, dirtyBytesLastSync: 5e7 }).expectedDowntimeMs).toBe(300);
    expect(closed(100, 10_000, 0, {}, { expectedDowntimeMs: 300, dirtyPagesRate: 1, dirtyBytesLastSync: 5e7 }).expectedDowntimeMs).toBe(300);
    expect(closed(100, 10_001, 0, {}, { expectedDowntimeMs: 300, dirtyPagesRate: 1, dirtyBytesLastSync: 5e7 }).expectedDowntimeMs).toBe(499_950);
  });
});
