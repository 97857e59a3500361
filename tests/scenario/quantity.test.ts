import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fieldByName, FIELDS } from '../../src/scenario/fields';
import { printField } from '../../src/scenario/fields/printField';
import { readField } from '../../src/scenario/fields/readField';
import type { FieldName } from '../../src/scenario/scenario';
import { valueOf, valueOfText } from './arbitraries';

describe('what people write', () => {
  test.each<[FieldName, string, number | string]>([
    ['memory', '192GiB', 192 * 1024 ** 3],
    ['memory', '4G', 4 * 1024 ** 3],
    ['memory', '192 gib', 192 * 1024 ** 3],
    ['memory', '17179869184', 17_179_869_184],
    ['bandwidth', '25Gbit/s', 3_125_000_000],
    ['bandwidth', '8mbps', 1_000_000],
    ['bandwidth', '32MiB/s', 33_554_432],
    ['max-bandwidth', '33554432', 33_554_432],
    ['max-bandwidth', '1Gbit/s', 125_000_000],
    ['downtime-limit', '300ms', 300e6],
    ['downtime-limit', '300', 300e6],
    ['downtime-limit', '1.5s', 1500e6],
    ['helper-page-time', '1.27us', 1270],
    ['helper-page-time', '1.27 \u00b5s', 1270],
    ['helper-page-time', '1.27', 1270],
    ['link-queue', '2.5MiB', 2_621_440],
    ['until', '1.5m', 90e9],
    ['until', '57h', 57 * 3600e9],
    ['until', '2d', 2 * 86_400e9],
    ['until', '30', 30e9],
    ['until', 'auto', 'auto'],
    ['hot-share', '90 %', 90],
    ['hot-share', '99.5', 99.5],
    ['writes', '300k', 300_000],
    ['writes', '1.3M', 1_300_000],
    ['writes', '12 000', 12_000],
    ['writes', '12\u2009000/s', 12_000],
    ['memlock-limit', 'unlimited', 'unlimited'],
    ['psp-region', '16KiB', 16_384],
    ['seed', '4294967295', 4_294_967_295],
  ])('%s=%s', (name, text, value) => {
    expect(valueOfText(fieldByName(name), text)).toBe(value);
  });

  test('booleans and flags', () => {
    expect(['on', 'off', 'true', 'false', 'ON'].map((text) => valueOfText(fieldByName('xbzrle'), text))).toEqual([true, false, true, false, true]);
    expect(valueOfText(fieldByName('policy'), 'es,nodbg')).toEqual(['nodbg', 'es']);
    expect(valueOfText(fieldByName('policy'), 'none')).toEqual([]);
  });
});

describe('what is no value', () => {
  const HOSTILE = [
    'banana', '', ' ', 'NaN', 'Infinity', '-Infinity', '-1', '-1GiB', '+5', '0x10', '1e3', '1e999', '1.', '.5', '1.2.3', '1,5', '5 5', '12 00', 'GiB', '1GiBs',
    '1 GiB GiB', '\u0661\u0662', '1\u0000', '__proto__', 'constructor', 'undefined', 'null', '[object Object]', '1/2', '9'.repeat(400), '%', '10%%',
  ];
  const numeric = FIELDS.filter((field) => 'step' in field);
  test.each(HOSTILE)('%j', (text) => {
    for (const field of numeric) expect([field.name, readField(field, text).status]).toEqual([field.name, 'bad']);
  });

  test('a part of something that comes whole', () => {
    expect(readField(fieldByName('vcpus'), '1.5')).toEqual({ status: 'bad', problem: 'is not a whole number' });
    expect(readField(fieldByName('max-cpu-throttle'), '50.5').status).toBe('bad');
    expect(readField(fieldByName('xbzrle-cache-size'), '100MiB')).toEqual({ status: 'bad', problem: 'is not a power of two' });
  });

  test('a unit of something else', () => {
    expect(readField(fieldByName('memory'), '5ms').status).toBe('bad');
    expect(readField(fieldByName('downtime-limit'), '5GiB').status).toBe('bad');
    expect(readField(fieldByName('bandwidth'), '5GiB').status).toBe('bad');
  });
});

describe('bounds and steps', () => {
  test('beyond a bound: the bound', () => {
    expect(readField(fieldByName('ring-depth'), '2000')).toEqual({ status: 'outside', value: 1024, problem: 'is above 1024' });
    expect(readField(fieldByName('memory'), '1MiB')).toMatchObject({ status: 'outside', value: 64 * 1024 ** 2, problem: 'is below 64MiB' });
    expect(readField(fieldByName('writes'), '99999999999999999999')).toMatchObject({ status: 'outside', value: 1e9 });
  });

  test('memory is rounded up to 2 MiB, other sizes to the nearest page', () => {
    expect(readField(fieldByName('memory'), '1000000001B')).toMatchObject({ status: 'rounded', value: 477 * 2 * 1024 ** 2 });
    expect(readField(fieldByName('working-set'), '1000000')).toMatchObject({ status: 'rounded', value: 244 * 4096 });
    expect(readField(fieldByName('psp-page-time'), '2.5000004ms')).toMatchObject({ status: 'rounded', value: 2_500_000 });
  });
});

describe('canonical text', () => {
  test.each<[FieldName, number, string]>([
    ['memory', 192 * 1024 ** 3, '192GiB'],
    ['memory', 16 * 1024 ** 3 + 2 * 1024 ** 2, '16386MiB'],
    ['memory', 1024 ** 4, '1TiB'],
    ['shared', 0, '0'],
    ['shared', 4096, '4KiB'],
    ['bandwidth', 3_125_000_000, '25Gbit/s'],
    ['bandwidth', 31_234_567, '249876.536kbit/s'],
    ['max-bandwidth', 134_217_728, '128MiB/s'],
    ['max-bandwidth', 125_000_000, '125MB/s'],
    ['max-bandwidth', 1234567, '1234567B/s'],
    ['helper-page-time', 1270, '1.27us'],
    ['latency', 100_000, '100us'],
    ['until', 90e9, '90s'],
    ['until', 120e9, '2m'],
    ['until', 57 * 3600e9, '57h'],
    ['writes', 20_000, '20k'],
    ['writes', 12_345, '12345'],
    ['writes', 1_300_000, '1.3M'],
    ['writes', 3999.7, '3999.7'],
    ['ring-depth', 1000, '1000'],
    ['zipf-exponent', 0.99, '0.99'],
  ])('%s: %d is %s', (name, value, text) => {
    expect(printField(fieldByName(name), value)).toBe(text);
  });

  test.each(FIELDS.map((field) => [field.name, field] as const))('%s: every value comes back, in text that needs no escape', (_, field) => {
    fc.assert(
      fc.property(valueOf(field), (value) => {
        const text = printField(field, value);
        expect(text).toMatch(/^[\w.,:/-]+$/);
        expect(valueOfText(field, text)).toEqual(value);
      }),
      { numRuns: 200 },
    );
  });

  test('reading any text is safe, and what is read has a canonical form', () => {
    fc.assert(
      fc.property(fc.constantFrom(...FIELDS), fc.oneof(fc.string(), fc.stringMatching(/^\d{1,8}(\.\d{1,4})? ?[KMGTkmgtinuBbsh/%]{0,5}$/)), (field, text) => {
        const reading = readField(field, text);
        if (reading.status === 'bad') return;
        expect(valueOfText(field, printField(field, reading.value))).toEqual(reading.value);
      }),
      { numRuns: 2000 },
    );
  });
});
