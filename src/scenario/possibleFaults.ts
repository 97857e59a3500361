import { faultRefusal } from '../engine/faults/faultRefusal';
import type { PossibleScript } from './possibleScript';
import { valueProblem } from './problem';
import type { Scenario } from './scenario';
import { canonicalScript, printAction } from './script';
import { toConfig } from './toConfig';

const ALLOWED = 'a fault that can happen in the scenario; `sealift faults` prints a link for each';

/** The script of a scenario without the faults that cannot happen in it; each of these is named, with the reason. */
export function possibleFaults(scenario: Scenario): PossibleScript {
  const { script } = scenario;
  const faults = script.filter(({ action }) => action === 'fault');
  if (faults.length === 0) return { script, problems: [] };
  const config = toConfig(scenario);
  const refusals = config.script.filter((action) => action.action === 'fault').map((action) => faultRefusal(action, config));
  const impossible = new Map(faults.flatMap((action, at) => (refusals[at] === undefined ? [] : [[action, refusals[at]] as const])));
  if (impossible.size === 0) return { script, problems: [] };
  return {
    script: canonicalScript(script.filter((action) => !impossible.has(action))),
    problems: [...impossible].map(([action, refusal]) => valueProblem('at', printAction(action), refusal, { allowed: ALLOWED })),
  };
}
