/** Firmware status codes, a channel of their own beside errno. Source: SEV API 0.17, `psp-sev.h` (sev_ret_code). */
export const FIRMWARE_STATUS = {
  SUCCESS: 0x00,
  INVALID_PLATFORM_STATE: 0x01,
  INVALID_GUEST_STATE: 0x02,
  INVALID_CONFIG: 0x03,
  INVALID_LEN: 0x04,
  ALREADY_OWNED: 0x05,
  INVALID_CERTIFICATE: 0x06,
  POLICY_FAILURE: 0x07,
  INACTIVE: 0x08,
  INVALID_ADDRESS: 0x09,
  BAD_SIGNATURE: 0x0a,
  BAD_MEASUREMENT: 0x0b,
  ASID_OWNED: 0x0c,
  INVALID_ASID: 0x0d,
  WBINVD_REQUIRED: 0x0e,
  DFFLUSH_REQUIRED: 0x0f,
  INVALID_GUEST: 0x10,
  INVALID_COMMAND: 0x11,
  ACTIVE: 0x12,
  HWERROR_PLATFORM: 0x13,
  HWERROR_UNSAFE: 0x14,
  UNSUPPORTED: 0x15,
  INVALID_PARAM: 0x16,
  RESOURCE_LIMIT: 0x17,
  SECURE_DATA_INVALID: 0x18,
  RING_BUFFER_EXIT: 0x1f,
} as const;

export type FirmwareStatusName = keyof typeof FIRMWARE_STATUS;
export type FirmwareStatus = (typeof FIRMWARE_STATUS)[FirmwareStatusName];

const NAMES = new Map<number, FirmwareStatusName>(
  (Object.keys(FIRMWARE_STATUS) as readonly FirmwareStatusName[]).map((name) => [FIRMWARE_STATUS[name], name]),
);

/** The header's name of a status. */
export function firmwareStatusName(status: FirmwareStatus): FirmwareStatusName {
  const name = NAMES.get(status);
  if (name === undefined) throw new Error(`firmware status ${String(status)} has no name`);
  return name;
}
