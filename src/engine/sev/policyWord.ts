/** Bits of the guest policy word. Source: SEV API, guest policy; QEMU's default is 0x1 (NODBG). */
export const POLICY_BIT = { nodbg: 0, noks: 1, es: 2, nosend: 3, domain: 4, sev: 5 } as const;
export type PolicyBit = keyof typeof POLICY_BIT;
export const POLICY_BITS = Object.keys(POLICY_BIT) as readonly PolicyBit[];

const API_MAJOR_SHIFT = 16;
const API_MINOR_SHIFT = 24;
const RESERVED_MASK = 0xffc0;

export interface GuestPolicy {
  readonly flags: readonly PolicyBit[];
  /** Lowest SEV API version that may run the guest. */
  readonly apiMajor: number;
  readonly apiMinor: number;
}

/** Whether a flag of the policy word is set. */
export function hasPolicy(word: number, flag: PolicyBit): boolean {
  return ((word >>> POLICY_BIT[flag]) & 1) === 1;
}

/** Splits a policy word; bits 6 to 15 are reserved and dropped. */
export function parsePolicy(word: number): GuestPolicy {
  return {
    flags: POLICY_BITS.filter((flag) => hasPolicy(word, flag)),
    apiMajor: (word >>> API_MAJOR_SHIFT) & 0xff,
    apiMinor: (word >>> API_MINOR_SHIFT) & 0xff,
  };
}

/** The unsigned 32-bit word of a policy. */
export function composePolicy(policy: GuestPolicy): number {
  const flags = policy.flags.reduce((word, flag) => word | (1 << POLICY_BIT[flag]), 0);
  return (flags | (policy.apiMajor << API_MAJOR_SHIFT) | (policy.apiMinor << API_MINOR_SHIFT)) >>> 0;
}

/** Reserved bits must be zero (RECEIVE_START: POLICY_FAILURE). */
export function hasReservedBits(word: number): boolean {
  return (word & RESERVED_MASK) !== 0;
}

/** Whether firmware of this API version may hold a guest with this policy word. */
export function apiAllowed(word: number, apiMajor: number, apiMinor: number): boolean {
  const least = parsePolicy(word);
  return apiMajor > least.apiMajor || (apiMajor === least.apiMajor && apiMinor >= least.apiMinor);
}
