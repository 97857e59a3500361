import { GIB, MIB, NS_PER_SECOND } from '../../base/units';
import type { Preset } from './preset';

/** Thread 001: who says that a guest may be moved, and when. */
export const READY_PRESETS: readonly Preset[] = [
  {
    name: 'never-ready', thread: 'ready',
    title: 'An old guest kernel',
    fields: { memory: 4 * GIB, 'status-interface': 'none' },
  },
  {
    name: 'ready-in-time', thread: 'ready',
    title: 'Not READY, then READY',
    fields: {
      memory: 4 * GIB,
      script: [{ atNs: 0, action: 'boot' }, { atNs: 3 * NS_PER_SECOND, action: 'migrate' }, { atNs: 8 * NS_PER_SECOND, action: 'migrate' }],
    },
  },
  {
    name: 'silent-firmware', thread: 'ready',
    title: 'Firmware that does not announce',
    fields: { memory: 4 * GIB, 'firmware-announces': false, script: [{ atNs: 0, action: 'boot' }, { atNs: 8 * NS_PER_SECOND, action: 'migrate' }] },
  },
  {
    name: 'kexec', thread: 'ready',
    title: 'A kernel that starts the next one',
    fields: {
      memory: GIB,
      script: [
        { atNs: NS_PER_SECOND, action: 'reboot', argument: 'kexec' }, { atNs: 3 * NS_PER_SECOND, action: 'migrate' },
        { atNs: 7 * NS_PER_SECOND, action: 'migrate' },
      ],
    },
  },
  {
    name: 'a-to-b-to-c', thread: 'ready',
    title: 'A to B to C',
    fields: { memory: 2 * GIB, 'working-set': 256 * MIB, script: [{ atNs: NS_PER_SECOND, action: 'migrate' }, { atNs: 6 * NS_PER_SECOND, action: 'migrate' }] },
  },
  {
    name: 'reboot-at-b', thread: 'ready',
    title: 'A reboot at B, then on to C',
    fields: {
      memory: 2 * GIB, 'working-set': 256 * MIB,
      script: [
        { atNs: 0, action: 'fault', argument: 'F-04' }, { atNs: NS_PER_SECOND, action: 'migrate' }, { atNs: 6 * NS_PER_SECOND, action: 'reboot' },
        { atNs: 8 * NS_PER_SECOND, action: 'migrate' }, { atNs: 14 * NS_PER_SECOND, action: 'migrate' },
      ],
    },
  },
];
