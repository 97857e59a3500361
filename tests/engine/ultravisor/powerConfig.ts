import { MIB } from '../../../src/base/units';
import type { EngineConfig } from '../../../src/engine/config';
import { EventLog } from '../../../src/engine/record/eventLog';
import { Simulation } from '../../../src/engine/simulation';
import { testConfig, type ConfigChanges } from '../testConfig';

/** A POWER guest of 64 MiB, 1024 GFNs, 64 of them necessary and 32 shared, that becomes secure at 10 ms. */
export function powerConfig(changes: ConfigChanges = {}): EngineConfig {
  const { guest, workload, esm, ...rest } = changes;
  return testConfig({
    script: [{ atNs: 10e6, action: 'esm' }],
    ...rest,
    guest: { kind: 'pef', pages: 1024, pageBytes: 65_536, composition: { zeroShare: 0, sharedPages: 32 }, ...guest },
    workload: { kind: 'uniform', writesPerSecond: 2000, workingSetPages: 512, firstPage: 256, ...workload },
    esm: { pages: 'needed', neededBytes: 4 * MIB, pagedOutBytes: MIB, gfnStates: 'on', ...esm },
  });
}

/** Runs to the end; events beside. */
export function runPower(config: EngineConfig): Simulation {
  const simulation = new Simulation(config, new EventLog());
  while (!simulation.advance(Infinity, 1e9));
  return simulation;
}

/** Names of the commands with their returns: `H_SVM_INIT_START 0`. */
export function commandsOf(simulation: Simulation): readonly string[] {
  return simulation.events.events.filter(({ kind }) => kind === 'command').map(({ name, ret, fwError, count, state }) =>
    [name, fwError ?? ret ?? '', count === undefined ? '' : `x${count}`, state ?? ''].filter((part) => part !== '').join(' '));
}
