import { type Advice, advise, type AdviceWanted, type Probe } from '../../../src/analysis/advice/advise';
import { runFacts, type RunFacts } from '../../../src/analysis/advice/runFacts';
import { computeRun } from '../../../src/cli/computeRun';
import { decodeLinkStrict } from '../../../src/scenario/linkCodec';
import type { Scenario } from '../../../src/scenario/scenario';
import { toConfig } from '../../../src/scenario/toConfig';

/** What a link wants advice on. */
export function wantedOf(link: string, downtimeMs?: number): AdviceWanted {
  const decoded = decodeLinkStrict(link);
  if (!decoded.ok) throw new Error(decoded.error.text);
  const { scenario, preset } = decoded.value;
  return { scenario, preset, ...(downtimeMs === undefined ? {} : { downtimeMs }) };
}

/** The run of a scenario, by the engine. */
export function computedFacts(scenario: Scenario): RunFacts {
  const { result, events } = computeRun(toConfig(scenario), 0).recording;
  if (result === undefined) throw new Error('the run has no end');
  return runFacts(result, events);
}

/** Drives an advice to its end; `answer` stands for the engine. */
export function driven(wanted: AdviceWanted, answer: (scenario: Scenario) => RunFacts = computedFacts): { readonly advice: Advice; readonly probes: readonly Probe[] } {
  const probes: Probe[] = [];
  const advice = advise(wanted, answer(wanted.scenario));
  let step = advice.next();
  while (step.done !== true) {
    probes.push(step.value);
    step = advice.next(answer(step.value.scenario));
  }
  return { advice: step.value, probes };
}
