import type { FieldName, Scenario } from '../scenario';
import type { Lock } from './field';

export type LockRule = (scenario: Scenario) => Lock | undefined;

export const ALWAYS_USED: LockRule = () => undefined;

/** Used only while `field` has one of the values. */
export function usedWhen<N extends FieldName>(field: N, values: readonly Scenario[N][], reason: string): LockRule {
  return (scenario) => (values.includes(scenario[field]) ? undefined : { field, reason });
}

/** Used only while every rule allows it; the first that does not gives the reason. */
export function usedWhenAll(...rules: readonly LockRule[]): LockRule {
  return (scenario) => {
    for (const rule of rules) {
      const lock = rule(scenario);
      if (lock !== undefined) return lock;
    }
    return undefined;
  };
}

/** Used while one of the rules allows it; else the first gives the reason. */
export function usedWhenAny(...rules: readonly LockRule[]): LockRule {
  return (scenario) => {
    const locks = rules.map((rule) => rule(scenario));
    return locks.every((lock) => lock !== undefined) ? locks[0] : undefined;
  };
}

export const SEV_GUEST = usedWhen('guest', ['sev', 'sev-es', 'sev-snp'], 'Only SEV guests have it.');
export const PEF_GUEST = usedWhen('guest', ['pef'], 'Only a POWER guest (pef) has it.');
export const GUEST_WRITES = usedWhen('workload', ['uniform', 'hotset', 'sequential', 'zipf', 'burst'], 'An idle guest writes nothing.');
export const HELPER = usedWhen('mechanism', ['mirror-rfc', 'mirror-ring', 'mailbox'], 'Only a migration helper has it.');
/** The firmware moves the guest, or it moves the helper first. */
export const PSP_WORKS: LockRule = (scenario) =>
  scenario.mechanism === 'psp' || (HELPER(scenario) === undefined && scenario['helper-image'] > 0)
    ? undefined
    : { field: 'mechanism', reason: 'The PSP moves no page here.' };
