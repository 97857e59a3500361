import type { SimNs } from '../../base/units';
import { NS_PER_SECOND } from '../../base/units';

/**
 * A moment of the run as a clock: `1:01.3`, `57:04:11`. Hours appear when there are any.
 * @param decimals digits of a second, 0 to 9; cut, not rounded, so that a moment never reads as one still to come
 */
export function clockText(ns: SimNs, decimals = 2): string {
  const unit = 10 ** decimals;
  const units = Math.floor((ns / NS_PER_SECOND) * unit + 1e-6);
  const whole = Math.floor(units / unit);
  const minutes = Math.floor(whole / 60);
  const hours = Math.floor(minutes / 60);
  const fraction = decimals === 0 ? '' : `.${String(units - whole * unit).padStart(decimals, '0')}`;
  const seconds = `${String(whole % 60).padStart(2, '0')}${fraction}`;
  return hours === 0 ? `${minutes}:${seconds}` : `${hours}:${String(minutes % 60).padStart(2, '0')}:${seconds}`;
}

/** A moment in a list of moments: seconds with two decimals as logs have them, a clock once hours matter. */
export function momentText(ns: SimNs): string {
  return ns < 10_000 * NS_PER_SECOND ? (ns / NS_PER_SECOND).toFixed(2) : clockText(ns, 0);
}

const SPANS = [
  [86_400e9, 'd'],
  [3_600e9, 'h'],
  [60e9, 'min'],
  [1e9, 's'],
  [1e6, 'ms'],
  [1e3, '\u00b5s'],
] as const;

/** A length of time in the unit that people would say: `57.3 h`, `622 ms`, `110 s`. */
export function spanText(ns: SimNs): string {
  if (ns <= 0) return '0 s';
  const [size, unit] = SPANS.find(([step]) => ns >= (step === 60e9 || step === 86_400e9 ? step * 3 : step)) ?? ([1, 'ns'] as const);
  const value = ns / size;
  return `${value >= 99.95 ? value.toFixed(0) : value >= 9.995 ? value.toFixed(1) : value.toFixed(2)} ${unit}`;
}
