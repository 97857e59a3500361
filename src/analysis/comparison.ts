import type { Trace } from '../interop/trace';
import { perMetric, type Fate, type Metric, type Prediction } from './predict';
import { quantile } from './quantile';

/**
 * How far off a prediction is, predicted minus measured. `total-time` and `transferred` as a fraction of what was measured,
 * `downtime` in ms and `dirty-sync-count` in synchronisations: both are small whole numbers, often 0.
 */
export type PredictionError = Readonly<Record<Metric, number | undefined>>;

const RELATIVE: ReadonlySet<Metric> = new Set(['total-time', 'transferred']);

/** Units of the errors, for whoever reads them. */
export const ERROR_UNITS: Readonly<Record<Metric, string>> = {
  'total-time': 'fraction of measured', downtime: 'ms', 'dirty-sync-count': 'count', transferred: 'fraction of measured',
};

export interface TraceComparison {
  readonly id: string;
  readonly kind: string;
  readonly prediction: Prediction;
  /** undefined: the trace was stripped of its measurements. */
  readonly measured: Fate | undefined;
  readonly error: PredictionError | undefined;
}

/** Sets a prediction against the final `query-migrate` of the recording, where there is one. */
export function compare({ id, kind, final }: Trace, prediction: Prediction): TraceComparison {
  const measured = final === undefined || final === null ? undefined : measuredFate(final);
  const error = measured === undefined ? undefined : perMetric((metric) => errorOf(metric, prediction.predicted[metric], measured[metric]));
  return { id, kind, prediction, measured, error };
}

function measuredFate(final: NonNullable<Trace['final']>): Fate {
  return {
    status: final.status, 'total-time': final['total-time'], downtime: final.downtime,
    'dirty-sync-count': final.ram?.['dirty-sync-count'], transferred: final.ram?.transferred,
  };
}

function errorOf(metric: Metric, predicted: number | undefined, measured: number | undefined): number | undefined {
  if (predicted === undefined || measured === undefined) return undefined;
  if (!RELATIVE.has(metric)) return predicted - measured;
  return measured === 0 ? undefined : (predicted - measured) / measured;
}

export interface Summary {
  /** Median and 90th percentile of the size of the errors; undefined without a measured run. */
  readonly metrics: Readonly<Record<Metric, { readonly median: number; readonly p90: number } | undefined>>;
  /** Runs whose end (completed, cancelled, failed) was foreseen, of those measured. */
  readonly rightStatus: number;
  readonly measuredRuns: number;
}

export function summarise(comparisons: readonly TraceComparison[]): Summary {
  const measured = comparisons.filter((comparison) => comparison.measured !== undefined);
  return {
    metrics: perMetric((metric) => {
      const sizes = measured.map(({ error }) => error?.[metric]).filter((value) => value !== undefined).map(Math.abs);
      const [median, p90] = [quantile(sizes, 0.5), quantile(sizes, 0.9)];
      return median === undefined || p90 === undefined ? undefined : { median, p90 };
    }),
    rightStatus: measured.filter(({ prediction, measured: fate }) => prediction.predicted.status === fate?.status).length,
    measuredRuns: measured.length,
  };
}

