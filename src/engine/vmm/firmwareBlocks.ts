/**
 * The blocks that QEMU's `pc` machine migrates besides pc.ram: sent once, after it, in the first pass, and never written again.
 * Sizes: qemu-migration.md section 1.2. Which of their pages are zero: counted in the recordings (docs/model).
 */
export interface RamBlock {
  readonly idstr: string;
  readonly pages: number;
  readonly normalPages: number;
}

export const FIRMWARE_BLOCKS: readonly RamBlock[] = [
  { idstr: 'pc.bios', pages: 64, normalPages: 32 },
  { idstr: 'pc.rom', pages: 32, normalPages: 9 },
  { idstr: '/rom@etc/acpi/tables', pages: 32, normalPages: 11 },
  { idstr: '/rom@etc/table-loader', pages: 1, normalPages: 1 },
  { idstr: '/rom@etc/acpi/rsdp', pages: 1, normalPages: 1 },
];

export const FIRMWARE_PAGES = FIRMWARE_BLOCKS.reduce((sum, block) => sum + block.pages, 0);
export const RAM_BLOCK_IDSTR = 'pc.ram';

/** What a block change adds to a record: the length byte and the name. Source: save_page_header. */
export function blockNameBytes(idstr: string): number {
  return 1 + idstr.length;
}
