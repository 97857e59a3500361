import type { VmmConfig } from '../config';

/**
 * The blocks that QEMU's `pc` machine migrates besides pc.ram: sent once, after it, in the first pass, and never written again.
 * Sizes: qemu-migration.md section 1.2. Which of their pages are zero: counted in the recordings (docs/model).
 */
export interface RamBlock {
  readonly idstr: string;
  readonly pages: number;
  readonly normalPages: number;
}

const BLOCKS: readonly RamBlock[] = [
  { idstr: 'pc.bios', pages: 64, normalPages: 32 },
  { idstr: 'pc.rom', pages: 32, normalPages: 9 },
  { idstr: '/rom@etc/acpi/tables', pages: 32, normalPages: 11 },
  { idstr: '/rom@etc/table-loader', pages: 1, normalPages: 1 },
  { idstr: '/rom@etc/acpi/rsdp', pages: 1, normalPages: 1 },
];

/** 7.2 builds two pages less of ACPI tables than 10.0: 52 pages that are not zero against 54 [counted; which block is a guess]. */
const BLOCKS_OF_7_2 = BLOCKS.map((block) => (block.idstr === '/rom@etc/acpi/tables' ? { ...block, normalPages: 9 } : block));

export function firmwareBlocksOf(qemu: VmmConfig['qemu']): readonly RamBlock[] {
  return qemu === '7.2' ? BLOCKS_OF_7_2 : BLOCKS;
}

export const FIRMWARE_PAGES = BLOCKS.reduce((sum, block) => sum + block.pages, 0);
export const RAM_BLOCK_IDSTR = 'pc.ram';

/** What a block change adds to a record: the length byte and the name. Source: save_page_header. */
export function blockNameBytes(idstr: string): number {
  return 1 + idstr.length;
}
