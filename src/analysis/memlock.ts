import { KIB, MIB, type Bytes } from '../base/units';
import type { EngineConfig } from '../engine/config';
import { isMemlockExceeded } from '../engine/host/memory/memlock';
import { pinMetadataBytes } from '../engine/host/memory/pinMetadata';

/**
 * What else the VMM locks besides guest RAM: flash, option ROMs, video memory, its own pages [estimate]. A hard_limit is a ceiling of the
 * control group too: set too low, the kernel ends the guest. Source: libvirt, memory tuning: guest RAM, video RAM and an overhead.
 */
const MARGIN_BYTES = 256 * MIB;

/** A setting that lets the guest start, as one pastes it. */
export interface MemlockLine {
  readonly id: 'libvirt' | 'systemd' | 'limits.conf';
  /** Where it belongs. */
  readonly place: string;
  readonly text: string;
}

export interface MemlockAdvice {
  /** Accounted at KVM_MEMORY_ENCRYPT_REG_REGION, in both modes of pinning; memory that is plugged later included. */
  readonly lockedBytes: Bytes;
  /** RLIMIT_MEMLOCK of the scenario; undefined: unlimited. */
  readonly limitBytes: Bytes | undefined;
  readonly fits: boolean;
  readonly marginBytes: Bytes;
  /** What the pins' own metadata takes; 0 when all is pinned at launch. */
  readonly metadataBytes: Bytes;
  readonly lines: readonly MemlockLine[];
}

/** RLIMIT_MEMLOCK is below what registering guest memory accounts: -ENOMEM, the VM does not start. Source: confidential-migration.md 5.2, 5.3. */
export function memlockRefuses(config: EngineConfig): boolean {
  return isMemlockExceeded(config);
}

/** What a locked-memory limit must allow, and the lines that say so; undefined for a guest whose memory is not registered. */
export function memlockAdvice(config: EngineConfig): MemlockAdvice | undefined {
  const { guest, hosts, script } = config;
  if (!guest.kind.startsWith('sev')) return undefined;
  const plugged = script.reduce((sum, action) => sum + (action.action === 'hotplug' ? action.bytes : 0), 0);
  const lockedBytes = guest.pages * guest.pageBytes + plugged;
  const limitBytes = hosts.memlockBytes >= Number.MAX_SAFE_INTEGER ? undefined : hosts.memlockBytes;
  return {
    lockedBytes, limitBytes,
    fits: limitBytes === undefined || lockedBytes <= limitBytes,
    marginBytes: MARGIN_BYTES,
    metadataBytes: pinMetadataBytes(lockedBytes / guest.pageBytes, hosts.pinning),
    lines: memlockLines(lockedBytes + MARGIN_BYTES),
  };
}

/** libvirt's line of `memlockAdvice`, for a domain XML. */
export function memlockXml(config: EngineConfig): string | undefined {
  return memlockAdvice(config)?.lines.find(({ id }) => id === 'libvirt')?.text;
}

/** hard_limit and limits.conf count KiB; LimitMEMLOCK counts bytes. Sources: libvirt formatdomain, limits.conf(5), systemd.exec(5). */
function memlockLines(bytes: Bytes): readonly MemlockLine[] {
  const kib = Math.ceil(bytes / KIB);
  return [
    { id: 'libvirt', place: 'domain XML', text: `<memtune><hard_limit unit='KiB'>${kib}</hard_limit></memtune>` },
    { id: 'systemd', place: 'unit, [Service]', text: `LimitMEMLOCK=${kib * KIB}` },
    { id: 'limits.conf', place: '/etc/security/limits.conf', text: `qemu - memlock ${kib}` },
  ];
}
