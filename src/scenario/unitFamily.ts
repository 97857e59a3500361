/**
 * A unit of a family: `num / den` of the family's base unit (bytes, ns, bytes/s, 1). The first name is the one that
 * is printed. `decimals` bounds what may stand behind the point when a value is printed in it; absent: never printed.
 */
export interface Unit {
  readonly names: readonly string[];
  readonly num: bigint;
  readonly den: bigint;
  readonly decimals?: number;
}

/** Units that measure the same thing, the largest first. */
export interface UnitFamily {
  readonly units: readonly Unit[];
  /** Which printable unit wins: the largest that is exact, or the one with the shortest text. */
  readonly prefer: 'largest' | 'shortest';
}

function unit(num: number, names: string, decimals?: number, den = 1): Unit {
  const base = { names: names.split(' '), num: BigInt(num), den: BigInt(den) };
  return decimals === undefined ? base : { ...base, decimals };
}

const K = 1024;

/** Sizes print in binary units. `K`, `M`, `G`, `T` are binary as in QEMU and libvirt; `kB`, `MB`, `GB`, `TB` decimal. */
const SIZE: UnitFamily = {
  prefer: 'largest',
  units: [
    unit(K ** 4, 'TiB T', 3),
    unit(1e12, 'TB'),
    unit(K ** 3, 'GiB G', 3),
    unit(1e9, 'GB'),
    unit(K ** 2, 'MiB M', 3),
    unit(1e6, 'MB'),
    unit(K, 'KiB K kiB', 3),
    unit(1e3, 'kB KB'),
    unit(1, 'B', 0),
  ],
};

/** Days are read and never printed: a run of 57 h is easier to compare with others in hours. */
const TIME: UnitFamily = {
  prefer: 'largest',
  units: [
    unit(86400e9, 'd'),
    unit(3600e9, 'h', 0),
    unit(60e9, 'm min', 0),
    unit(1e9, 's', 9),
    unit(1e6, 'ms', 6),
    unit(1e3, 'us \u00b5s \u03bcs', 3),
    unit(1, 'ns', 0),
  ],
};

const bits = (num: number, names: string): Unit => unit(num, names, 3, 8);

/** Links: bits per second, decimal, over a base of bytes per second. Bytes per second are read too. */
const LINK_RATE: UnitFamily = {
  prefer: 'largest',
  units: [
    bits(1e12, 'Tbit/s Tbps Tb/s'),
    bits(1e9, 'Gbit/s Gbps Gb/s'),
    bits(1e6, 'Mbit/s Mbps Mb/s mbps'),
    bits(1e3, 'kbit/s kbps kb/s Kbit/s'),
    unit(1, 'bit/s bps', 0, 8),
    unit(K ** 3, 'GiB/s'),
    unit(1e9, 'GB/s'),
    unit(K ** 2, 'MiB/s'),
    unit(1e6, 'MB/s'),
    unit(K, 'KiB/s'),
    unit(1e3, 'kB/s KB/s'),
    unit(1, 'B/s'),
  ],
};

/** QAPI bandwidths: bytes per second; binary or decimal, whichever says it shorter. Bits per second are read too. */
const BYTE_RATE: UnitFamily = {
  prefer: 'shortest',
  units: [
    unit(K ** 4, 'TiB/s', 3),
    unit(1e12, 'TB/s', 3),
    unit(K ** 3, 'GiB/s', 3),
    unit(1e9, 'GB/s', 3),
    unit(K ** 2, 'MiB/s', 3),
    unit(1e6, 'MB/s', 3),
    unit(K, 'KiB/s', 3),
    unit(1e3, 'kB/s KB/s', 3),
    unit(1, 'B/s', 0),
    unit(1e9, 'Gbit/s Gbps', undefined, 8),
    unit(1e6, 'Mbit/s Mbps', undefined, 8),
    unit(1e3, 'kbit/s kbps', undefined, 8),
    unit(1, 'bit/s bps', undefined, 8),
  ],
};

const RATE: UnitFamily = {
  prefer: 'shortest',
  units: [unit(1e9, 'G G/s', 3), unit(1e6, 'M M/s', 3), unit(1e3, 'k K k/s K/s', 3), { names: ['', '/s'], num: 1n, den: 1n, decimals: 3 }],
};

const COUNT: UnitFamily = {
  prefer: 'largest',
  units: [unit(1e9, 'G'), unit(1e6, 'M'), unit(1e3, 'k K'), { names: [''], num: 1n, den: 1n, decimals: 3 }],
};

const PERCENT: UnitFamily = {
  prefer: 'largest',
  units: [{ names: ['', '%'], num: 1n, den: 1n, decimals: 3 }],
};

export const UNIT_FAMILIES = {
  size: SIZE, time: TIME, 'link-rate': LINK_RATE, 'byte-rate': BYTE_RATE, rate: RATE, count: COUNT, percent: PERCENT,
} as const;
export type FamilyName = keyof typeof UNIT_FAMILIES;
