import { GIB, MIB, NS_PER_SECOND } from '../../base/units';
import type { Scenario } from '../scenario';
import type { Preset } from './preset';

const SMALL_GUEST: Partial<Scenario> = { memory: 8 * GIB, 'working-set': 512 * MIB, pinning: 'demand' };

/** Thread 004: when pages are pinned, and what moves. */
export const PINNING_PRESETS: readonly Preset[] = [
  {
    name: 'pin-at-launch', thread: 'pinning',
    title: 'Boot, all pages pinned first',
    lines: ['192 GiB: the host pins every page before the guest runs, since encrypted pages must not move.', '24.56 s to boot on v5.17-rc6, in the thread of March 2022; six of them are the guest.'],
    fields: { memory: 192 * GIB, script: [{ atNs: 0, action: 'boot' }] },
  },
  {
    name: 'pin-on-demand', thread: 'pinning',
    title: 'Boot, pages pinned when touched',
    lines: ['The same guest with the series: a page is pinned at its first fault, and stays so until the end.', '6.80 s: what is left of the slope comes with what the guest touches.'],
    fields: { memory: 192 * GIB, pinning: 'demand', script: [{ atNs: 0, action: 'boot' }] },
  },
  {
    name: 'compaction-pinned', thread: 'pinning',
    title: 'Compaction meets pins',
    lines: ['The guest boots with pages pinned when touched; then the host compacts memory.', 'What nobody touched moves, what is pinned stays: the guest reads what it wrote.'],
    fields: { ...SMALL_GUEST, script: [{ atNs: 0, action: 'boot' }, { atNs: 8 * NS_PER_SECOND, action: 'compact' }] },
  },
  {
    name: 'compaction-unpinned', thread: 'pinning',
    title: 'Compaction where a pin was lost',
    lines: ['Sixteen private pages lose their pins (fault F-20), and the host moves them.', 'They are decrypted by their new address: the guest reads garbage, and nobody is told.'],
    fields: {
      ...SMALL_GUEST,
      script: [{ atNs: 0, action: 'boot' }, { atNs: 8 * NS_PER_SECOND, action: 'fault', argument: 'F-20' }, { atNs: 9 * NS_PER_SECOND, action: 'compact' }],
    },
  },
  {
    name: 'memlock', thread: 'pinning',
    title: 'A limit on locked memory',
    lines: ['16 GiB under an RLIMIT_MEMLOCK of 8 GiB; pinning on demand accounts all of it too.', 'KVM_MEMORY_ENCRYPT_REG_REGION answers -ENOMEM: the guest does not start.'],
    fields: { pinning: 'demand', 'memlock-limit': 8 * GIB, script: [{ atNs: 0, action: 'boot' }] },
  },
];
