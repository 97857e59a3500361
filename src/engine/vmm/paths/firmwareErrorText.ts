import type { FirmwareStatusName } from '../../sev/firmwareStatus';
import { firmwareStatusName, type FirmwareStatus } from '../../sev/firmwareStatus';
import type { SevResult } from '../../host/kvm/sevResult';

/** Source: QEMU target/i386/sev.c, sev_fw_errlist; a status without a text there is `unknown error`. */
const TEXTS: Readonly<Partial<Record<FirmwareStatusName, string>>> = {
  SUCCESS: '',
  INVALID_PLATFORM_STATE: 'Platform state is invalid',
  INVALID_GUEST_STATE: 'Guest state is invalid',
  INVALID_CONFIG: 'Platform configuration is invalid',
  INVALID_LEN: 'Buffer too small',
  ALREADY_OWNED: 'Platform is already owned',
  INVALID_CERTIFICATE: 'Certificate is invalid',
  POLICY_FAILURE: 'Policy is not allowed',
  INACTIVE: 'Guest is not active',
  INVALID_ADDRESS: 'Invalid address',
  BAD_SIGNATURE: 'Bad signature',
  BAD_MEASUREMENT: 'Bad measurement',
  ASID_OWNED: 'ASID is already owned',
  INVALID_ASID: 'Invalid ASID',
  WBINVD_REQUIRED: 'WBINVD is required',
  DFFLUSH_REQUIRED: 'DF_FLUSH is required',
  INVALID_GUEST: 'Guest handle is invalid',
  INVALID_COMMAND: 'Invalid command',
  ACTIVE: 'Guest is active',
  HWERROR_PLATFORM: 'Hardware error',
  HWERROR_UNSAFE: 'Hardware unsafe',
  UNSUPPORTED: 'Feature not supported',
  INVALID_PARAM: 'Invalid parameter',
  RESOURCE_LIMIT: 'Required firmware resource depleted',
  SECURE_DATA_INVALID: 'Part-specific integrity check failure',
};

/**
 * What AMD's QEMU series reports of a failed call: `sev_send_start: SEND_START ret=-5 fw_error=7 'Policy is not allowed'`. A status
 * that was never written reads 0. Source: sev_ioctl zeroes the command; AMDESE/qemu sev_live_migration_v4.
 */
export function firmwareErrorText(command: string, { ret, fwError }: Pick<SevResult, 'ret' | 'fwError'>): string {
  const status: FirmwareStatus = fwError ?? 0;
  return `${opening(command)} ret=${String(ret)} fw_error=${String(status)} '${TEXTS[firmwareStatusName(status)] ?? 'unknown error'}'`;
}

/** The function that reports, and what it calls the command. */
function opening(command: string): string {
  if (command === 'KVM_SEV_INIT') return 'sev_kvm_init: failed to initialize';
  if (command === 'SEND_START len 0') return 'sev_get_send_session_length: failed to get session length';
  return command.startsWith('RECEIVE') ? `Error ${command}` : `sev_${command.toLowerCase()}: ${command}`;
}
