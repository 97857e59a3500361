import { GIB, KIB, MIB, NS_PER_MS, NS_PER_SECOND } from '../../base/units';
import { BIG_GUEST } from './bigGuest';
import type { Preset } from './preset';

/** 8 Mbit/s for pages of 4 KiB, the figure of the 2019 posting. */
const POSTED_PAGE_TIME = 4.096 * NS_PER_MS;

/** Thread 000: commands, rates, regions, cancel, policy, the bitmap. */
export const FIRMWARE_PRESETS: readonly Preset[] = [
  {
    name: 'sev-psp', thread: 'firmware',
    title: 'Firmware at 8 Mbit/s',
    fields: { ...BIG_GUEST, mechanism: 'psp', 'psp-page-time': POSTED_PAGE_TIME },
  },
  {
    name: 'psp-regions', thread: 'firmware',
    title: 'Regions of 4 or 16 KiB',
    fields: { memory: GIB, mechanism: 'psp', 'psp-page-time': POSTED_PAGE_TIME, 'psp-region': 16 * KIB, 'status-interface': 'rfc-v1', workload: 'idle', shared: 0 },
  },
  {
    name: 'psp-shared', thread: 'firmware',
    title: 'Other guests in the mailbox',
    fields: { memory: GIB, mechanism: 'psp', 'psp-load': 2, workload: 'idle', shared: 0 },
  },
  {
    name: 'psp-cancel', thread: 'firmware',
    title: 'Cancelled, and sent again',
    fields: {
      memory: GIB, shared: 0, 'working-set': 256 * MIB, mechanism: 'psp', writes: 100,
      script: [{ atNs: 0, action: 'migrate' }, { atNs: 60 * NS_PER_SECOND, action: 'migrate_cancel' }, { atNs: 65 * NS_PER_SECOND, action: 'migrate' }],
    },
  },
  {
    name: 'nosend', thread: 'firmware',
    title: 'A policy that says no',
    fields: { memory: 4 * GIB, mechanism: 'psp', policy: ['nodbg', 'nosend'] },
  },
  {
    name: 'cannot-move', thread: 'firmware',
    title: 'A guest that cannot move',
    fields: { guest: 'sev-es', mechanism: 'psp', memory: 4 * GIB },
  },
  {
    name: 'lost-bitmap-reset', thread: 'firmware',
    title: 'The bitmap that nobody reset',
    fields: {
      memory: GIB, 'working-set': 256 * MIB, mechanism: 'psp', 'status-interface': 'rfc-v1', writes: 100,
      script: [{ atNs: NS_PER_SECOND, action: 'reboot' }, { atNs: 8 * NS_PER_SECOND, action: 'migrate' }],
    },
  },
];
