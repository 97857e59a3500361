import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatBytes, formatClock, formatCompact, formatCount, formatDuration, formatLinkRate, formatPercent, formatRate } from '../../src/base/format';

const GIB = 1024 ** 3;

describe('as the plan writes them', () => {
  test.each([
    [formatCount(12_000), '12\u2009000'], [formatCount(50_331_648), '50\u2009331\u2009648'], [formatCount(999), '999'], [formatCount(-1234), '\u22121\u2009234'], [formatCount(0), '0'],
    [formatBytes(16 * GIB), '16 GiB'], [formatBytes(192 * GIB), '192 GiB'], [formatBytes(24.7 * GIB), '24.7 GiB'], [formatBytes(4096), '4 KiB'], [formatBytes(0), '0 B'],
    [formatBytes(2.5 * 1024 ** 2), '2.50 MiB'], [formatBytes(1024 ** 4), '1 TiB'], [formatBytes(GIB - 1), '1.00 GiB'],
    [formatBytes(1000 * GIB), '1\u2009000 GiB'],
    [formatLinkRate(3.125e9), '25 Gbit/s'], [formatLinkRate(1e6), '8 Mbit/s'], [formatLinkRate(32.2e6), '258 Mbit/s'],
    [formatDuration(300e6), '300 ms'], [formatDuration(109.9e9), '109.9 s'], [formatDuration(57 * 3600e9), '57 h'], [formatDuration(1270), '1.27 \u00b5s'],
    [formatDuration(41.2e9), '41.2 s'], [formatDuration(0), '0 ns'], [formatDuration(120e9), '2 min'], [formatDuration(999_999), '1.00 ms'],
    [formatDuration(7 * 86_400e9), '7 d'], [formatDuration(-5e9), '\u22125 s'],
    [formatRate(244.14, 'pages'), '244 pages/s'], [formatRate(694_000, 'pages'), '694 k pages/s'], [formatRate(1_300_000, 'page writes'), '1.30 M page writes/s'],
    [formatCompact(27_030_000), '27.0 M'], [formatCompact(999.96), '1.00 k'], [formatCompact(999_960), '1.00 M'], [formatCompact(0.25), '0.25'],
    [formatPercent(10), '10 %'], [formatPercent(33.333), '33.3 %'], [formatPercent(0), '0 %'], [formatPercent(0.001), '<0.1 %'], [formatPercent(99.999), '>99.9 %'], [formatPercent(100), '100 %'],
    [formatClock(61.35e9), '1:01.3'], [formatClock(0), '0:00.0'], [formatClock(96.4e9), '1:36.4'], [formatClock(57 * 3600e9 + 249e9), '57:04:09'], [formatClock(59.999e9), '0:59.9'],
    [formatBytes(NaN), 'unknown'], [formatDuration(Infinity), '\u221e'],
  ])('%s', (text, expected) => expect(text).toBe(expected));
});

describe('laws', () => {
  const anyFormat = fc.constantFrom(formatBytes, formatCompact, formatDuration, formatLinkRate);

  test('never an exponent, never more than the digits that mean something', () => {
    fc.assert(
      fc.property(anyFormat, fc.double({ min: 0, max: 2 ** 53, noNaN: true }), (format, value) => {
        expect(format(value)).toMatch(/^\d{1,3}(\u2009\d{3})*(\.\d{1,2})?( [\u00b5\w/]+)?$/);
      }),
    );
  });

  test('a larger value is never printed as the smaller one of the same unit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 40 }), fc.integer({ min: 0, max: 2 ** 40 }), (a, b) => {
        const [small, large] = [Math.min(a, b), Math.max(a, b)].map((value) => formatBytes(value).replaceAll('\u2009', '').split(' '));
        return small?.[1] !== large?.[1] || Number(small?.[0]) <= Number(large?.[0]);
      }),
    );
  });

  test('counts keep every digit', () => {
    fc.assert(fc.property(fc.maxSafeNat(), (count) => formatCount(count).replaceAll('\u2009', '') === String(count)));
  });
});
