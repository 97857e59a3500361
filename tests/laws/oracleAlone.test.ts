import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { Simulation } from '../../src/engine/simulation';
import { EventLog } from '../../src/engine/record/eventLog';
import { FAULT_STORIES } from '../../src/scenario/faultStories';
import { decodeLinkStrict } from '../../src/scenario/linkCodec';
import { toConfig } from '../../src/scenario/toConfig';
import type * as Judgements from '../../src/engine/verify/judgements';

interface Gate {
  isClosed: boolean;
  asked: number;
}
const gate = vi.hoisted((): Gate => ({ isClosed: false, asked: 0 }));

/** A machine without an injector, to whoever looks while the gate is closed. */
function withoutInjector<Machine extends object>(machine: Machine): Machine {
  if (!gate.isClosed) return machine;
  return new Proxy(machine, {
    get: (target, key) => {
      if (key !== 'faults' && key !== 'injector') return Reflect.get(target, key, target) as unknown;
      gate.asked++;
      return undefined;
    },
  });
}

vi.mock('../../src/engine/verify/judgements', async (original) => {
  const module = await original<typeof Judgements>();
  const judgeMigration: typeof module.judgeMigration = (simulation) => module.judgeMigration(withoutInjector(simulation));
  const judgeGuest: typeof module.judgeGuest = (simulation, atNs) => module.judgeGuest(withoutInjector(simulation), atNs);
  return { ...module, judgeMigration, judgeGuest };
});

function verdict(story: string, isClosed: boolean): object {
  const decoded = decodeLinkStrict(story);
  if (!decoded.ok) throw new Error(`${story}: ${decoded.error.text}`);
  gate.isClosed = isClosed;
  const log = new EventLog();
  const simulation = new Simulation(toConfig(decoded.value.scenario), log);
  while (!simulation.advance(Infinity, 1e9));
  const { integrity, critical, migrations } = simulation.state;
  return { integrity, critical, migrations, told: log.events.filter(({ kind }) => kind === 'violation') };
}

test.each(Object.entries(FAULT_STORIES))('%s: the oracle says the same of a machine whose injector it cannot ask', (_, story) => {
  gate.asked = 0;
  expect(verdict(story, true)).toEqual(verdict(story, false));
  expect(gate.asked).toBe(0);
});

/** The proxy does not reach what the oracle is handed besides; this does. */
test('nothing of the oracle knows the injector', () => {
  const folder = join(import.meta.dirname, '../../src/engine/verify');
  const knowing = readdirSync(folder).filter((file) => /faults\/|\bfaults\b|FaultPlan/.test(readFileSync(join(folder, file), 'utf8')));
  expect(knowing).toEqual([]);
});
