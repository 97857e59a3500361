import type { SimNs } from '../base/units';
import type { RunEvent } from '../engine/record/runEvent';
import type { MigrationResult, RunResult } from '../engine/record/runResult';
import type { SeriesId, SeriesSet } from '../engine/record/series';

export type Phase =
  | 'before' | 'setup' | 'active' | 'stopped' | 'postcopy' | 'completed' | 'failed' | 'cancelled' | 'blocked';

/** What is so at one moment of a run, read off its events and series. */
export interface Moment {
  readonly phase: Phase;
  /** Which `migrate` of the script it belongs to, from 0; -1 before the first. */
  readonly migration: number;
  /** When the phase began. */
  readonly sinceNs: SimNs;
  /** `dirty-sync-count` so far; 0 before the first synchronisation. */
  readonly pass: number;
  /** Percent of time that the throttle stops the vCPUs. */
  readonly throttle: number;
}

const STATUS_PHASE: Readonly<Record<string, Phase>> = {
  setup: 'setup', active: 'active', 'pre-switchover': 'stopped', device: 'stopped', 'postcopy-active': 'postcopy',
  completed: 'completed', failed: 'failed', cancelling: 'cancelled', cancelled: 'cancelled',
};

/** The phase at `atNs`, from QEMU's own events; a refused `migrate`, which has none, from the result. */
export function momentAt(events: readonly RunEvent[], result: RunResult | undefined, atNs: SimNs): Moment {
  let moment: Moment = { phase: 'before', migration: -1, sinceNs: 0, pass: 0, throttle: 0 };
  for (const event of events) {
    if (event.atNs <= atNs && event.host === 'source') moment = after(moment, event);
  }
  return refused(inResult(moment, result), result, atNs);
}

/** QEMU's events count the migrations that began; a refused one, which has none, is in the result all the same. */
function inResult(moment: Moment, result: RunResult | undefined): Moment {
  const begun = result?.migrations.flatMap((migration, index) => (isRefused(migration) ? [] : [index])) ?? [];
  return { ...moment, migration: begun[moment.migration] ?? moment.migration };
}

function after(moment: Moment, { kind, name, value, atNs }: RunEvent): Moment {
  if (kind === 'vmm' && name === 'cpu-throttle-percentage') return { ...moment, throttle: Number.parseFloat(value ?? '0') };
  if (kind !== 'qmp') return moment;
  if (name === 'MIGRATION_PASS') return { ...moment, pass: Number(value) };
  if (name === 'STOP' && (moment.phase === 'active' || moment.phase === 'setup')) return { ...moment, phase: 'stopped', sinceNs: atNs };
  const phase = name === 'MIGRATION' ? STATUS_PHASE[value ?? ''] : undefined;
  if (phase === undefined) return moment;
  const sinceNs = phase === moment.phase ? moment.sinceNs : atNs;
  return phase === 'setup' ? { phase, sinceNs, migration: moment.migration + 1, pass: 0, throttle: 0 } : { ...moment, phase, sinceNs };
}

/** The strongest throttle of the whole run, in percent; it is what an outcome depended on. */
export function strongestThrottle(events: readonly RunEvent[]): number {
  return events.reduce((most, { kind, name, value }) =>
    kind === 'vmm' && name === 'cpu-throttle-percentage' ? Math.max(most, Number.parseFloat(value ?? '0')) : most, 0);
}

function refused(moment: Moment, result: RunResult | undefined, atNs: SimNs): Moment {
  const index = result?.migrations.findLastIndex((migration) => isRefused(migration) && migration.startNs <= atNs) ?? -1;
  const migration = result?.migrations[index];
  if (migration === undefined || (moment.phase !== 'before' && moment.sinceNs > migration.startNs)) return moment;
  return { ...moment, phase: 'blocked', migration: index, sinceNs: migration.startNs };
}

/** A `migrate` that QEMU or KVM refused before the first page. */
export function isRefused(migration: MigrationResult): boolean {
  return migration.blockedReasons.length > 0 && migration.status === 'none';
}

/** Last value of a recorded series at `atNs`; undefined where nothing is recorded yet. */
export function seriesAt(series: SeriesSet, id: SeriesId, atNs: SimNs): number | undefined {
  if (series.length === 0) return undefined;
  return series.columns[id].last[Math.min(series.length - 1, Math.floor(atNs / series.stepNs))];
}
