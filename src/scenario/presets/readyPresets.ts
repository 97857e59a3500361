import { GIB, NS_PER_SECOND } from '../../base/units';
import type { Preset } from './preset';

/** Thread 001: who says that a guest may be moved, and when. */
export const READY_PRESETS: readonly Preset[] = [
  {
    name: 'never-ready', thread: 'ready',
    title: 'An old guest kernel',
    lines: ['Its kernel never announces which pages are private.', 'The host cannot tell ciphertext from plain data, so it refuses.'],
    fields: { memory: 4 * GIB, 'status-interface': 'none' },
  },
  {
    name: 'ready-in-time', thread: 'ready',
    title: 'Not READY, then READY',
    lines: ['The guest boots; a migrate at 3 s is refused, its kernel has not announced all yet.', 'At late_initcall it writes MSR 0x4b564d08, and the migrate at 8 s is taken.'],
    fields: {
      memory: 4 * GIB,
      script: [{ atNs: 0, action: 'boot' }, { atNs: 3 * NS_PER_SECOND, action: 'migrate' }, { atNs: 8 * NS_PER_SECOND, action: 'migrate' }],
    },
  },
  {
    name: 'silent-firmware', thread: 'ready',
    title: 'Firmware that does not announce',
    lines: ['The kernel knows how, but the firmware sets no EFI variable SevLiveMigrationEnabled.', 'READY is never written and QEMU refuses; set firmware-announces=on and compare.'],
    fields: { memory: 4 * GIB, 'firmware-announces': false, script: [{ atNs: 0, action: 'boot' }, { atNs: 8 * NS_PER_SECOND, action: 'migrate' }] },
  },
  {
    name: 'kexec', thread: 'ready',
    title: 'A kernel that starts the next one',
    lines: ['kexec: no reset and no firmware, so the old kernel takes READY back by itself.', 'A migrate between the two kernels is refused; the new one announces, the next is taken.'],
    fields: {
      memory: GIB,
      script: [
        { atNs: NS_PER_SECOND, action: 'reboot', argument: 'kexec' }, { atNs: 3 * NS_PER_SECOND, action: 'migrate' },
        { atNs: 7 * NS_PER_SECOND, action: 'migrate' },
      ],
    },
  },
];
