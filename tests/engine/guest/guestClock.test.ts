import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GuestClock } from '../../../src/engine/guest/guestClock';
import { testConfig, type ConfigChanges } from '../testConfig';

const clockOf = (workload: NonNullable<ConfigChanges['workload']>): GuestClock => new GuestClock(testConfig({ workload }).workload);
const moment = fc.integer({ min: 0, max: 2e9 });

describe('writes of a steady guest', () => {
  test('come at its rate, counted in whole writes', () => {
    const clock = clockOf({ writesPerSecond: 1000 });
    expect([0, 999_999, 1e6, 1.5e9].map((at) => clock.writesAt(at))).toEqual([0, 0, 1, 1500]);
  });

  test('stop and go on where the guest stood', () => {
    const clock = clockOf({ writesPerSecond: 1000 });
    clock.run(1.0005e9, false);
    expect(clock.writesAt(5e9)).toBe(1000);
    clock.run(5e9, true);
    expect(clock.writesAt(5.0004e9)).toBe(1000);
    expect(clock.writesAt(5.0006e9)).toBe(1001);
  });
});

/** Nanoseconds in which the vCPUs run: tick by tick as QEMU's timer has it. */
function runningNs(changes: readonly (readonly [number, number])[], end: number): number {
  const sleepOf = (percent: number): number => Math.floor((10e6 * percent) / 100 / (1 - percent / 100)) + 1;
  let at = 0;
  let percent = 0;
  let tick = 0;
  let sleep = 0;
  let running = 0;
  const pass = (to: number): void => {
    while (at < to) {
      if (percent === 0 || at >= tick + sleep) {
        const stop = percent === 0 ? to : Math.min(to, tick + sleep + 10e6);
        running += stop - at;
        at = stop;
        if (percent !== 0 && at === tick + sleep + 10e6) {
          tick = at;
          sleep = sleepOf(percent);
        }
      } else {
        at = Math.min(to, tick + sleep);
      }
    }
  };
  for (const [change, next] of changes) {
    pass(change);
    if (percent === 0) tick = change;
    if (tick === change) sleep = sleepOf(next);
    percent = next;
  }
  pass(end);
  return running;
}

describe('the throttle of auto-converge', () => {
  test('sleeps 10 ms * p / (1 - p), runs 10 ms, again and again; a new percentage holds from the next tick', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(moment, fc.constantFrom(0, 1, 20, 50, 90, 99)), { maxLength: 6 }), moment, (drawn, later) => {
        // QEMU only steps up, or removes the throttle.
        const changes: (readonly [number, number])[] = [];
        for (const [at, percent] of drawn.toSorted((x, y) => x[0] - y[0])) {
          if (percent === 0 || percent > (changes.at(-1)?.[1] ?? 0)) changes.push([at, percent]);
        }
        const clock = clockOf({ writesPerSecond: 1e6 });
        let before = 0;
        for (const [at, percent] of changes) {
          expect(clock.writesAt(at)).toBeGreaterThanOrEqual(before);
          before = clock.writesAt(at);
          expect(Number.isInteger(before)).toBe(true);
          clock.throttle(at, percent);
        }
        const end = Math.max(later, changes.at(-1)?.[0] ?? 0);
        expect(Math.abs(clock.writesAt(end) - runningNs(changes, end) / 1000)).toBeLessThan(1.01);
      }),
    );
  });

  test('leaves its share of a long run', () => {
    for (const percent of [20, 50, 99]) {
      const clock = clockOf({ writesPerSecond: 1e6 });
      clock.throttle(0, percent);
      expect(clock.writesAt(1000e9) / 1000e6).toBeCloseTo(1 - percent / 100, 4);
    }
  });

  test('costs a guest that makes up for stopped time only what exceeds that', () => {
    const share = (percent: number, catchUpNs: number): number => {
      const clock = clockOf({ writesPerSecond: 1e6, catchUpNs });
      clock.throttle(0, percent);
      return clock.writesAt(100e9) / 100e6;
    };
    expect(share(20, 2.5e6)).toBeCloseTo(1, 4);
    expect(share(50, 4e6)).toBeCloseTo(0.7, 4);
    expect(share(50, 1e9)).toBeCloseTo(1, 4);
  });
});

describe('bursts', () => {
  const burst = { kind: 'burst', writesPerSecond: 1000, burstOnNs: 200e6, burstOffNs: 800e6 } as const;

  test('on for a while, then off', () => {
    const clock = clockOf(burst);
    expect([0.1e9, 0.2e9, 0.9e9, 1e9, 1.1e9, 10e9].map((at) => clock.writesAt(at))).toEqual([100, 200, 200, 200, 300, 2000]);
  });

  test('a phase begins inside the period', () => {
    const clock = clockOf({ ...burst, burstPhaseNs: 150e6 });
    expect([50e6, 500e6, 850e6, 950e6].map((at) => clock.writesAt(at))).toEqual([50, 50, 50, 150]);
  });

  test('agree with counting millisecond by millisecond, stops included', () => {
    fc.assert(
      fc.property(fc.nat(999), fc.nat(3000), fc.nat(3000), (phase, stop, pause) => {
        const clock = clockOf({ ...burst, burstPhaseNs: phase * 1e6 });
        clock.run(stop * 1e6, false);
        clock.run((stop + pause) * 1e6, true);
        const end = stop + pause + 1500;
        let count = 0;
        for (let ms = 0; ms < end; ms++) if ((ms < stop || ms >= stop + pause) && (ms + phase) % 1000 < 200) count++;
        expect(clock.writesAt(end * 1e6)).toBe(count);
      }),
    );
  });
});
