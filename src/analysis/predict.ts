import { NS_PER_SECOND } from '../base/units';
import type { MigrationResult, QueryMigrate } from '../engine/record/runResult';
import { Simulation } from '../engine/simulation';
import type { Trace } from '../interop/trace';
import { quantile } from './quantile';
import { traceConfig } from './traceConfig';

/** Metrics of `query-migrate` that a prediction is held to: ms, ms, count, bytes. */
export const METRICS = ['total-time', 'downtime', 'dirty-sync-count', 'transferred'] as const;
export type Metric = (typeof METRICS)[number];

/** A migration's fate in `query-migrate`'s words; a metric is undefined where QEMU prints none (failed, cancelled). */
export interface Fate extends Readonly<Record<Metric, number | undefined>> {
  readonly status: string;
}

export interface Prediction {
  /** Median over the seeds that end with the most frequent status. */
  readonly predicted: Fate;
  /** Lowest and highest over those seeds; `total-time` widened by what the recorded machine scatters between repeats. */
  readonly spread: Readonly<Record<Metric, { readonly min: number; readonly max: number } | undefined>>;
  /** Every status that came up, and how often. */
  readonly statuses: Readonly<Record<string, number>>;
}

/** Enough to see both ways that a run at the edge can go. */
export const PREDICTION_SEEDS: readonly number[] = Array.from({ length: 21 }, (_, i) => i + 1);
/**
 * Repeats of one recording lie up to 0.3 % from their mean, though nothing in them is random (`idle-03`, `uniform-02`, `edge-10`
 * and their b and c): stalls of a shared core, which no seed draws.
 */
const MACHINE_SCATTER = 0.003;
const BROKEN_CHANNEL = 'Unable to write to socket: Broken pipe';
const NO_BUDGET = Infinity;

/** What a recorded migration should have come to: one simulation per seed, their median and spread. */
export function predict(trace: Trace, seeds: readonly number[] = PREDICTION_SEEDS): Prediction {
  const fates = seeds.map((seed) => simulateTrace(trace, seed));
  const statuses: Record<string, number> = {};
  for (const { status } of fates) statuses[status] = (statuses[status] ?? 0) + 1;
  const status = Object.keys(statuses).reduce((most, each) => ((statuses[each] ?? 0) > (statuses[most] ?? 0) ? each : most));
  const alike = fates.filter((fate) => fate.status === status);
  const column = (metric: Metric): readonly number[] => alike.map((fate) => fate[metric]).filter((value) => value !== undefined);
  return {
    predicted: { status, ...perMetric((metric) => quantile(column(metric), 0.5)) },
    spread: perMetric((metric) => spreadOf(column(metric), metric === 'total-time' ? MACHINE_SCATTER : 0)),
    statuses,
  };
}

/** One run of a recorded migration in the engine, up to the end of the migration. */
export function simulateTrace(trace: Trace, seed: number): Fate {
  const config = traceConfig(trace, seed);
  const simulation = new Simulation(config);
  if (trace.action?.do === 'kill-destination') {
    const killNs = (config.script[0]?.atNs ?? 0) + trace.action.at_s * NS_PER_SECOND;
    simulation.advance(killNs, NO_BUDGET);
    const { thread } = simulation;
    if (thread.isActive) {
      thread.abandon(thread.state.nowNs, 'failed', BROKEN_CHANNEL);
      return { status: 'failed', ...perMetric(() => undefined) };
    }
  }
  for (let untilNs = NS_PER_SECOND; !simulation.isDone && simulation.state.migrations.length === 0; untilNs += NS_PER_SECOND) {
    simulation.advance(untilNs, NO_BUDGET);
  }
  return fateOf(simulation.state.migrations[0]);
}

function fateOf(migration: MigrationResult | undefined): Fate {
  if (migration === undefined) return { status: 'none', ...perMetric(() => undefined) };
  const { queryMigrate, status } = migration;
  return status === 'completed' ? fateFromQuery(queryMigrate) : { status, ...perMetric(() => undefined) };
}

/** The metrics of a `query-migrate` answer; those of `ram` lie one level down. */
function fateFromQuery(query: QueryMigrate): Fate {
  const { ram } = query;
  const inRam = typeof ram === 'object' && !Array.isArray(ram) ? (ram as QueryMigrate) : {};
  const { status } = query;
  const read = (metric: Metric): number | undefined => [query[metric], inRam[metric]].find((value) => typeof value === 'number');
  return { status: typeof status === 'string' ? status : 'none', ...perMetric(read) };
}

export function perMetric<T>(of: (metric: Metric) => T): Record<Metric, T> {
  return {
    'total-time': of('total-time'), downtime: of('downtime'), 'dirty-sync-count': of('dirty-sync-count'), transferred: of('transferred'),
  };
}

function spreadOf(values: readonly number[], scatter: number): { readonly min: number; readonly max: number } | undefined {
  if (values.length === 0) return undefined;
  return { min: Math.floor(Math.min(...values) * (1 - scatter)), max: Math.ceil(Math.max(...values) * (1 + scatter)) };
}
