import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatClock, formatDuration, formatLogTime, formatMoment } from '../../src/base/formatTime';

const HOUR = 3600e9;

describe('formatDuration', () => {
  test.each([
    [300e6, '300 ms'], [622e6, '622 ms'], [912.2e6, '912 ms'], [109.9e9, '109.9 s'], [1270, '1.27 \u00b5s'], [41.2e9, '41.2 s'], [24.56e9, '24.6 s'], [6.8e9, '6.8 s'], [0, '0 s'], [120e9, '120 s'],
    [175.13e9, '175.1 s'], [600e9, '10 min'], [7199e9, '2.00 h'], [4.77 * HOUR, '4.77 h'], [35.2 * HOUR, '35 h'], [57.3 * HOUR, '57 h'], [127 * HOUR, '127 h'], [7 * 24 * HOUR, '168 h'],
    [14 * 24 * HOUR, '14 d'], [999_999, '1.00 ms'], [-5e9, '\u22125 s'], [Infinity, '\u221e'], [NaN, 'unknown'],
  ])('%d ns: %s', (ns, text) => expect(formatDuration(ns)).toBe(text));

  test('never an exponent, three digits and a unit', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 2 ** 53 - 1 }), (ns) => {
      expect(formatDuration(ns)).toMatch(/^\d{1,3}(\.\d{1,2})? (ns|\u00b5s|ms|s|min|h|d)$/);
    }));
  });
});

describe('moments', () => {
  test('on a clock are cut, not rounded, and show hours once there are any', () => {
    expect([61.35e9, 0, 96.4e9, 59.999e9, 57 * HOUR + 249e9].map((ns) => formatClock(ns))).toEqual(['1:01.3', '0:00.0', '1:36.4', '0:59.9', '57:04:09']);
    expect([formatClock(61.399e9, 1), formatClock(3_599.999e9, 0), formatClock(205_451e9, 0), formatClock(0.04e9, 3)]).toEqual(['1:01.3', '59:59', '57:04:11', '0:00.040']);
  });

  test('in a log are seconds, in a sentence with their unit, and clocks once hours matter', () => {
    expect([formatLogTime(12.66e9), formatLogTime(24 * HOUR), formatMoment(41.2e9), formatMoment(24 * HOUR)]).toEqual(['12.66', '24:00:00', '41.20 s', '24:00:00']);
  });
});
