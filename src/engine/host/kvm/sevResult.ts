import type { SimNs } from '../../../base/units';
import type { FirmwareStatus } from '../../sev/firmwareStatus';
import { FIRMWARE_STATUS } from '../../sev/firmwareStatus';
import type { GuestState } from '../../sev/guestState';
import type { PacketRun, SessionBlob } from '../../sev/transportSession';
import type { CostedCommand } from '../../sev/commandCosts';
import { ERRNO } from './errno';
import type { SevHost } from './sevHost';

/** What an ioctl returns, over two channels, and when. Fields after `endNs` are what it wrote back. */
export interface SevResult {
  /** 0 or a negative errno. */
  readonly ret: number;
  /** `error` of kvm_sev_cmd; undefined where firmware was not asked or did not answer. */
  readonly fwError: FirmwareStatus | undefined;
  readonly startNs: SimNs;
  readonly endNs: SimNs;
  readonly handle?: number;
  readonly policy?: number;
  readonly state?: GuestState;
  readonly sessionLen?: number;
  readonly session?: SessionBlob;
  readonly hdrLen?: number;
  readonly transLen?: number;
  readonly packets?: PacketRun;
}

/** Refused by KVM itself: no time passes, firmware is not asked. */
export function refuse(nowNs: SimNs, errno: number): SevResult {
  return { ret: -errno, fwError: undefined, startNs: nowNs, endNs: nowNs };
}

/** Success without firmware. */
export function accept(nowNs: SimNs): SevResult {
  return { ret: 0, fwError: undefined, startNs: nowNs, endNs: nowNs };
}

/**
 * Queues `count` commands and, if the PSP answers, runs them. Any status but SUCCESS gives -EIO; without an answer
 * (-ETIMEDOUT, -EBUSY of a dead PSP) `fwError` stays untouched. Source: svm/sev.c, sev_issue_cmd; sev-dev.c.
 */
export function issue(host: SevHost, nowNs: SimNs, command: CostedCommand, count: number, run: () => FirmwareStatus): SevResult {
  const { ret, startNs, endNs } = host.mailbox.submit(nowNs, host.costs[command].ns, count);
  if (ret !== 0) return { ret, fwError: undefined, startNs, endNs };
  const fwError = run();
  return { ret: fwError === FIRMWARE_STATUS.SUCCESS ? 0 : -ERRNO.EIO, fwError, startNs, endNs };
}
