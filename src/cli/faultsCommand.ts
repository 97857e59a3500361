import { invariant } from '../base/assert';
import { err, ok, type Result } from '../base/result';
import { FAULTS } from '../engine/faults/catalogue';
import { detections } from '../engine/faults/detections';
import type { Fault } from '../engine/faults/fault';
import { judgeFault, type JudgedRun } from '../engine/faults/judgeFault';
import { FAULT_STORIES } from '../scenario/faultStories';
import { decodeLinkStrict, encodeLink } from '../scenario/linkCodec';
import type { Scenario } from '../scenario/scenario';
import { toConfig } from '../scenario/toConfig';
import type { Command, CommandOutput } from './command';
import { computeRun } from './computeRun';
import { integrityReport } from './runReport';

const TEXT_OUT = '--text';

/** `faults [F-nn ...] [--text]`: each fault of the catalogue in a run of its own, beside the same run without it. Contract: design, command line. */
export const faultsCommand: Command = (given): Result<CommandOutput, string> => {
  const args = given.filter((argument) => argument !== TEXT_OUT);
  const known = FAULTS.filter(({ injectable }) => injectable);
  const names = known.map(({ id }) => id);
  const unknown = args.find((argument) => !names.includes(argument));
  if (unknown !== undefined) return err(`\`${unknown}\` is no fault that can be injected; allowed: ${names.join(', ')}`);
  const shown = known.filter(({ id }) => args.length === 0 || args.includes(id)).map(showFault);
  const text = args.length < given.length ? { text: shown.map(({ text: lines }) => lines).join('') } : {};
  return ok({ json: shown.map(({ line }) => line), isPerLine: true, ...text, messages: shown.flatMap(({ messages }) => messages) });
};

interface ShownFault {
  readonly line: object;
  readonly text: string;
  readonly messages: readonly string[];
}

function showFault(fault: Fault): ShownFault {
  const decoded = decodeLinkStrict(FAULT_STORIES[fault.id] ?? '');
  invariant(decoded.ok, `the story of ${fault.id} is a good link`);
  const { scenario } = decoded.value;
  const faulty = judgedRun(scenario);
  const control = judgedRun({ ...scenario, script: scenario.script.filter(({ action }) => action !== 'fault') });
  const differences = judgeFault(fault, faulty, control);
  const detected = detections(fault, faulty, control);
  return {
    line: {
      id: fault.id,
      link: encodeLink(scenario),
      symptom: fault.symptom,
      integrity: integrityReport(faulty.result.integrity),
      detected,
      'detected-by': fault.detectedBy,
      handling: fault.handling,
      expected: differences.length === 0,
    },
    text: `${fault.id}  ${fault.title}
      detected    ${detected.length === 0 ? 'by nothing' : detected.join('; ')}
      catalogue   ${fault.detectedBy.join('; ')}
      as expected ${differences.length === 0 ? 'yes' : `no: it ${differences.join('; it ')}`}
`,
    messages: differences.map((difference) => `${fault.id} ${difference}`),
  };
}

function judgedRun(scenario: Scenario): JudgedRun {
  const { result, events } = computeRun(toConfig(scenario), 0).recording;
  invariant(result !== undefined, 'the run is computed to its end');
  return { result, events };
}
