import { formatCount } from '../../base/format';

/** Seconds to two decimals with their unit: `24.53 s`. */
export function secondsText(seconds: number): string {
  return `${seconds.toFixed(2)} s`;
}

/** A size in GB, without decimals that say nothing: `192`, `0.5`, `1 024`. */
export function sizeText(gb: number): string {
  return gb >= 10 ? formatCount(Math.round(gb)) : String(Math.round(gb * 10) / 10);
}

/** A signed difference with a real minus: `+0.048`. */
export function signedText(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  return `${value < 0 ? '\u2212' : '+'}${text}`;
}

/** A size as a link writes it: whole MiB, so that half a GiB is one too. */
export function linkedSize(gb: number): string {
  return Number.isInteger(gb) ? `${gb}GiB` : `${Math.round(gb * 1024)}MiB`;
}
