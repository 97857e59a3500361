import { describe, expect, it } from 'vitest';
import { clockText, momentText, spanText } from '../../../src/charts/timeline/clockText';
import { axisText, binaryText, groupedText, siText, withUnit } from '../../../src/charts/timeline/numberText';
import { timeTicks } from '../../../src/charts/timeline/timeTicks';
import { busyClass, busyRuns } from '../../../src/charts/timeline/utilisation';

const plain = (text: string) => text.replaceAll('\u202f', ' ');

describe('numbers', () => {
  it('have three digits and a decimal prefix', () => {
    const cases: readonly (readonly [number, string])[] = [[0, '0'], [7, '7'], [73.2, '73.2'], [244, '244'], [999.6, '1.00 k'], [694e3, '694 k'], [1.3e6, '1.30 M'], [16.49e6, '16.5 M'], [2.3e10, '23.0 G'], [-1500, '\u22121.50 k']];
    for (const [value, text] of cases) expect(plain(siText(value))).toBe(text);
  });

  it('lose their idle zeros on an axis', () => {
    expect([0, 400, 1e6, 1.6e6, 1e4, 1e8, 244_000].map((value) => plain(axisText(value)))).toEqual(['0', '400', '1 M', '1.6 M', '10 k', '100 M', '244 k']);
  });

  it('join their prefix to the unit', () => {
    expect([0, 22.9e9, 512].map((value) => plain(withUnit(value, 'bit/s')))).toEqual(['0 bit/s', '22.9 Gbit/s', '512 bit/s']);
  });

  it('are grouped by thousands, and bytes count in binary', () => {
    expect(plain(groupedText(50_331_648))).toBe('50 331 648');
    expect(binaryText(16.49e6 * 4096)).toBe('62.9 GiB');
    expect(binaryText(512)).toBe('512 B');
  });
});

describe('clocks', () => {
  it('cut rather than round, and show hours once there are any', () => {
    expect(clockText(61.399e9, 1)).toBe('1:01.3');
    expect(clockText(3_599.999e9, 0)).toBe('59:59');
    expect(clockText(205_451e9, 0)).toBe('57:04:11');
    expect(momentText(12.66e9)).toBe('12.66');
    expect(momentText(86_400e9)).toBe('24:00:00');
  });

  it('say a span in the unit that people use', () => {
    expect([622e6, 109.9e9, 206_000e9, 1.27e3, 0].map(spanText)).toEqual(['622 ms', '110 s', '57.2 h', '1.27 \u00b5s', '0 s']);
  });
});

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
