import type { PageCount, SimNs } from '../../base/units';
import type { PlatformIdentity, TargetCertificates } from './platformIdentity';

/** Commands that end a transport session, or the guest with it. */
export type SessionEnd = 'SEND_FINISH' | 'SEND_CANCEL' | 'RECEIVE_FINISH' | 'DECOMMISSION';

/** Who looks on at one host's PSP: told of what was done, never asked. `verify/pspWatch.ts` is one. */
export interface CommandObserver {
  /** `count` commands in a row, [fromNs, untilNs) with what each waits for; `serviceNs`: of all of them. */
  served(fromNs: SimNs, untilNs: SimNs, serviceNs: SimNs): void;
  sendStarted(handle: number, tek: number, policy: number, own: PlatformIdentity, target: TargetCertificates): void;
  receiveStarted(handle: number, tek: number): void;
  /** Packets `firstIv` .. `firstIv + pages - 1` left under a TEK. */
  sealed(handle: number, tek: number, firstIv: number, pages: PageCount): void;
  /** Packets of a session were taken in. */
  opened(handle: number, tek: number, pages: PageCount): void;
  ended(handle: number, command: SessionEnd): void;
}
