/**
 * Units as flavoured numbers: a plain number is accepted, another unit is not.
 * Time in a model is an integer count of nanoseconds; memory an integer count of bytes or pages.
 */
interface Unit<Name extends string> {
  readonly __unit?: Name;
}

/** Nanoseconds of simulated time since the start of the run; an integer below 2^53 (104 days). */
export type SimNs = number & Unit<'ns'>;
/** Bytes. */
export type Bytes = number & Unit<'bytes'>;
/** A number of target pages (4 KiB; 64 KiB for POWER). */
export type PageCount = number & Unit<'pages'>;
/** Index of a target page from the start of guest RAM: the GFN of a guest without holes. */
export type PageIndex = number & Unit<'page'>;
/** Bytes per second, decimal. */
export type BytesPerSecond = number & Unit<'bytes/s'>;

export const NS_PER_US = 1e3;
export const NS_PER_MS = 1e6;
export const NS_PER_SECOND = 1e9;
export const KIB = 1024;
export const MIB = 1024 * 1024;
export const GIB = 1024 * 1024 * 1024;
/** SEV, x86 and QEMU target page. Source: TARGET_PAGE_BITS 12. */
export const PAGE_BYTES = 4096;
/** A guest frame of a POWER guest under the ultravisor. Source: page_shift 16 of every H_SVM_ hcall. */
export const POWER_PAGE_BYTES = 65536;
