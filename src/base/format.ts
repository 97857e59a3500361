/**
 * Numbers for people, in one fixed locale: digits in groups of three by a thin space, a unit after a space, binary
 * units for memory, decimal ones for links. Reading them back is not meant; canonical text is the scenario room's.
 */
const THIN_SPACE = '\u2009';
const MINUS = '\u2212';
const SIGNIFICANT = 3;

interface Scale {
  /** How many of the base unit one of these is. */
  readonly factor: number;
  readonly unit: string;
}

const BINARY: readonly Scale[] = scales(1024, ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']);
const BITS: readonly Scale[] = scales(1000, ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s', 'Tbit/s']);
const COUNTS: readonly Scale[] = scales(1000, ['', 'k', 'M', 'G', 'T']);
/** Seconds run up to two minutes, minutes up to two hours, hours up to four days: as people compare migrations. */
const TIMES: readonly (Scale & { readonly below: number })[] = [
  { factor: 1, unit: 'ns', below: 1e3 },
  { factor: 1e3, unit: '\u00b5s', below: 1e3 },
  { factor: 1e6, unit: 'ms', below: 1e3 },
  { factor: 1e9, unit: 's', below: 120 },
  { factor: 60e9, unit: 'min', below: 120 },
  { factor: 3600e9, unit: 'h', below: 96 },
  { factor: 86_400e9, unit: 'd', below: Infinity },
];

/** A whole number, every digit: `12 000`. */
export function formatCount(count: number): string {
  return Number.isFinite(count) ? groupDigits(Math.round(count).toFixed(0)) : notFinite(count);
}

/** A count to three digits: `244`, `12.3 k`, `27.0 M`. */
export function formatCompact(count: number): string {
  return formatScaled(count, COUNTS, 1000);
}

/** Bytes of memory: `16 GiB`, `24.7 GiB`. */
export function formatBytes(bytes: number): string {
  return formatScaled(bytes, BINARY, 1024);
}

/** Bytes per second of a link, as bits: `25 Gbit/s`. */
export function formatLinkRate(bytesPerSecond: number): string {
  return formatScaled(bytesPerSecond * 8, BITS, 1000);
}

/** Things per second: `244 pages/s`, `694 k pages/s`. */
export function formatRate(perSecond: number, things: string): string {
  const text = formatCompact(perSecond);
  return `${text} ${things}/s`;
}

/** Nanoseconds: `300 ms`, `109.9 s`, `57 h`. */
export function formatDuration(ns: number): string {
  if (!Number.isFinite(ns)) return notFinite(ns);
  const size = Math.abs(ns);
  const scale = TIMES.find(({ factor, below }) => Number(timeDigits(size / factor)) < below) ?? { factor: 1, unit: 'ns' };
  return `${sign(ns)}${groupDigits(timeDigits(size / scale.factor))} ${scale.unit}`;
}

/** A moment of a run on a clock: `1:01.3`, `57:04:09`. Tenths up to an hour, whole seconds above; never rounded up to a moment to come. */
export function formatClock(ns: number): string {
  if (!Number.isFinite(ns)) return notFinite(ns);
  const tenths = Math.floor(Math.abs(ns) / 1e8);
  const seconds = Math.floor(tenths / 10);
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, String(seconds % 60).padStart(2, '0')];
  const text = hours > 0 ? `${groupDigits(String(hours))}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}.${tenths % 10}`;
  return `${ns < 0 ? MINUS : ''}${text}`;
}

/** Percent, 0 to 100: `10 %`, `33.3 %`. What is more than nothing is never `0 %`, what is less than all never `100 %`. */
export function formatPercent(percent: number): string {
  if (!Number.isFinite(percent)) return notFinite(percent);
  const text = (Math.round(percent * 10) / 10).toFixed(1).replace(/\.0$/, '');
  if (text === '0' && percent > 0) return '<0.1 %';
  if (text === '100' && percent < 100) return '>99.9 %';
  return `${text.replace('-', MINUS)} %`;
}

function scales(step: number, units: readonly string[]): readonly Scale[] {
  let factor = 1 / step;
  return units.map((unit) => ({ factor: (factor *= step), unit }));
}

/** Picks the unit after rounding, so that 999.96 k is 1.00 M. */
function formatScaled(value: number, table: readonly Scale[], step: number): string {
  if (!Number.isFinite(value)) return notFinite(value);
  const size = Math.abs(value);
  const scale = table.find(({ factor }) => Number(digits(size / factor)) < step) ?? table.at(-1) ?? { factor: 1, unit: '' };
  return `${sign(value)}${groupDigits(digits(size / scale.factor))} ${scale.unit}`.trimEnd();
}

/** Three significant digits, never fewer than the whole part; no decimals for a whole number. */
function digits(size: number): string {
  if (Number.isInteger(size)) return size.toFixed(0);
  const whole = Math.floor(size).toFixed(0).length;
  return size.toFixed(Math.max(0, SIGNIFICANT - whole));
}

/** As `digits`, with tenths from 100 on: 109.9 s says more than 110 s, and costs no unit. */
function timeDigits(size: number): string {
  return size >= 100 ? String(Math.round(size * 10) / 10) : digits(size);
}

function groupDigits(text: string): string {
  const [whole = '', fraction] = text.split('.');
  const grouped = whole.length < 4 ? whole : whole.replace(/\B(?=(\d{3})+$)/g, THIN_SPACE);
  return `${grouped.replace('-', MINUS)}${fraction === undefined ? '' : `.${fraction}`}`;
}

function sign(value: number): string {
  return value < 0 ? MINUS : '';
}

function notFinite(value: number): string {
  if (Number.isNaN(value)) return 'unknown';
  return value > 0 ? '\u221e' : `${MINUS}\u221e`;
}
