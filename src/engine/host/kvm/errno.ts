/** Linux errno values that KVM, the PSP driver and their callers use; returns are negative. Source: asm-generic/errno*.h. */
export const ERRNO = {
  EPERM: 1,
  EINTR: 4,
  EIO: 5,
  EBADF: 9,
  ENOMEM: 12,
  EFAULT: 14,
  EBUSY: 16,
  EEXIST: 17,
  ENODEV: 19,
  EINVAL: 22,
  ENOTTY: 25,
  ETIMEDOUT: 110,
} as const;

export type ErrnoName = keyof typeof ERRNO;

/** `-EINVAL` for -22; `0` for success. */
export function errnoName(ret: number): string {
  if (ret === 0) return '0';
  const name = (Object.keys(ERRNO) as readonly ErrnoName[]).find((key) => ERRNO[key] === -ret);
  return name === undefined ? String(ret) : `-${name}`;
}
