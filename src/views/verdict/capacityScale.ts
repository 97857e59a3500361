/** A stage as one bar. */
export interface CapacityBar {
  readonly id: string;
  readonly label: string;
  readonly pagesPerSecond: number;
  readonly binds: boolean;
  /** Rests on an estimate: the bar carries the tag. */
  readonly estimate: boolean;
  /** What the guest demands stands among the stages in the colour of dirty pages. Default: a stage. */
  readonly kind?: 'stage' | 'demand';
}

/** Stages further apart than this share a log scale: on a linear one the small ones would be all one pixel. */
const LINEAR_SPAN = 20;
/** A log bar of the smallest stage still has this share of the width. */
const LEAST_SHARE = 0.12;

export interface CapacityScale {
  readonly log: boolean;
  /** Length of a stage's bar, 0..1. */
  readonly share: (pagesPerSecond: number) => number;
}

/** One scale for all stages, linear where they are comparable. A demand that exceeds every stage is cut at the end. */
export function capacityScale(bars: readonly Pick<CapacityBar, 'pagesPerSecond' | 'kind'>[]): CapacityScale {
  const values = bars.map((bar) => bar.pagesPerSecond).filter((value) => value > 0 && Number.isFinite(value));
  if (values.length === 0) return { log: false, share: () => 0 };
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const log = most / least > LINEAR_SPAN;
  const low = Math.log(least);
  const span = Math.log(most) - low;
  const share = (value: number): number => {
    if (!(value > 0)) return 0;
    const part = log ? LEAST_SHARE + (1 - LEAST_SHARE) * ((Math.log(value) - low) / span) : value / most;
    return Math.min(Math.max(part, 0), 1);
  };
  return { log, share };
}
