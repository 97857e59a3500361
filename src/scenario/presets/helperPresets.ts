import { GIB, MIB, NS_PER_SECOND } from '../../base/units';
import { BIG_GUEST } from './bigGuest';
import type { Preset } from './preset';

/** Thread 003: the three designs of the helper. */
export const HELPER_PRESETS: readonly Preset[] = [
  {
    name: 'mirror-ring', thread: 'helper',
    title: 'The same guest by a mirror VM',
    lines: ['192 GiB, the same writes, read by one helper vCPU fed through a ring.', 'Now the link binds: minutes instead of days.'],
    fields: { ...BIG_GUEST, mechanism: 'mirror-ring' },
  },
  {
    name: 'mirror-rfc', thread: 'helper',
    title: 'The mirror VM as posted',
    lines: ['The same guest; the helper is a second VM from the start of QEMU and polls a mailbox.', 'It leaves for QEMU once a page, and takes four times as long as the ring.'],
    fields: { ...BIG_GUEST, mechanism: 'mirror-rfc' },
  },
  {
    name: 'mailbox', thread: 'helper',
    title: 'A mailbox of one page',
    lines: ['The same guest by the helper of Murik and Feldman-Fitzthum: INIT, one page at a time, RESET.', 'The link still binds; two cores of each host spin for it all the way.'],
    fields: { ...BIG_GUEST, mechanism: 'mailbox' },
  },
  {
    name: 'mirror-hotplug', thread: 'helper',
    title: 'Memory plugged in during the move',
    lines: ['QEMU takes no device while it migrates. If it did: the slot of the mirror comes first.', 'Add fault F-30 before it: no slot, and the helper leaves with KVM_EXIT_MMIO.'],
    fields: {
      memory: 8 * GIB, 'working-set': 512 * MIB, writes: 2000,
      script: [{ atNs: 0, action: 'migrate' }, { atNs: 2 * NS_PER_SECOND, action: 'hotplug', argument: '2GiB' }],
    },
  },
];
