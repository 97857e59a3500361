import type { MigrationParameters } from '../config';
import type { MigrationCounters } from './migrationCounters';

/** Two bad periods make one step. Source: ram.c, migration_trigger_throttle. */
const BAD_PERIODS = 2;

/**
 * auto-converge: called in a sync that closes a period of more than 1 s. Returns the new percentage when it takes a step.
 * The counter is never reset by a good period, only by firing. Source: migration_trigger_throttle, mig_throttle_guest_down.
 */
export function triggerThrottle(counters: MigrationCounters, parameters: MigrationParameters, transferred: number): number | undefined {
  if (!parameters.autoConverge) return undefined;
  const bytesDirty = counters.numDirtyPagesPeriod * 4096;
  const limit = Math.floor(((transferred - counters.bytesXferPrev) * parameters.throttleTriggerThreshold) / 100);
  if (bytesDirty <= limit) return undefined;
  counters.dirtyRateHighCount++;
  if (counters.dirtyRateHighCount < BAD_PERIODS) return undefined;
  counters.dirtyRateHighCount = 0;
  return nextPercentage(counters.cpuThrottlePercentage, parameters, limit, bytesDirty);
}

function nextPercentage(current: number, parameters: MigrationParameters, limit: number, bytesDirty: number): number {
  if (current === 0) return clampPercentage(parameters.cpuThrottleInitial);
  let increment = parameters.cpuThrottleIncrement;
  if (parameters.cpuThrottleTailslow) {
    const cpuNow = 100 - current;
    const cpuIdeal = Math.floor((cpuNow * limit) / bytesDirty);
    increment = Math.min(cpuNow - cpuIdeal, increment);
  }
  return clampPercentage(Math.min(current + increment, parameters.maxCpuThrottle));
}

/** Source: cpu-throttle.c, CPU_THROTTLE_PCT_MIN and _MAX. */
function clampPercentage(percentage: number): number {
  return Math.min(99, Math.max(1, percentage));
}
