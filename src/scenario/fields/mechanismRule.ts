import type { Scenario } from '../scenario';

type Guest = Scenario['guest'];
type Mechanism = Scenario['mechanism'];

const SEV_MECHANISMS: readonly Mechanism[] = ['mirror-ring', 'psp', 'mirror-rfc', 'mailbox'];
const PLAIN_ONLY: readonly Mechanism[] = ['plain'];

/** Mechanisms that a guest can be asked to move by (a refusal is a result too); the first is its default. */
export function mechanismsOf(guest: Guest): readonly Mechanism[] {
  return guest === 'none' || guest === 'pef' ? PLAIN_ONLY : SEV_MECHANISMS;
}

/** The mechanism that a guest has when none was asked for: the one at hand if it goes with the guest, else the guest's default. */
export function impliedMechanism(guest: Guest, mechanism: Mechanism): Mechanism {
  const allowed = mechanismsOf(guest);
  return allowed.includes(mechanism) ? mechanism : (allowed[0] ?? 'plain');
}
