import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatBytes, formatCompact, formatCount, formatLinkRate, formatRounded, formatShort } from '../../src/base/format';

const GIB = 1024 ** 3;
const plain = (text: string): string => text.replaceAll('\u202f', ' ');

describe('as the plan writes them', () => {
  test.each([
    [formatCount(12_000), '12\u202f000'], [formatCount(50_331_648), '50\u202f331\u202f648'], [formatCount(999), '999'], [formatCount(-1234), '\u22121\u202f234'], [formatCount(0), '0'],
    [formatBytes(16 * GIB), '16 GiB'], [formatBytes(192 * GIB), '192 GiB'], [formatBytes(24.7 * GIB), '24.7 GiB'], [formatBytes(4096), '4 KiB'], [formatBytes(0), '0 B'],
    [formatBytes(2.5 * 1024 ** 2), '2.5 MiB'], [formatBytes(1024 ** 4), '1 TiB'], [formatBytes(GIB - 1), '1.00 GiB'], [formatBytes(16.49e6 * 4096), '62.9 GiB'],
    [formatBytes(1000 * GIB), '1\u202f000 GiB'], [formatBytes(9.996 * GIB), '10.0 GiB'],
    [formatLinkRate(3.125e9), '25 Gbit/s'], [formatLinkRate(1e6), '8 Mbit/s'], [formatLinkRate(32.2e6), '258 Mbit/s'], [formatLinkRate(22.94e9 / 8), '22.9 Gbit/s'], [formatLinkRate(0), '0 bit/s'],
    [formatBytes(NaN), 'unknown'], [formatCompact(Infinity), '\u221e'],
  ])('%s', (text, expected) => expect(text).toBe(expected));

  test('counts to three digits, as wide for each value of one size', () => {
    const cases: readonly (readonly [number, string])[] = [
      [0, '0'], [7, '7'], [73.2, '73.2'], [244, '244'], [0.25, '0.25'], [999.6, '1.00 k'], [999.96, '1.00 k'], [694e3, '694 k'], [999_960, '1.00 M'],
      [1e6, '1.00 M'], [1.3e6, '1.30 M'], [16.49e6, '16.5 M'], [27_030_000, '27.0 M'], [2.3e10, '23.0 G'], [-1500, '\u22121.50 k'],
    ];
    for (const [value, text] of cases) expect(plain(formatCompact(value))).toBe(text);
  });

  test('counts of an axis without idle zeros', () => {
    expect([0, 400, 1e6, 1.6e6, 1e4, 1e8, 244_000, 2.05e6].map((value) => plain(formatShort(value)))).toEqual(['0', '400', '1 M', '1.6 M', '10 k', '100 M', '244 k', '2.05 M']);
  });

  test('counts of a sentence, written out while they are few', () => {
    expect([0, 0.4, 2.52, 244.14, 12_000, 99_999, 99_999.6, 694_200, 1e6, 27_030_000].map((value) => plain(formatRounded(value)))).toEqual(
      ['0', '0.4', '2.5', '244', '12 000', '99 999', '100 k', '694 k', '1 M', '27 M'],
    );
  });
});

describe('laws', () => {
  const anyFormat = fc.constantFrom(formatBytes, formatCompact, formatShort, formatRounded, formatLinkRate);

  test('never an exponent, never more than the digits that mean something', () => {
    fc.assert(
      fc.property(anyFormat, fc.double({ min: 0, max: 2 ** 53, noNaN: true }), (format, value) => {
        expect(format(value)).toMatch(/^\d{1,3}(\u202f\d{3})*(\.\d{1,2})?([ \u202f][\w/]+)?$/);
      }),
    );
  });

  test('a larger value is never printed as the smaller one of the same unit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 40 }), fc.integer({ min: 0, max: 2 ** 40 }), (a, b) => {
        const [small, large] = [Math.min(a, b), Math.max(a, b)].map((value) => formatBytes(value).replaceAll('\u202f', '').split(' '));
        return small?.[1] !== large?.[1] || Number(small?.[0]) <= Number(large?.[0]);
      }),
    );
  });

  test('counts keep every digit', () => {
    fc.assert(fc.property(fc.maxSafeNat(), (count) => formatCount(count).replaceAll('\u202f', '') === String(count)));
  });
});
