import type { Bytes } from '../base/units';
import { PAGE_BYTES, POWER_PAGE_BYTES } from '../base/units';
import type { Scenario } from './scenario';

/** Bytes of one page of the guest: indices of pages of different guests never mix. */
export function pageBytesOf(guest: Scenario['guest']): Bytes {
  return guest === 'pef' ? POWER_PAGE_BYTES : PAGE_BYTES;
}
