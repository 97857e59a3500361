import type { EngineAction, EngineConfig, StatusInterface } from '../../../src/engine/config';
import { EventLog } from '../../../src/engine/record/eventLog';
import type { RunEvent } from '../../../src/engine/record/runEvent';
import { Simulation } from '../../../src/engine/simulation';
import { encryptedConfig, type ConfigChanges } from '../testConfig';

export interface FaultRun {
  readonly simulation: Simulation;
  readonly events: readonly RunEvent[];
}

export const at = (seconds: number, action: 'boot' | 'migrate' | 'reboot' | 'compact' | 'migrate_cancel'): EngineAction => ({ atNs: seconds * 1e9, action });

/** `F-nn`, or `F-nn:target`. */
export function fault(seconds: number, text: string): EngineAction {
  const [id = '', target] = text.split(':');
  return { atNs: seconds * 1e9, action: 'fault', fault: id, ...(target === undefined ? {} : { target }) };
}

/** A guest of 64 MiB, 4 MiB of them shared, moved by firmware that takes 20 us a page; its workload keeps to pages 4096 to 5119. */
export function configOf(script: readonly EngineAction[], changes: ConfigChanges = {}, statusInterface: StatusInterface = 'merged'): EngineConfig {
  return encryptedConfig('psp', {
    parameters: { downtimeLimitMs: 30 }, ...changes, script,
    workload: { firstPage: 4096, ...changes.workload },
    guest: { kind: 'sev', pages: 16_384, statusInterface, composition: { zeroShare: 0, sharedPages: 1024 }, ...changes.guest },
  });
}

export function run(config: EngineConfig, untilNs = Infinity): FaultRun {
  const log = new EventLog();
  const simulation = new Simulation(config, log);
  while (!simulation.advance(untilNs, 1e9));
  return { simulation, events: log.events };
}

/** Pages, or the count where none is named, of each broken invariant. */
export function broken({ simulation }: FaultRun): Readonly<Record<string, readonly number[] | number>> {
  return Object.fromEntries(simulation.state.integrity.violations.map(({ invariant, pages, count }) => [invariant, pages.length === 0 ? count : pages]));
}

export const refusals = ({ events }: FaultRun): readonly (string | undefined)[] => events.filter(({ name }) => name === 'fault refused').map(({ value }) => value);

export const upTo = (first: number, end: number): readonly number[] => Array.from({ length: end - first }, (_, page) => first + page);
