import { PAGE_BYTES, type PageCount, type PageIndex } from '../../../base/units';

/** `addr 0x0, size 0x40000000`: pages [first, first + pages) of 4 KiB, by the names that the call has for its arguments. */
export function regionArgs([start, length]: readonly [start: string, length: string], first: PageIndex, pages: PageCount): string {
  return `${pageArgs(start, first)}, ${length} ${hex(pages * PAGE_BYTES)}`;
}

/** `gpa 0x820000`: the address of one page. */
export function pageArgs(name: string, page: PageIndex): string {
  return `${name} ${hex(page * PAGE_BYTES)}`;
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
