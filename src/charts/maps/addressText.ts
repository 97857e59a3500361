import type { Bytes, PageIndex } from '../../base/units';

/** Guest physical address of a page's first byte. */
export function addressOf(page: PageIndex, pageBytes: Bytes): string {
  return `0x${(page * pageBytes).toString(16)}`;
}
