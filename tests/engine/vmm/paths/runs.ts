import type { EngineConfig } from '../../../../src/engine/config';
import { EventLog } from '../../../../src/engine/record/eventLog';
import type { RunEvent } from '../../../../src/engine/record/runEvent';
import type { MigrationResult } from '../../../../src/engine/record/runResult';
import { Simulation } from '../../../../src/engine/simulation';

export interface Run {
  readonly simulation: Simulation;
  readonly events: readonly RunEvent[];
  readonly migrations: readonly MigrationResult[];
}

/** Runs to the end in one piece, with its events in order of time. */
export function runOf(config: EngineConfig): Run {
  const log = new EventLog();
  const simulation = new Simulation(config, log);
  while (!simulation.advance(Infinity, 1e9));
  return { simulation, events: log.events.toSorted((a, b) => a.atNs - b.atNs), migrations: simulation.state.migrations };
}

/** Commands of one host as `NAME arguments: ret/firmware -> STATE xcount`, in order of time. */
export function commandsOf({ events }: Run, host: RunEvent['host']): readonly string[] {
  return events.filter((event) => event.kind === 'command' && event.host === host).map(({ name, value, ret, fwError, state, count }) => {
    const answer = `${String(ret)}${fwError === undefined ? '' : `/${String(fwError)}`}`;
    return `${name}${value === undefined ? '' : ` ${value}`}: ${answer}${state === undefined ? '' : ` -> ${state}`}${count === undefined ? '' : ` x${String(count)}`}`;
  });
}

/** The last event of a name; it must be there. */
export function lastEvent({ events }: Run, name: string, host?: RunEvent['host']): RunEvent {
  const found = events.findLast((event) => event.name === name && (host === undefined || event.host === host));
  if (found === undefined) throw new Error(`no event ${name}`);
  return found;
}
