import type { RunEvent } from '../../engine/record/runEvent';
import type { MigrationResult, RunResult } from '../../engine/record/runResult';
import { strongestThrottle } from '../moment';

/** What an advice needs to know of a run that was computed to its end. */
export interface RunFacts {
  readonly result: RunResult;
  /** Percent; 0 when nothing throttled the guest. */
  readonly throttle: number;
}

/** What a change came to, of the run's last migration. */
export interface Outcome {
  readonly outcome: RunResult['outcome'];
  readonly totalMs?: number;
  readonly downtimeMs?: number;
  readonly passes?: number;
  readonly throttle: number;
  /** Every migration arrived, and the oracle found every page right. */
  readonly arrives: boolean;
}

export function runFacts(result: RunResult, events: readonly RunEvent[]): RunFacts {
  return { result, throttle: strongestThrottle(events) };
}

/** The figures of `query-migrate`, in ms. */
export function outcomeOfFacts({ result, throttle }: RunFacts): Outcome {
  const query = result.migrations.at(-1)?.queryMigrate;
  const ram = query?.['ram'];
  const numbers = {
    totalMs: numberOf(query?.['total-time']),
    downtimeMs: numberOf(query?.['downtime']),
    passes: typeof ram === 'object' && 'dirty-sync-count' in ram ? numberOf(ram['dirty-sync-count']) : undefined,
  };
  const { stale, wrongKey, misclassified, lost, violations } = result.integrity;
  const arrives = result.outcome === 'converges' && result.migrations.every(isCompleted) && stale + wrongKey + misclassified + lost + violations.length === 0;
  return { outcome: result.outcome, ...definedOf(numbers), throttle, arrives };
}

function isCompleted({ status }: MigrationResult): boolean {
  return status === 'completed';
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function definedOf(numbers: Readonly<Record<'totalMs' | 'downtimeMs' | 'passes', number | undefined>>): Partial<Record<'totalMs' | 'downtimeMs' | 'passes', number>> {
  return Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== undefined));
}
