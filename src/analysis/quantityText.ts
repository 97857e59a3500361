import type { Bytes, SimNs } from '../base/units';
import { GIB, KIB, MIB, NS_PER_MS, NS_PER_SECOND, NS_PER_US } from '../base/units';

/** U+202F: groups digits and stands before a prefix without breaking the line. */
const THIN = '\u202f';

/** A rate or a count in at most three digits and a prefix above 99 999, grouped whole digits below: `244`, `12 000`, `694 k`. */
export function countText(value: number): string {
  if (value < 99_999.5) return groups(value < 9.95 && !Number.isInteger(value) ? value.toFixed(1) : String(Math.round(value)));
  for (const [size, prefix] of [[1e12, 'T'], [1e9, 'G'], [1e6, 'M']] as const) {
    if (value >= size * 0.9995) return `${three(value / size)}${THIN}${prefix}`;
  }
  return `${three(value / 1e3)}${THIN}k`;
}

/** A whole number, digits in groups of three: `50 331 648`. */
export function wholeText(value: number): string {
  return groups(String(Math.round(value)));
}

/** A length of time in the unit that people would say: `57.3 h`, `109.9 s`, `622 ms`, `2.5 ms`. */
export function durationText(ns: SimNs): string {
  if (ns >= 48 * 3600 * NS_PER_SECOND) return `${three(ns / (24 * 3600 * NS_PER_SECOND))} days`;
  if (ns >= 2 * 3600 * NS_PER_SECOND) return `${three(ns / (3600 * NS_PER_SECOND))} h`;
  if (ns >= 10 * 60 * NS_PER_SECOND) return `${three(ns / (60 * NS_PER_SECOND))} min`;
  if (ns >= 0.9995 * NS_PER_SECOND) return `${groups((ns / NS_PER_SECOND).toFixed(ns >= 10 * NS_PER_SECOND ? 1 : 2))} s`;
  if (ns >= 0.9995 * NS_PER_MS) return `${three(ns / NS_PER_MS)} ms`;
  if (ns >= 0.9995 * NS_PER_US) return `${three(ns / NS_PER_US)} µs`;
  return `${Math.round(ns)} ns`;
}

/** A moment of the run, for "at ...": seconds with two decimals up to ten minutes, then as a duration. */
export function momentText(ns: SimNs): string {
  return ns < 600 * NS_PER_SECOND ? `${(ns / NS_PER_SECOND).toFixed(2)} s` : durationText(ns);
}

/** Memory in binary units: `192 GiB`, `1.5 GiB`, `512 MiB`. */
export function memoryText(bytes: Bytes): string {
  if (bytes >= 1024 * GIB) return `${three(bytes / (1024 * GIB))} TiB`;
  if (bytes >= GIB) return `${three(bytes / GIB)} GiB`;
  if (bytes >= MIB) return `${three(bytes / MIB)} MiB`;
  return `${three(bytes / KIB)} KiB`;
}

/** A link in decimal bits: `25 Gbit/s`, `268 Mbit/s`. */
export function bitRateText(bytesPerSecond: number): string {
  const bits = bytesPerSecond * 8;
  return bits >= 0.9995e9 ? `${three(bits / 1e9)} Gbit/s` : bits >= 0.9995e6 ? `${three(bits / 1e6)} Mbit/s` : `${three(bits / 1e3)} kbit/s`;
}

function three(value: number): string {
  const digits = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  const text = value.toFixed(digits);
  return groups(text.includes('.') ? text.replace(/\.?0+$/, '') : text);
}

function groups(text: string): string {
  const [whole = '', ...fraction] = text.split('.');
  return [whole.replace(/\B(?=(\d{3})+(?!\d))/g, THIN), ...fraction].join('.');
}
