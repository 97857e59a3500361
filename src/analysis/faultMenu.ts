import type { SimNs } from '../base/units';
import type { EngineConfig } from '../engine/config';
import type { FaultTarget, FaultText } from '../engine/faults/fault';
import { faultRefusal } from '../engine/faults/faultRefusal';
import { FAULT_RULES } from '../engine/faults/faultRules';
import { FIRMWARE_FAULTS } from '../engine/faults/firmwareFaults';
import { GUEST_CALL_FAULTS } from '../engine/faults/guestCallFaults';
import { HELPER_FAULTS } from '../engine/faults/helperFaults';
import { HOST_FAULTS } from '../engine/faults/hostFaults';
import { SECURE_VM_FAULTS } from '../engine/faults/secureVmFaults';
import { STATUS_FAULTS } from '../engine/faults/statusFaults';
import { FAULT_STORIES } from '../scenario/faultStories';
import type { Scenario } from '../scenario/scenario';
import { parseAction } from '../scenario/script';
import { toConfig } from '../scenario/toConfig';

/** One fault of the catalogue, as a choice at one moment of one scenario. */
export interface FaultChoice {
  readonly id: string;
  readonly title: string;
  readonly symptom: string;
  /** `page`: a page's number; else one of some words. Absent: it takes none. */
  readonly target?: FaultTarget;
  /** Why it cannot happen there; completes a sentence: "needs a reboot after it". */
  readonly refusal?: string;
  /** Fragment of a link to a small scenario that shows it. */
  readonly story: string;
}

export interface FaultGroup {
  readonly title: string;
  readonly faults: readonly FaultChoice[];
}

const GROUPS: readonly (readonly [string, readonly FaultText[]])[] = [
  ['Page status', STATUS_FAULTS],
  ['Firmware, policy, link and end', FIRMWARE_FAULTS],
  ['Pinned memory', HOST_FAULTS],
  ['Mirror VM and helper', HELPER_FAULTS],
  ['Secure VM of POWER', SECURE_VM_FAULTS],
  ['Calls of the guest', GUEST_CALL_FAULTS],
];

export interface FaultMenu {
  /** What is wrong with the time, if it is none. The faults are then those of the start. */
  readonly timeRefusal?: string;
  readonly groups: readonly FaultGroup[];
}

/**
 * All faults, in the order of their numbers, as choices for a line of the script.
 * @param time of the line, as a script has it: `1.5s`
 */
export function faultMenu(scenario: Scenario, time: string): FaultMenu {
  const config = toConfig(scenario);
  const line = parseAction(`${time.replaceAll(':', ' ')}:migrate`);
  const atNs = line.ok ? line.value.atNs : 0;
  const groups = GROUPS.map(([title, faults]) => ({ title, faults: faults.map((fault) => choice(fault, config, atNs)) }));
  return { groups, ...(line.ok ? {} : { timeRefusal: `\`at=${time}\` ${line.error}.` }) };
}

function choice({ id, title, symptom }: FaultText, config: EngineConfig, atNs: SimNs): FaultChoice {
  const refusal = faultRefusal({ atNs, action: 'fault', fault: id }, config);
  const target = FAULT_RULES[id]?.target;
  return {
    id, title, symptom, story: FAULT_STORIES[id] ?? '#v=1',
    ...(target === undefined ? {} : { target }), ...(refusal === undefined ? {} : { refusal }),
  };
}
