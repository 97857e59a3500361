import { MIB } from '../../src/base/units';
import type { EngineConfig } from '../../src/engine/config';
import type { MigrationResult } from '../../src/engine/record/runResult';
import { Simulation } from '../../src/engine/simulation';
import { queryMigrate } from '../../src/engine/vmm/queryMigrate';
import { type ConfigChanges, testConfig } from '../engine/testConfig';

export const MS = 1e6;
export const SECOND = 1e9;
export const RATE_32 = 32 * MIB;

/** A wire that never binds, so that max-bandwidth does. */
export const FAST_WIRE = { bandwidth: 12.5e9, latencyNs: 10_000, payloadShare: 1, queueBytes: 2.5 * MIB } as const;

/** A guest under TCG, as recorded, with contents in every page: max-bandwidth binds. `pages` of guest memory. */
export function cappedConfig(qemu: '7.2' | '10.0' | '10.2', pages: number, changes: ConfigChanges = {}): EngineConfig {
  return testConfig({
    until: 600 * SECOND,
    ...changes,
    guest: { pages, ...changes.guest },
    network: { ...FAST_WIRE, ...changes.network },
    vmm: { qemu, accel: 'tcg', ...changes.vmm },
    parameters: { maxBandwidth: RATE_32, ...changes.parameters },
    workload: { kind: 'idle', writesPerSecond: 0, ...changes.workload },
  });
}

/** A simulation that stands at the first moment, looked at every `stepNs`, at which `reached` holds. */
export function runUntil(config: EngineConfig, reached: (simulation: Simulation) => boolean, stepNs = MS): Simulation {
  const simulation = new Simulation(config);
  for (let atNs = 0; !reached(simulation); atNs += stepNs) {
    if (simulation.isDone) throw new Error('the run ended before the moment came');
    simulation.advance(atNs, Infinity);
  }
  return simulation;
}

/** Runs on from where the run was looked at last, `fromNs`; returns the new moment. (The run's own clock stands while the thread sleeps.) */
export function runOn(simulation: Simulation, fromNs: number, ns: number): number {
  simulation.advance(fromNs + ns, Infinity);
  return fromNs + ns;
}

export function runTo(config: EngineConfig, atNs: number): Simulation {
  const simulation = new Simulation(config);
  simulation.advance(atNs, Infinity);
  return simulation;
}

/** The first migration of the run, at its end. */
export function migrationOf(config: EngineConfig): MigrationResult {
  const simulation = runUntil(config, ({ state }) => state.migrations.length > 0, 100 * MS);
  return simulation.state.migrations[0]!;
}

export interface RamAnswer {
  readonly transferred: number;
  readonly remaining: number;
  readonly total: number;
  readonly normal: number;
  readonly duplicate: number;
  readonly mbps: number;
  readonly 'pages-per-second': number;
  readonly 'dirty-pages-rate': number;
  readonly 'dirty-sync-count': number;
  readonly 'precopy-bytes': number;
  readonly 'downtime-bytes': number;
  readonly 'postcopy-bytes': number;
}
export interface Answer {
  readonly status: string;
  readonly 'total-time': number;
  readonly 'setup-time': number;
  readonly downtime: number;
  readonly 'expected-downtime': number;
  readonly 'cpu-throttle-percentage'?: number;
  readonly ram: RamAnswer;
}

/** What `query-migrate` says now. */
export function query(simulation: Simulation): Answer {
  return queryMigrate(simulation.thread, simulation.config, simulation.nowNs) as unknown as Answer;
}

export function finalAnswer(config: EngineConfig): Answer {
  return migrationOf(config).queryMigrate as unknown as Answer;
}

/** Pages set in a plane. */
export function countPages(plane: Int32Array, select: (word: number, index: number) => number = (word) => word): number {
  let count = 0;
  plane.forEach((word, index) => {
    for (let left = select(word, index); left !== 0; left &= left - 1) count++;
  });
  return count;
}

/** Moments (ms) and values of an event kind by name. */
export function eventsNamed(simulation: Simulation, name: string): readonly { readonly atMs: number; readonly value: string }[] {
  return simulation.events.events.filter((event) => event.name === name).map((event) => ({ atMs: event.atNs / MS, value: event.value ?? '' }));
}
