import type { PageCount } from '../../base/units';
import type { GuestState } from './guestState';
import type { TransportSession } from './transportSession';

/** Firmware's context of one guest, found by its handle. Only `Firmware` changes it. */
export interface GuestContext {
  readonly handle: number;
  readonly policy: number;
  /** Memory encryption key (VEK); a shared handle shares it. */
  readonly key: number;
  state: GuestState;
  /** 0 while no ASID is bound. */
  asid: number;
  session: TransportSession | undefined;
  pagesSent: PageCount;
  pagesReceived: PageCount;
}
