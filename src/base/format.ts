/**
 * Numbers for people, in one fixed locale: digits in groups of three by a thin space, a unit after a space, binary
 * units for memory, decimal ones for links. Reading them back is not meant; canonical text is the scenario room's.
 */
/** U+202F: groups digits and stands before a prefix without breaking the line. */
export const THIN_SPACE = '\u202f';

const MINUS = '\u2212';
const SIGNIFICANT = 3;
/** A sentence writes counts out up to here: `12 000 written`. */
const WRITTEN_OUT = 100_000;

interface Scale {
  /** How many of the base unit one of these is. */
  readonly factor: number;
  readonly unit: string;
}

const BINARY: readonly Scale[] = scales(1024, ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']);
const BITS: readonly Scale[] = scales(1000, ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s', 'Tbit/s']);
const COUNTS: readonly Scale[] = scales(1000, ['', 'k', 'M', 'G', 'T']);

/** A whole number, every digit: `12 000`. */
export function formatCount(count: number): string {
  return Number.isFinite(count) ? signed(count, groupDigits(Math.abs(Math.round(count)).toFixed(0))) : notFinite(count);
}

/** A count to three digits, as wide for each value of one size: `244`, `12.3 k`, `27.0 M`. A unit follows after a space. */
export function formatCompact(count: number): string {
  if (!Number.isFinite(count)) return notFinite(count);
  const size = Math.abs(count);
  const { factor, unit } = scaleOf(size, COUNTS, 1000);
  const text = factor === 1 && Number.isInteger(size) ? size.toFixed(0) : toSignificant(size / factor);
  return signed(count, `${groupDigits(text)}${unit === '' ? '' : THIN_SPACE + unit}`);
}

/** As `formatCompact`, without zeros that say nothing: the round numbers of an axis, `1 M`, `1.6 M`, `400 k`. */
export function formatShort(count: number): string {
  return formatCompact(count).replace(/(\.\d*?)0+(?=\D|$)/, '$1').replace(/\.(?=\D|$)/, '');
}

/** A count in a sentence: whole digits while they are few, then three and a prefix: `2.5`, `244`, `12 000`, `694 k`. */
export function formatRounded(count: number): string {
  if (!(Math.abs(count) < WRITTEN_OUT - 0.5)) return formatShort(count);
  return Math.abs(count) < 9.95 && !Number.isInteger(count) ? signed(count, Math.abs(count).toFixed(1)) : formatCount(count);
}

/** Bytes of memory: `16 GiB`, `24.7 GiB`; no decimals that say nothing where the number is exact. */
export function formatBytes(bytes: number): string {
  return formatScaled(bytes, BINARY, 1024);
}

/** Bytes per second of a link, as bits: `25 Gbit/s`. */
export function formatLinkRate(bytesPerSecond: number): string {
  return formatScaled(bytesPerSecond * 8, BITS, 1000);
}

/** A number with an exact text as short as that; else three significant digits, never fewer than the whole part. */
export function toDigits(size: number): string {
  const text = toSignificant(size);
  return Number(text) === size ? String(size) : text;
}

/** Digits of a whole part in groups of three. */
export function groupDigits(text: string): string {
  const [whole = '', fraction] = text.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, THIN_SPACE);
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** A text with the sign of its value: a real minus. */
export function signed(value: number, text: string): string {
  return value < 0 ? `${MINUS}${text}` : text;
}

/** What is no number, in a word or a sign. */
export function notFinite(value: number): string {
  return Number.isNaN(value) ? 'unknown' : signed(value, '\u221e');
}

function scales(step: number, units: readonly string[]): readonly Scale[] {
  let factor = 1 / step;
  return units.map((unit) => ({ factor: (factor *= step), unit }));
}

/** Picks the unit after rounding, so that 999.96 k is 1.00 M. */
function scaleOf(size: number, table: readonly Scale[], step: number): Scale {
  return table.find(({ factor }) => Number(toSignificant(size / factor)) < step) ?? table.at(-1) ?? { factor: 1, unit: '' };
}

function formatScaled(value: number, table: readonly Scale[], step: number): string {
  if (!Number.isFinite(value)) return notFinite(value);
  const { factor, unit } = scaleOf(Math.abs(value), table, step);
  return signed(value, `${groupDigits(toDigits(Math.abs(value) / factor))} ${unit}`);
}

function toSignificant(size: number): string {
  const whole = Math.floor(size).toFixed(0).length;
  const text = size.toFixed(Math.max(0, SIGNIFICANT - whole));
  // 9.996 has three digits as 10.0, not as 10.00.
  return Math.floor(Number(text)).toFixed(0).length > whole ? size.toFixed(Math.max(0, SIGNIFICANT - whole - 1)) : text;
}
