import { scaleLinear } from 'd3';

export type PinningId = 'launch' | 'demand';

/** A straight line: seconds to boot over GB of guest memory. */
export interface BootCurve {
  readonly intercept: number;
  readonly slope: number;
}

export interface BootChartInput {
  /** Measured sizes in order, with seconds to boot in both modes. */
  readonly measured: readonly { readonly gb: number; readonly launch: number; readonly demand: number }[];
  readonly curves: Readonly<Record<PinningId, BootCurve>>;
  /** The scenario's own size. */
  readonly ownGb: number;
}

export interface Line {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

export interface BootChart {
  readonly width: number;
  readonly height: number;
  readonly plot: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  /** Largest size on the axis. */
  readonly topGb: number;
  readonly xTicks: readonly { readonly gb: number; readonly x: number; readonly own: boolean }[];
  readonly yTicks: readonly { readonly seconds: number; readonly y: number }[];
  readonly points: readonly { readonly id: PinningId; readonly gb: number; readonly x: number; readonly y: number }[];
  /** Within what was measured, and beyond it; undefined where the axis ends before. */
  readonly curves: readonly { readonly id: PinningId; readonly inside: Line; readonly beyond: Line | undefined; readonly endY: number }[];
  /** What a size saves, between both measured points; `textX` is the right end of its text. */
  readonly savings: readonly { readonly gb: number; readonly x: number; readonly y1: number; readonly y2: number; readonly seconds: number }[];
  readonly own: { readonly gb: number; readonly x: number; readonly launchY: number; readonly demandY: number; readonly measured: boolean };
  /** Left edge of what nobody measured; undefined where the axis ends before. */
  readonly beyondX: number | undefined;
}

const LEFT_GUTTER = 30;
const RIGHT_GUTTER = 112;
/** Below this width the lines' names stand inside the plot. */
export const COMPACT_CHART = 460;
const TOP = 16;
const BOTTOM = 22;
/** Room on the axis behind the largest size. */
const HEADROOM = 1.04;
/** Savings of smaller guests are narrower than their own numbers. */
const LEAST_LABELLED_GB = 32;
/** Labels of the size axis keep this distance, px. */
const TICK_DISTANCE = 22;

/** Places axes, points, both curves and the scenario's own size; pure. */
export function layoutBootChart(input: BootChartInput, width: number, height: number): BootChart {
  const { measured, curves, ownGb } = input;
  const lastGb = measured.at(-1)?.gb ?? 0;
  const topGb = Math.max(lastGb, ownGb) * HEADROOM;
  const rightGutter = width < COMPACT_CHART ? 6 : RIGHT_GUTTER;
  const plot = { x: LEFT_GUTTER, y: TOP, width: Math.max(width - LEFT_GUTTER - rightGutter, 1), height: Math.max(height - TOP - BOTTOM, 1) };
  const toX = scaleLinear().domain([0, topGb]).range([plot.x, plot.x + plot.width]);
  const toY = scaleLinear().domain([0, valueOf(curves.launch, topGb)]).range([plot.y + plot.height, plot.y]);
  const lineOf = (curve: BootCurve, from: number, to: number): Line => ({ x1: toX(from), y1: toY(valueOf(curve, from)), x2: toX(to), y2: toY(valueOf(curve, to)) });
  const splitGb = Math.min(lastGb, topGb);
  const isBeyond = ownGb > lastGb;
  return {
    width, height, plot, topGb,
    xTicks: sizeTicks(input, (gb) => toX(gb)),
    yTicks: toY.ticks(5).map((seconds) => ({ seconds, y: toY(seconds) })),
    points: measured.flatMap(({ gb, launch, demand }) => [
      { id: 'launch' as const, gb, x: toX(gb), y: toY(launch) }, { id: 'demand' as const, gb, x: toX(gb), y: toY(demand) },
    ]),
    curves: (['launch', 'demand'] as const).map((id) => ({
      id,
      inside: lineOf(curves[id], 0, isBeyond ? splitGb : topGb),
      beyond: isBeyond ? lineOf(curves[id], splitGb, topGb) : undefined,
      endY: toY(valueOf(curves[id], topGb)),
    })),
    savings: measured.filter(({ gb }) => gb >= LEAST_LABELLED_GB && gb !== ownGb && toX(gb) - plot.x > 60)
      .map(({ gb, launch, demand }) => ({ gb, x: toX(gb), y1: toY(launch), y2: toY(demand), seconds: launch - demand })),
    own: {
      gb: ownGb, x: toX(ownGb), launchY: toY(valueOf(curves.launch, ownGb)), demandY: toY(valueOf(curves.demand, ownGb)),
      measured: measured.some(({ gb }) => gb === ownGb),
    },
    beyondX: isBeyond ? toX(lastGb) : undefined,
  };
}

/** Seconds of a curve at a size. */
export function valueOf({ intercept, slope }: BootCurve, gb: number): number {
  return intercept + slope * gb;
}

/** The size under a pixel, kept on the axis; at least the smallest guest that boots. */
export function sizeAt(chart: Pick<BootChart, 'plot' | 'topGb'>, x: number): number {
  const share = Math.min(Math.max((x - chart.plot.x) / chart.plot.width, 0), 1);
  return Math.max(share * chart.topGb, 1);
}

/** The own size always has its label; measured ones where there is room beside it and each other, from the largest down. */
function sizeTicks({ measured, ownGb }: BootChartInput, toX: (gb: number) => number): BootChart['xTicks'] {
  const kept: { gb: number; x: number; own: boolean }[] = [{ gb: ownGb, x: toX(ownGb), own: true }];
  for (const { gb } of [...measured].reverse()) {
    const x = toX(gb);
    if (kept.every((tick) => Math.abs(tick.x - x) >= TICK_DISTANCE)) kept.push({ gb, x, own: false });
  }
  return kept.sort((a, b) => a.gb - b.gb);
}
