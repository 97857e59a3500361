import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIRMWARE_STATUS } from '../../../src/engine/sev/firmwareStatus';
import type { ChainCondition, PlatformIdentity } from '../../../src/engine/sev/platformIdentity';
import { exportCertificates } from '../../../src/engine/sev/platformIdentity';
import { acceptPolicyStatus, sendPolicyStatus } from '../../../src/engine/sev/policyChecks';
import type { PolicyBit } from '../../../src/engine/sev/policyWord';
import { composePolicy, hasPolicy, hasReservedBits, parsePolicy, POLICY_BITS } from '../../../src/engine/sev/policyWord';

const OWN: PlatformIdentity = { pdh: 1, oca: 'ours', apiMajor: 1, apiMinor: 55, chain: 'valid' };
const TARGET: PlatformIdentity = { ...OWN, pdh: 2 };
const policy = (flags: readonly PolicyBit[], apiMajor = 0, apiMinor = 0): number => composePolicy({ flags, apiMajor, apiMinor });
const { SUCCESS, POLICY_FAILURE, INVALID_CERTIFICATE, BAD_SIGNATURE, INVALID_LEN } = FIRMWARE_STATUS;

describe('policy word', () => {
  it('has the bits of the API: QEMU’s default is NODBG alone', () => {
    expect(policy(['nodbg'])).toBe(0x1);
    expect(policy(['nodbg', 'noks', 'es', 'nosend', 'domain', 'sev'], 1, 55)).toBe(0x3701003f);
  });

  it('composes what it parses', () => {
    const flags = fc.subarray([...POLICY_BITS]);
    fc.assert(fc.property(flags, fc.nat(255), fc.nat(255), (given, apiMajor, apiMinor) => {
      const word = composePolicy({ flags: given, apiMajor, apiMinor });
      expect(parsePolicy(word)).toEqual({ flags: given, apiMajor, apiMinor });
      expect(word).toBeGreaterThanOrEqual(0);
      expect(hasReservedBits(word)).toBe(false);
      expect(POLICY_BITS.filter((flag) => hasPolicy(word, flag))).toEqual(given);
    }));
  });
});

describe('what SEND_START says of the target', () => {
  const at = (flags: readonly PolicyBit[], target: Partial<PlatformIdentity> = {}, api: readonly [number, number] = [0, 0]): number =>
    sendPolicyStatus(policy(flags, ...api), OWN, exportCertificates({ ...TARGET, ...target }));

  it('refuses NOSEND before it reads any certificate', () => {
    expect(at(['nosend', 'sev', 'domain'], { chain: 'malformed', oca: 'theirs' })).toBe(POLICY_FAILURE);
  });

  it.each<[PolicyBit, ChainCondition, number]>([
    ['sev', 'malformed', INVALID_CERTIFICATE], ['sev', 'bad-signature', BAD_SIGNATURE], ['sev', 'valid', SUCCESS],
    ['domain', 'malformed', INVALID_CERTIFICATE], ['domain', 'bad-signature', BAD_SIGNATURE], ['domain', 'valid', SUCCESS],
    ['nodbg', 'malformed', SUCCESS],
  ])('under %s a chain that is %s gives %i', (flag, chain, status) => {
    expect(at([flag], { chain })).toBe(status);
  });

  it('asks for the same owner under DOMAIN only', () => {
    expect(at(['domain'], { oca: 'theirs' })).toBe(POLICY_FAILURE);
    expect(at(['sev'], { oca: 'theirs' })).toBe(SUCCESS);
  });

  it('asks for the API version under SEV, major before minor', () => {
    expect(at(['sev'], { apiMajor: 1, apiMinor: 10 }, [1, 11])).toBe(POLICY_FAILURE);
    expect(at(['sev'], { apiMajor: 0, apiMinor: 99 }, [1, 0])).toBe(POLICY_FAILURE);
    expect(at(['sev'], { apiMajor: 2, apiMinor: 0 }, [1, 99])).toBe(SUCCESS);
  });

  it('cannot judge without the certificates that it needs', () => {
    expect(sendPolicyStatus(policy(['sev']), OWN, { pdh: 2, amd: false, platform: TARGET })).toBe(INVALID_LEN);
    expect(sendPolicyStatus(policy(['domain']), OWN, { pdh: 2, amd: true })).toBe(INVALID_LEN);
    expect(sendPolicyStatus(policy([]), OWN, { pdh: 2, amd: false })).toBe(SUCCESS);
  });

  it('checks version and reserved bits again at the receiver, whatever the flags', () => {
    expect(acceptPolicyStatus(policy([], 1, 56), OWN)).toBe(POLICY_FAILURE);
    expect(acceptPolicyStatus(0x40, OWN)).toBe(POLICY_FAILURE);
    expect(acceptPolicyStatus(policy(['nodbg'], 1, 55), OWN)).toBe(SUCCESS);
  });
});
