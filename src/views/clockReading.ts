import type { SimNs } from '../base/units';
import { formatClock, formatDuration } from '../base/formatTime';

const HOUR_NS = 3_600e9;
/** Ends of runs from here on are told in hours; a clock of seconds would be noise. */
const LONG_RUN_NS = 10 * HOUR_NS;

/** The moment of the play head and the end of the run, in digits that suit the length of the run. */
export function clockReading(cursorNs: SimNs, endNs: SimNs, isKnown: boolean): { readonly now: string; readonly end: string } {
  // A run begins short: digits that suit its first milliseconds would shake the bar while it is computed.
  const decimals = isKnown ? decimalsFor(endNs) : Math.min(decimalsFor(endNs), 2);
  const end = endNs >= LONG_RUN_NS ? formatDuration(endNs) : formatClock(endNs, decimals - 1);
  return { now: formatClock(cursorNs, endNs >= LONG_RUN_NS ? 0 : decimals), end: isKnown ? end : `\u2265 ${end}` };
}

/** Enough digits that a step of one in 10 000 of the run is seen. */
function decimalsFor(endNs: SimNs): number {
  if (endNs >= 10e9) return 2;
  if (endNs >= 1e9) return 3;
  return endNs >= 1e8 ? 4 : 5;
}
