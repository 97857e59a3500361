import type { SimNs } from '../../base/units';
import { NS_PER_MS, NS_PER_SECOND, NS_PER_US } from '../../base/units';
import { formatClock } from '../../base/formatTime';
import type { TimeWindow } from './timeWindow';

export interface TimeTick {
  readonly atNs: SimNs;
  readonly label: string;
}

const DAY = 86_400 * NS_PER_SECOND;
const HOUR = 3_600 * NS_PER_SECOND;
const MINUTE = 60 * NS_PER_SECOND;
const DECADES = [1, 2, 5, 10, 20, 50, 100, 200, 500];
const STEPS: readonly SimNs[] = [
  ...DECADES.map((step) => step * NS_PER_US),
  ...DECADES.map((step) => step * NS_PER_MS),
  ...[1, 2, 5, 10, 20, 30].map((step) => step * NS_PER_SECOND),
  ...[1, 2, 5, 10, 20, 30].map((step) => step * MINUTE),
  ...[1, 2, 5, 10, 20].map((step) => step * HOUR),
  ...DECADES.map((step) => step * DAY),
];

function tickLabel(atNs: SimNs, stepNs: SimNs): string {
  if (stepNs >= DAY) return `${atNs / DAY} d`;
  if (stepNs >= HOUR) return `${atNs / HOUR} h`;
  const decimals = stepNs >= NS_PER_SECOND ? 0 : Math.min(9, Math.ceil(-Math.log10(stepNs / NS_PER_SECOND) - 1e-9));
  return formatClock(atNs, decimals);
}

/** Round moments of the window, at most `most` of them, on the steps of clocks (1, 2, 5, 10, 20, 30 s, min; hours; days). */
export function timeTicks(window: TimeWindow, most: number): readonly TimeTick[] {
  const span = window.toNs - window.fromNs;
  const stepNs = STEPS.find((step) => span / step <= most) ?? STEPS[STEPS.length - 1] ?? span;
  const first = Math.ceil(window.fromNs / stepNs);
  const last = Math.floor(window.toNs / stepNs);
  const ticks: TimeTick[] = [];
  for (let step = first; step <= last; step += 1) {
    ticks.push({ atNs: step * stepNs, label: tickLabel(step * stepNs, stepNs) });
  }
  return ticks;
}
