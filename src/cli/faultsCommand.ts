import { invariant } from '../base/assert';
import { err, ok, type Result } from '../base/result';
import { FAULTS } from '../engine/faults/catalogue';
import type { Fault } from '../engine/faults/fault';
import { judgeFault, type JudgedRun } from '../engine/faults/judgeFault';
import { FAULT_STORIES } from '../scenario/faultStories';
import { decodeLinkStrict, encodeLink } from '../scenario/linkCodec';
import type { Scenario } from '../scenario/scenario';
import { toConfig } from '../scenario/toConfig';
import type { Command, CommandOutput } from './command';
import { computeRun } from './computeRun';
import { integrityReport } from './runReport';

/** `faults [F-nn ...]`: each fault of the catalogue in a run of its own, beside the same run without it. Contract: design, command line. */
export const faultsCommand: Command = (args): Result<CommandOutput, string> => {
  const known = FAULTS.filter(({ injectable }) => injectable);
  const names = known.map(({ id }) => id);
  const unknown = args.find((argument) => !names.includes(argument));
  if (unknown !== undefined) return err(`\`${unknown}\` is no fault that can be injected; allowed: ${names.join(', ')}`);
  const shown = known.filter(({ id }) => args.length === 0 || args.includes(id)).map(showFault);
  return ok({ json: shown.map(({ line }) => line), isPerLine: true, messages: shown.flatMap(({ messages }) => messages) });
};

interface ShownFault {
  readonly line: object;
  readonly messages: readonly string[];
}

function showFault(fault: Fault): ShownFault {
  const decoded = decodeLinkStrict(FAULT_STORIES[fault.id] ?? '');
  invariant(decoded.ok, `the story of ${fault.id} is a good link`);
  const { scenario } = decoded.value;
  const faulty = judgedRun(scenario);
  const differences = judgeFault(fault, faulty, judgedRun({ ...scenario, script: scenario.script.filter(({ action }) => action !== 'fault') }));
  return {
    line: {
      id: fault.id,
      link: encodeLink(scenario),
      symptom: fault.symptom,
      integrity: integrityReport(faulty.result.integrity),
      handling: fault.handling,
      expected: differences.length === 0,
    },
    messages: differences.map((difference) => `${fault.id} ${difference}`),
  };
}

function judgedRun(scenario: Scenario): JudgedRun {
  const { result, events } = computeRun(toConfig(scenario), 0).recording;
  invariant(result !== undefined, 'the run is computed to its end');
  return { result, events };
}
