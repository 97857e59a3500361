/** U+202F: groups digits and stands before a unit without breaking the line. */
export const THIN_SPACE = '\u202f';

const STEPS = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
  [1, ''],
] as const;

/** A number in three significant digits with a decimal prefix: `694 k`, `1.30 M`, `73.2`. The unit follows after a space. */
export function siText(value: number): string {
  if (value === 0) return '0';
  if (value < 0) return `\u2212${siText(-value)}`;
  const [size, prefix] = STEPS.find(([step]) => value >= step * 0.9995) ?? ([1, ''] as const);
  const scaled = value / size;
  const digits = scaled >= 99.95 ? 0 : scaled >= 9.995 ? 1 : 2;
  const exact = size === 1 && Number.isInteger(value);
  return `${exact ? String(value) : scaled.toFixed(digits)}${prefix === '' ? '' : THIN_SPACE + prefix}`;
}

/** A round number of an axis, without the zeros that say nothing: `1 M`, `1.6 M`, `400 k`. */
export function axisText(value: number): string {
  return siText(value).replace(/\.0+(?=\D|$)|(?<=\.\d*[1-9])0+(?=\D|$)/, '');
}

/** A number with its unit; a decimal prefix joins the unit: `22.9 Gbit/s`, `0 bit/s`. */
export function withUnit(value: number, unit: string): string {
  const text = siText(value);
  return text.includes(THIN_SPACE) ? `${text}${unit}` : `${text}${THIN_SPACE}${unit}`;
}

/** A whole number with its digits in groups of three: `50 331 648`. */
export function groupedText(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, THIN_SPACE);
}

/** Bytes in the largest binary unit that keeps the number at one or more: `63.0 GiB`, `512 KiB`. */
export function binaryText(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? String(Math.round(value)) : value.toFixed(1)} ${units[unit] ?? ''}`;
}
