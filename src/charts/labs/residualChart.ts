import { scaleLinear } from 'd3';
import type { BootChart, BootChartInput, PinningId } from './bootChart';
import { valueOf } from './bootChart';

/** One bar: what was measured less the model, in seconds. */
export interface ResidualBar {
  readonly id: PinningId;
  readonly gb: number;
  readonly seconds: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** It exceeds the scale, and is drawn to the edge. */
  readonly clipped: boolean;
}

export interface ResidualChart {
  readonly height: number;
  readonly bars: readonly ResidualBar[];
  readonly zeroY: number;
  /** The tolerance: between these a model counts as right. */
  readonly band: { readonly y: number; readonly height: number };
  readonly ticks: readonly { readonly seconds: number; readonly y: number }[];
}

/** The scale ends this much beyond the tolerance. */
const BEYOND_TOLERANCE = 1.35;
const BAR_WIDTH = 3;
/** What exists is at least this high. */
const LEAST_BAR = 1;

/** Hangs under the chart on its own scale and shares its size axis; pure. */
export function layoutResiduals(input: BootChartInput, chart: Pick<BootChart, 'points'>, tolerance: number, height: number): ResidualChart {
  const edge = tolerance * BEYOND_TOLERANCE;
  const toY = scaleLinear().domain([-edge, edge]).range([height, 0]).clamp(true);
  const zeroY = toY(0);
  const bars = chart.points.map(({ id, gb, x }): ResidualBar => {
    const seconds = (input.measured.find((row) => row.gb === gb)?.[id] ?? 0) - valueOf(input.curves[id], gb);
    const y = toY(seconds);
    const size = Math.max(Math.abs(y - zeroY), LEAST_BAR);
    return {
      id, gb, seconds, width: BAR_WIDTH, height: size,
      x: id === 'launch' ? x - BAR_WIDTH - 0.5 : x + 0.5,
      y: seconds > 0 ? zeroY - size : zeroY,
      clipped: Math.abs(seconds) > edge,
    };
  });
  return {
    height, bars, zeroY,
    band: { y: toY(tolerance), height: toY(-tolerance) - toY(tolerance) },
    ticks: [tolerance, 0, -tolerance].map((seconds) => ({ seconds, y: toY(seconds) })),
  };
}
