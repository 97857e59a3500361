import { groupDigits, notFinite, signed, toDigits } from './format';
import type { SimNs } from './units';
import { NS_PER_SECOND } from './units';

const HOUR = 3600 * NS_PER_SECOND;
/** Seconds run up to ten minutes, minutes up to two hours, hours up to ten days: as people compare migrations. */
const UNITS = [
  { factor: 1, unit: 'ns', below: 1e3 },
  { factor: 1e3, unit: '\u00b5s', below: 1e3 },
  { factor: 1e6, unit: 'ms', below: 1e3 },
  { factor: NS_PER_SECOND, unit: 's', below: 600 },
  { factor: 60 * NS_PER_SECOND, unit: 'min', below: 120 },
  { factor: HOUR, unit: 'h', below: 240 },
  { factor: 24 * HOUR, unit: 'd', below: Infinity },
] as const;
/** From here on the fraction of an hour is not what anybody plans with. */
const WHOLE_HOURS = 10;
/** Logs count seconds; once there are hours, a clock says more. */
const LOGGED_SECONDS = 10_000;

/** A length of time: `300 ms`, `109.9 s`, `4.77 h`, `57 h`. */
export function formatDuration(ns: SimNs): string {
  if (!Number.isFinite(ns)) return notFinite(ns);
  if (ns === 0) return '0 s';
  const size = Math.abs(ns);
  const { factor, unit } = UNITS.find((each) => Number(durationDigits(size / each.factor, each.unit)) < each.below) ?? UNITS[0];
  return signed(ns, `${groupDigits(durationDigits(size / factor, unit))} ${unit}`);
}

/** Tenths of a second from 100 s on: 109.9 s says more than 110 s. */
function durationDigits(size: number, unit: string): string {
  if (unit === 'h' && size >= WHOLE_HOURS) return Math.round(size).toFixed(0);
  return unit === 's' && size >= 100 ? String(Math.round(size * 10) / 10) : toDigits(size);
}

/**
 * A moment of a run on a clock: `1:01.3`, `57:04:09`. Hours appear when there are any.
 * @param decimals of a second, 0 to 9: tenths below an hour unless told. Cut, not rounded: a moment never reads as one to come
 */
export function formatClock(ns: SimNs, decimals = Math.abs(ns) < HOUR ? 1 : 0): string {
  if (!Number.isFinite(ns)) return notFinite(ns);
  const perSecond = 10 ** decimals;
  const parts = Math.floor((Math.abs(ns) / NS_PER_SECOND) * perSecond + 1e-6);
  const whole = Math.floor(parts / perSecond);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const fraction = decimals === 0 ? '' : `.${String(parts - whole * perSecond).padStart(decimals, '0')}`;
  const seconds = `${String(whole % 60).padStart(2, '0')}${fraction}`;
  return signed(ns, hours === 0 ? `${minutes}:${seconds}` : `${groupDigits(String(hours))}:${String(minutes).padStart(2, '0')}:${seconds}`);
}

/** A moment in a list of moments, as logs have them: `12.66`; a clock once hours matter. */
export function formatLogTime(ns: SimNs): string {
  return ns < LOGGED_SECONDS * NS_PER_SECOND ? (ns / NS_PER_SECOND).toFixed(2) : formatClock(ns, 0);
}

/** A moment in a sentence, for "at ...": `41.20 s`; a clock once hours matter. */
export function formatMoment(ns: SimNs): string {
  return ns < LOGGED_SECONDS * NS_PER_SECOND ? `${formatLogTime(ns)} s` : formatClock(ns, 0);
}
