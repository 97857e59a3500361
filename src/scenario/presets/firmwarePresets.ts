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
    lines: ['192 GiB through the PSP at the rate of the first posting: 244 pages/s.', 'One pass takes 57 h, and the guest writes faster than that.'],
    fields: { ...BIG_GUEST, mechanism: 'psp', 'psp-page-time': POSTED_PAGE_TIME },
  },
  {
    name: 'psp-regions', thread: 'firmware',
    title: 'Regions of 4 or 16 KiB',
    lines: ['A small idle guest through the PSP, four pages per command.', 'The firmware still works on 4 KiB blocks: set psp-region=4KiB and compare.'],
    fields: { memory: GIB, mechanism: 'psp', 'psp-page-time': POSTED_PAGE_TIME, 'psp-region': 16 * KIB, 'status-interface': 'rfc-v1', workload: 'idle', shared: 0 },
  },
  {
    name: 'psp-shared', thread: 'firmware',
    title: 'Other guests in the mailbox',
    lines: ['One PSP serves every guest of a host; two others keep its one queue busy.', 'Two of three commands are theirs: 133 pages/s are left of 400.'],
    fields: { memory: GIB, mechanism: 'psp', 'psp-load': 2, workload: 'idle', shared: 0 },
  },
  {
    name: 'psp-cancel', thread: 'firmware',
    title: 'Cancelled, and sent again',
    lines: ['SEND_CANCEL after a minute: the guest is RUNNING again, host B gives its ASID back.', 'The second attempt is a new session: every private page crosses anew.'],
    fields: {
      memory: GIB, shared: 0, 'working-set': 256 * MIB, mechanism: 'psp', writes: 100,
      script: [{ atNs: 0, action: 'migrate' }, { atNs: 60 * NS_PER_SECOND, action: 'migrate_cancel' }, { atNs: 65 * NS_PER_SECOND, action: 'migrate' }],
    },
  },
  {
    name: 'nosend', thread: 'firmware',
    title: 'A policy that says no',
    lines: ['NOSEND was set at launch: SEND_START answers -EIO, firmware status 7, POLICY_FAILURE.', 'The guest is unharmed and RUNNING; only a new launch would change its policy.'],
    fields: { memory: 4 * GIB, mechanism: 'psp', policy: ['nodbg', 'nosend'] },
  },
  {
    name: 'cannot-move', thread: 'firmware',
    title: 'A guest that cannot move',
    lines: ['SEV-ES also encrypts the registers, and no command sends them.', 'Blocked before the first page; a helper would be the way out.'],
    fields: { guest: 'sev-es', mechanism: 'psp', memory: 4 * GIB },
  },
  {
    name: 'lost-bitmap-reset', thread: 'firmware',
    title: 'The bitmap that nobody reset',
    lines: ["The first posting's open item: the guest reboots, KVM keeps the bitmap of the kernel before.", 'Pages private by now cross as shared ones, ciphertext as it lies: the oracle names each.'],
    fields: {
      memory: GIB, 'working-set': 256 * MIB, mechanism: 'psp', 'status-interface': 'rfc-v1', writes: 100,
      script: [{ atNs: NS_PER_SECOND, action: 'reboot' }, { atNs: 8 * NS_PER_SECOND, action: 'migrate' }],
    },
  },
];
