import type { Bytes, PageCount, PageIndex } from '../../../base/units';
import { GIB, MIB, PAGE_BYTES } from '../../../base/units';
import type { GfnRange } from '../../host/pageStatus/gfnRange';

/** Last page of low memory that e820 calls RAM is 0x9f: 0x9fc00 bytes, rounded up; then the legacy hole up to 1 MiB. */
const LOW_RAM_PAGES = 160;
export const HIGH_RAM_FIRST = 256;
/** hv_clock_boot and wall_clock: the used part of .bss..decrypted. The rest up to 2 MiB is freed as private again. */
const BSS_DECRYPTED_PAGES = 2;
/** Both flash banks. In the model GFNs have no hole, so what is not RAM lies behind it. */
const FLASH_PAGES = (4 * MIB) / PAGE_BYTES;

/** Where a guest keeps what it shares. Ranges may be empty. */
export interface GuestLayout {
  readonly pages: PageCount;
  readonly vcpus: number;
  /** RAM entries of the e820 table: the kernel makes all of them private at early boot. */
  readonly e820Ram: readonly GfnRange[];
  readonly bssDecrypted: GfnRange;
  /** One page per vCPU: steal time, async-PF reason and PV EOI of a CPU share one. */
  readonly perCpu: GfnRange;
  /** Bounce buffers and virtio rings. */
  readonly swiotlb: GfnRange;
  /** What firmware shares outside RAM: flash and MMIO. The kernel leaves it alone. */
  readonly firmwareNonRam: GfnRange;
}

/** SWIOTLB of an SEV guest: 6 % of RAM, at least 64 MiB, at most 1 GiB. Source: arch/x86/mm/mem_encrypt_amd.c, sev_setup_arch. */
export function swiotlbBytes(memory: Bytes): Bytes {
  return Math.min(Math.max(Math.floor((memory * 6) / 100), 64 * MIB), GIB);
}

/**
 * Takes the kernel's small shared areas from the start of the one run of shared pages; the bounce buffers are the rest. `nonRam`: first
 * page that can never be RAM, behind all that may still be plugged in.
 */
export function guestLayout(pages: PageCount, vcpus: number, shared: GfnRange, nonRam: PageIndex = Number(pages)): GuestLayout {
  const bssEnd = Math.min(shared.start + BSS_DECRYPTED_PAGES, shared.end);
  const perCpuEnd = Math.min(bssEnd + vcpus, shared.end);
  return {
    pages, vcpus,
    e820Ram: [{ start: 0, end: Math.min(LOW_RAM_PAGES, pages) }, { start: Math.min(HIGH_RAM_FIRST, pages), end: pages }],
    bssDecrypted: { start: shared.start, end: bssEnd },
    perCpu: { start: bssEnd, end: perCpuEnd },
    swiotlb: { start: perCpuEnd, end: shared.end },
    firmwareNonRam: { start: nonRam, end: nonRam + FLASH_PAGES },
  };
}

/** What is shared in RAM once the kernel is up: the truth, whatever was announced. */
export function sharedTruth(layout: GuestLayout): readonly GfnRange[] {
  const { start } = layout.bssDecrypted;
  const { end } = layout.swiotlb;
  return start < end ? [{ start, end }] : [];
}
