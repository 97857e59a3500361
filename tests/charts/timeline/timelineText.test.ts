import { describe, expect, it } from 'vitest';
import { timeTicks } from '../../../src/charts/timeline/timeTicks';
import { busyClass, busyRuns } from '../../../src/charts/timeline/utilisation';

describe('ticks', () => {
  it('stand on the steps of clocks, from a switchover of 40 ms to a run of five days', () => {
    const labels = (fromNs: number, toNs: number) => timeTicks({ fromNs, toNs }, 8).map((tick) => tick.label);
    expect(labels(0, 124e9)).toEqual(['0:00', '0:20', '0:40', '1:00', '1:20', '1:40', '2:00']);
    expect(labels(119.24e9, 119.285e9)).toEqual(['1:59.24', '1:59.25', '1:59.26', '1:59.27', '1:59.28']);
    expect(labels(0, 127 * 3600e9)).toEqual(['0 h', '20 h', '40 h', '60 h', '80 h', '100 h', '120 h']);
  });

  it('are never more than asked for', () => {
    for (let exponent = 4; exponent < 16; exponent += 0.25) expect(timeTicks({ fromNs: 0, toNs: 10 ** exponent }, 6).length).toBeLessThanOrEqual(7);
  });
});

describe('utilisation', () => {
  it('has six classes with bounds at 0, 25, 50, 75 and 95 %', () => {
    expect([0, 0.001, 0.249, 0.25, 0.5, 0.75, 0.949, 0.95, 1].map(busyClass)).toEqual([0, 1, 1, 2, 3, 4, 4, 5, 5]);
  });

  it('joins equal neighbours and leaves out what is not recorded', () => {
    expect(busyRuns(Float64Array.of(0, 0, 1e9, 1e9, 0.3e9, Number.NaN))).toEqual([
      { fromX: 0, toX: 2, busy: 0 }, { fromX: 2, toX: 4, busy: 5 }, { fromX: 4, toX: 5, busy: 2 },
    ]);
  });
});
