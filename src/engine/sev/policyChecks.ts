import type { FirmwareStatus } from './firmwareStatus';
import { FIRMWARE_STATUS } from './firmwareStatus';
import type { ChainCondition, PlatformIdentity, TargetCertificates } from './platformIdentity';
import { apiAllowed, hasPolicy, hasReservedBits } from './policyWord';

function chainStatus(condition: ChainCondition): FirmwareStatus {
  if (condition === 'malformed') return FIRMWARE_STATUS.INVALID_CERTIFICATE;
  return condition === 'bad-signature' ? FIRMWARE_STATUS.BAD_SIGNATURE : FIRMWARE_STATUS.SUCCESS;
}

function sevPolicyStatus(policy: number, target: TargetCertificates): FirmwareStatus {
  if (target.platform === undefined || !target.amd) return FIRMWARE_STATUS.INVALID_LEN;
  const chain = chainStatus(target.platform.chain);
  if (chain !== FIRMWARE_STATUS.SUCCESS) return chain;
  const allowed = apiAllowed(policy, target.platform.apiMajor, target.platform.apiMinor);
  return allowed ? FIRMWARE_STATUS.SUCCESS : FIRMWARE_STATUS.POLICY_FAILURE;
}

function domainPolicyStatus(own: PlatformIdentity, target: TargetCertificates): FirmwareStatus {
  if (target.platform === undefined) return FIRMWARE_STATUS.INVALID_LEN;
  const chain = chainStatus(target.platform.chain);
  if (chain !== FIRMWARE_STATUS.SUCCESS) return chain;
  return target.platform.oca === own.oca ? FIRMWARE_STATUS.SUCCESS : FIRMWARE_STATUS.POLICY_FAILURE;
}

/**
 * What SEND_START says about the target, in firmware's order: NOSEND, then chain and API version under SEV, then the
 * owner under DOMAIN. Without SEV or DOMAIN the chain is not read at all; a wrong PDH then shows at RECEIVE_START.
 * Source: AMD-ASPFW, sev_mcmd.c, sev_mcmd_send_start, validate_platform, validate_domain.
 */
export function sendPolicyStatus(policy: number, own: PlatformIdentity, target: TargetCertificates): FirmwareStatus {
  if (hasPolicy(policy, 'nosend')) return FIRMWARE_STATUS.POLICY_FAILURE;
  if (hasPolicy(policy, 'sev')) {
    const status = sevPolicyStatus(policy, target);
    if (status !== FIRMWARE_STATUS.SUCCESS) return status;
  }
  return hasPolicy(policy, 'domain') ? domainPolicyStatus(own, target) : FIRMWARE_STATUS.SUCCESS;
}

/**
 * What LAUNCH_START and RECEIVE_START say about a policy word on this platform.
 * Source: AMD-ASPFW, sev_guest.c, sev_guest_verify_policy.
 */
export function acceptPolicyStatus(policy: number, own: PlatformIdentity): FirmwareStatus {
  if (!apiAllowed(policy, own.apiMajor, own.apiMinor)) return FIRMWARE_STATUS.POLICY_FAILURE;
  return hasReservedBits(policy) ? FIRMWARE_STATUS.POLICY_FAILURE : FIRMWARE_STATUS.SUCCESS;
}
