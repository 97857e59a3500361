import { GIB, MIB, NS_PER_SECOND } from '../../base/units';
import type { Scenario } from '../scenario';
import type { Preset } from './preset';

const SMALL_GUEST: Partial<Scenario> = { memory: 8 * GIB, 'working-set': 512 * MIB, pinning: 'demand' };

/** Thread 004: when pages are pinned, and what moves. */
export const PINNING_PRESETS: readonly Preset[] = [
  {
    name: 'pin-at-launch', thread: 'pinning',
    title: 'Boot, all pages pinned first',
    fields: { memory: 192 * GIB, script: [{ atNs: 0, action: 'boot' }] },
  },
  {
    name: 'pin-on-demand', thread: 'pinning',
    title: 'Boot, pages pinned when touched',
    fields: { memory: 192 * GIB, pinning: 'demand', script: [{ atNs: 0, action: 'boot' }] },
  },
  {
    name: 'compaction-pinned', thread: 'pinning',
    title: 'Compaction meets pins',
    fields: { ...SMALL_GUEST, script: [{ atNs: 0, action: 'boot' }, { atNs: 8 * NS_PER_SECOND, action: 'compact' }] },
  },
  {
    name: 'compaction-unpinned', thread: 'pinning',
    title: 'Compaction where a pin was lost',
    fields: {
      ...SMALL_GUEST,
      script: [{ atNs: 0, action: 'boot' }, { atNs: 8 * NS_PER_SECOND, action: 'fault', argument: 'F-20' }, { atNs: 9 * NS_PER_SECOND, action: 'compact' }],
    },
  },
  {
    name: 'new-vmm-same-host', thread: 'pinning',
    title: 'A new VMM, the same frames',
    fields: {
      memory: 4 * GIB, 'working-set': 256 * MIB, writes: 2000, zero: 50, pinning: 'demand',
      script: [{ atNs: NS_PER_SECOND, action: 'move-enc-context' }, { atNs: 2 * NS_PER_SECOND, action: 'compact' }, { atNs: 3 * NS_PER_SECOND, action: 'migrate' }],
    },
  },
  {
    name: 'slot-freed', thread: 'pinning',
    title: 'A DIMM out: flush, then unpin',
    fields: {
      memory: 2 * GIB, 'working-set': 256 * MIB, writes: 2000, conversions: 2000, pinning: 'demand',
      script: [{ atNs: NS_PER_SECOND, action: 'hotplug', argument: '1GiB' }, { atNs: 4 * NS_PER_SECOND, action: 'hotunplug' }, { atNs: 5 * NS_PER_SECOND, action: 'migrate' }],
    },
  },
  {
    name: 'replaced-backing', thread: 'pinning',
    title: 'New frames under a guest',
    fields: {
      memory: 2 * GIB, 'working-set': 256 * MIB, writes: 50_000, pinning: 'demand',
      // Where the guest works, behind its bounce buffers.
      script: [{ atNs: NS_PER_SECOND, action: 'boot' }, { atNs: 8 * NS_PER_SECOND, action: 'remap', argument: '64MiB@1088MiB' }, { atNs: 12 * NS_PER_SECOND, action: 'migrate' }],
    },
  },
  {
    name: 'memlock', thread: 'pinning',
    title: 'A limit on locked memory',
    fields: { pinning: 'demand', 'memlock-limit': 8 * GIB, script: [{ atNs: 0, action: 'boot' }] },
  },
];
