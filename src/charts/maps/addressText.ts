import type { Bytes, PageIndex } from '../../base/units';

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** Bytes that are a whole number of some binary unit, without rounding: `2 MiB`, `1.5 GiB`. */
export function exactBytes(bytes: Bytes): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  const text = Number.isInteger(value) ? String(value) : value.toFixed(2).replace(/\.?0+$/, '');
  return `${text} ${UNITS[unit] ?? ''}`;
}

/** Guest physical address of a page's first byte. */
export function addressOf(page: PageIndex, pageBytes: Bytes): string {
  return `0x${(page * pageBytes).toString(16)}`;
}
