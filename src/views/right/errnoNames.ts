/** Linux errno by number. Source: asm-generic/errno-base.h, errno.h; those that KVM's SEV calls return. */
const ERRNO: Readonly<Record<number, string>> = {
  1: 'EPERM', 4: 'EINTR', 5: 'EIO', 9: 'EBADF', 11: 'EAGAIN', 12: 'ENOMEM', 14: 'EFAULT', 16: 'EBUSY', 17: 'EEXIST', 19: 'ENODEV',
  22: 'EINVAL', 25: 'ENOTTY', 38: 'ENOSYS', 95: 'EOPNOTSUPP', 110: 'ETIMEDOUT', 1000: 'KVM_ENOSYS',
};

/** SEV firmware status by number. Source: include/uapi/linux/psp-sev.h, sev_ret_code. */
const FIRMWARE: Readonly<Record<number, string>> = {
  0x00: 'SUCCESS', 0x01: 'INVALID_PLATFORM_STATE', 0x02: 'INVALID_GUEST_STATE', 0x03: 'INVALID_CONFIG', 0x04: 'INVALID_LEN',
  0x05: 'ALREADY_OWNED', 0x06: 'INVALID_CERTIFICATE', 0x07: 'POLICY_FAILURE', 0x08: 'INACTIVE', 0x09: 'INVALID_ADDRESS',
  0x0a: 'BAD_SIGNATURE', 0x0b: 'BAD_MEASUREMENT', 0x0c: 'ASID_OWNED', 0x0d: 'INVALID_ASID', 0x0e: 'WBINVD_REQUIRED',
  0x0f: 'DFFLUSH_REQUIRED', 0x10: 'INVALID_GUEST', 0x11: 'INVALID_COMMAND', 0x12: 'ACTIVE', 0x13: 'HWERROR_PLATFORM',
  0x14: 'HWERROR_UNSAFE', 0x15: 'UNSUPPORTED', 0x16: 'INVALID_PARAM', 0x17: 'RESOURCE_LIMIT', 0x18: 'SECURE_DATA_INVALID',
};

/** POWER hcall and ucall returns by number; U_x equals H_x. Source: arch/powerpc/include/asm/hvcall.h. */
const HCALL: Readonly<Record<number, string>> = {
  0: 'SUCCESS', 1: 'BUSY', [-2]: 'FUNCTION', [-4]: 'PARAMETER', [-10]: 'AUTHORITY', [-55]: 'P2', [-56]: 'P3', [-57]: 'P4', [-58]: 'P5',
  [-67]: 'UNSUPPORTED', [-75]: 'STATE',
};

/** `−EIO` for -5; an unknown number stays a number. */
export function errnoText(ret: number): string {
  if (ret >= 0) return String(ret);
  return `\u2212${ERRNO[-ret] ?? String(-ret)}`;
}

/** Name of a firmware status, or of an hcall's return when the command is one of POWER's. */
export function statusName(command: string, status: number): string | undefined {
  const prefix = /^(H|U)V?_/.exec(command)?.[1];
  if (prefix === undefined) return FIRMWARE[status];
  const name = HCALL[status];
  return name === undefined ? undefined : `${prefix}_${name}`;
}
