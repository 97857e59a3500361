import { describe, expect, test } from 'vitest';
import type { MigrationParameters } from '../../../src/engine/config';
import { triggerThrottle } from '../../../src/engine/vmm/cpuThrottle';
import { newCounters } from '../../../src/engine/vmm/migrationCounters';
import { testConfig } from '../testConfig';

/** Carries out periods in which so many bytes were sent and so many pages dirtied; returns what each did. */
function periods(list: readonly (readonly [sent: number, pages: number])[], changes: Partial<MigrationParameters> = {}): readonly (number | undefined)[] {
  const { parameters } = testConfig({ parameters: { autoConverge: true, ...changes } }).vmm;
  const counters = newCounters(0);
  let total = 0;
  return list.map(([sent, pages]) => {
    total += sent;
    counters.numDirtyPagesPeriod = pages;
    const percent = triggerThrottle(counters, parameters, total);
    if (percent !== undefined) counters.cpuThrottlePercentage = percent;
    counters.bytesXferPrev = total;
    return percent;
  });
}

const MIB_PAGES = 256;
const bad = [2 ** 20, MIB_PAGES] as const;
const good = [2 ** 20, 1] as const;

describe('auto-converge', () => {
  test('off: never', () => {
    expect(periods([bad, bad, bad], { autoConverge: false })).toEqual([undefined, undefined, undefined]);
  });

  test('two bad periods make a step; a good one between them does not reset the count', () => {
    expect(periods([bad, bad, bad, bad])).toEqual([undefined, 20, undefined, 30]);
    expect(periods([bad, good, good, bad, good, bad])).toEqual([undefined, undefined, undefined, 20, undefined, undefined]);
  });

  test('bad is strictly more dirtied than the threshold share of what was sent', () => {
    expect(periods([[2 ** 20, 128], [2 ** 20, 128], [2 ** 20, 128]])).toEqual([undefined, undefined, undefined]);
    expect(periods([[2 ** 20, 129], [2 ** 20, 129]])).toEqual([undefined, 20]);
    expect(periods([[2 ** 20, 129], [2 ** 20, 129]], { throttleTriggerThreshold: 80 })).toEqual([undefined, undefined]);
  });

  test('steps go up to max-cpu-throttle, and no further', () => {
    const steps = periods(Array.from({ length: 20 }, () => bad), { cpuThrottleInitial: 60, cpuThrottleIncrement: 25, maxCpuThrottle: 95 });
    expect(steps.filter((step) => step !== undefined)).toEqual([60, 85, ...Array.from({ length: 8 }, () => 95)]);
  });

  test('the first step is cpu-throttle-initial even above max-cpu-throttle', () => {
    expect(periods([bad, bad], { cpuThrottleInitial: 50, maxCpuThrottle: 30 })).toEqual([undefined, 50]);
  });

  test('tailslow takes no more than is needed', () => {
    // of 80 % left, half of the dirtying may stay: 40; the step would be 40, the increment caps it.
    expect(periods([bad, bad, bad, bad], { cpuThrottleTailslow: true, cpuThrottleIncrement: 10 })).toEqual([undefined, 20, undefined, 30]);
    expect(periods([bad, bad, [2 ** 20, 129], [2 ** 20, 129]], { cpuThrottleTailslow: true, cpuThrottleIncrement: 10 })).toEqual([undefined, 20, undefined, 21]);
  });
});
