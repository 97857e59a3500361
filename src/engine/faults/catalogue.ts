import type { Fault } from './fault';
import { FAULT_RULES } from './faultRules';
import { FIRMWARE_FAULTS } from './firmwareFaults';
import { GUEST_CALL_FAULTS } from './guestCallFaults';
import { HELPER_FAULTS } from './helperFaults';
import { HOST_FAULTS } from './hostFaults';
import { SECURE_VM_FAULTS } from './secureVmFaults';
import { STATUS_FAULTS } from './statusFaults';

/** All 40, in the order of their numbers. */
export const FAULTS: readonly Fault[] = [
  ...STATUS_FAULTS, ...FIRMWARE_FAULTS, ...HOST_FAULTS, ...HELPER_FAULTS, ...SECURE_VM_FAULTS, ...GUEST_CALL_FAULTS,
].map((text) => ({ ...text, ...FAULT_RULES[text.id]! }));
