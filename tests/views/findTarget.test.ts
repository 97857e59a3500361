import { describe, expect, it } from 'vitest';
import { GIB, PAGE_BYTES } from '../../src/base/units';
import { findTarget } from '../../src/views/findTarget';

const PAGES = (16 * GIB) / PAGE_BYTES;

describe('findTarget', () => {
  it.each([
    ['0x2aec4', 0x2aec4, 'GFN 0x2aec4'],
    ['175812', 175812, 'GFN 0x2aec4'],
    ['0x2aec4abc', 0x2aec4, 'GFN 0x2aec4, address 0x2aec4abc'],
    ['4GiB', GIB / 1024, 'GFN 0x100000, address 0x100000000'],
    ['1.5 MiB', 384, 'GFN 0x180, address 0x180000'],
    [' 0 ', 0, 'GFN 0x0'],
  ])('%s is page %d', (text, page, said) => {
    expect(findTarget(text, PAGES)).toEqual({ kind: 'page', page, text: said });
  });

  it.each([
    ['downtime', 'downtime-limit'],
    ['Memory', 'memory'],
    ['helper vcpus', 'helper-vcpus'],
    ['psp-page', 'psp-page-time'],
  ])('%s is the field %s', (text, field) => {
    expect(findTarget(text, PAGES)).toMatchObject({ kind: 'field', field });
  });

  it.each(['', '   ', '0x400000000', '16GiB', '99999999999999', 'no such thing', '0xzz', '__proto__'])('%j is nothing', (text) => {
    expect(findTarget(text, PAGES)).toBeUndefined();
  });
});
