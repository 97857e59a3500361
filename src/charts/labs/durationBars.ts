import { scaleLog } from 'd3';

/** Durations of very different sizes as bars on one log axis of whole decades. */
export interface DurationBars {
  /** Length of a bar, 0..1; what exists is longer than nothing. */
  readonly share: (seconds: number) => number;
  readonly ticks: readonly { readonly seconds: number; readonly share: number }[];
}

const LEAST_SHARE = 0.01;

/** An axis for these durations (seconds, positive): from the decade below the shortest to the one above the longest. */
export function layoutDurationBars(durations: readonly number[]): DurationBars {
  const known = durations.filter((seconds) => seconds > 0);
  const low = 10 ** Math.floor(Math.log10(Math.min(1, ...known)));
  const high = 10 ** Math.ceil(Math.log10(Math.max(low * 10, ...known)));
  const scale = scaleLog().domain([low, high]).range([0, 1]).clamp(true);
  const ticks: { seconds: number; share: number }[] = [];
  for (let seconds = low; seconds <= high * 1.001; seconds *= 10) ticks.push({ seconds, share: scale(seconds) });
  return { share: (seconds) => (seconds > 0 ? Math.max(scale(seconds), LEAST_SHARE) : 0), ticks };
}
