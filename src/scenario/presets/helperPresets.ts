import { GIB, MIB, NS_PER_SECOND } from '../../base/units';
import { BIG_GUEST } from './bigGuest';
import type { Preset } from './preset';

/** Thread 003: the three designs of the helper. */
export const HELPER_PRESETS: readonly Preset[] = [
  {
    name: 'mirror-ring', thread: 'helper',
    title: 'The same guest by a mirror VM',
    fields: { ...BIG_GUEST, mechanism: 'mirror-ring' },
  },
  {
    name: 'mirror-rfc', thread: 'helper',
    title: 'The mirror VM as posted',
    fields: { ...BIG_GUEST, mechanism: 'mirror-rfc' },
  },
  {
    name: 'mailbox', thread: 'helper',
    title: 'A mailbox of one page',
    fields: { ...BIG_GUEST, mechanism: 'mailbox' },
  },
  {
    name: 'mirror-hotplug', thread: 'helper',
    title: 'Memory plugged in during the move',
    fields: {
      memory: 8 * GIB, 'working-set': 512 * MIB, writes: 2000,
      script: [{ atNs: 0, action: 'migrate' }, { atNs: 2 * NS_PER_SECOND, action: 'hotplug', argument: '2GiB' }],
    },
  },
];
