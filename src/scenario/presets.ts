import { GIB, KIB, MIB, NS_PER_MS, NS_PER_SECOND } from '../base/units';
import { defaultScenario } from './fields';
import type { Scenario } from './scenario';

/** A named story that a link can depart from. What it says is part of every such link: see README.md before changing one. */
export interface Preset {
  readonly name: string;
  readonly title: string;
  /** Two lines: what it is, and what to look at. */
  readonly lines: readonly [string, string];
  readonly fields: Partial<Scenario>;
}

/** Bytes per second of 1 Gbit/s. */
const GBIT = 125_000_000;
/** 8 Mbit/s for pages of 4 KiB, the figure of the 2019 posting. */
const POSTED_PAGE_TIME = 4.096 * NS_PER_MS;

/** A VM on POWER that is up and becomes secure. */
const POWER_GUEST: Partial<Scenario> = {
  guest: 'pef', mechanism: 'plain', memory: 100 * GIB, 'working-set': 4 * GIB, script: [{ atNs: 500 * NS_PER_MS, action: 'esm' }],
};

const BIG_GUEST: Partial<Scenario> = { memory: 192 * GIB, 'working-set': 4 * GIB, writes: 12_000 };

export const PRESETS: readonly Preset[] = [
  {
    name: 'sev-psp',
    title: 'Firmware at 8 Mbit/s',
    lines: ['192 GiB through the PSP at the rate of the first posting: 244 pages/s.', 'One pass takes 57 h, and the guest writes faster than that.'],
    fields: { ...BIG_GUEST, mechanism: 'psp', 'psp-page-time': POSTED_PAGE_TIME },
  },
  {
    name: 'mirror-ring',
    title: 'The same guest by a mirror VM',
    lines: ['192 GiB, the same writes, read by one helper vCPU fed through a ring.', 'Now the link binds: minutes instead of days.'],
    fields: { ...BIG_GUEST, mechanism: 'mirror-ring' },
  },
  {
    name: 'psp-regions',
    title: 'Regions of 4 or 16 KiB',
    lines: ['A small idle guest through the PSP, four pages per command.', 'The firmware still works on 4 KiB blocks: set psp-region=4KiB and compare.'],
    fields: { memory: GIB, mechanism: 'psp', 'psp-page-time': POSTED_PAGE_TIME, 'psp-region': 16 * KIB, 'status-interface': 'rfc-v1', workload: 'idle', shared: 0 },
  },
  {
    name: 'never-ready',
    title: 'An old guest kernel',
    lines: ['Its kernel never announces which pages are private.', 'The host cannot tell ciphertext from plain data, so it refuses.'],
    fields: { memory: 4 * GIB, 'status-interface': 'none' },
  },
  {
    name: 'database-edge',
    title: 'A database at the edge',
    lines: ['192 GiB and 700 000 page writes/s against 718 000 pages/s of a 25 Gbit/s link.', 'It ends after dozens of passes; a tenth more writes and it never does.'],
    fields: {
      memory: 192 * GIB, vcpus: 64, bandwidth: 25 * GBIT, 'ring-depth': 1024,
      workload: 'hotset', writes: 700_000, 'working-set': 64 * GIB, 'hot-set': 8 * GIB,
    },
  },
  {
    name: 'idle-desktop',
    title: 'An idle desktop',
    lines: ['8 GiB over 1 Gbit/s; a quarter was never touched, and little is written.', 'A few short passes after the first, and nobody notices the stop.'],
    fields: { memory: 8 * GIB, vcpus: 4, bandwidth: GBIT, zero: 25, workload: 'hotset', writes: 400, 'working-set': GIB },
  },
  {
    name: 'ordinary-guest',
    title: 'Without encryption',
    lines: ['16 GiB of plain memory: QEMU reads every page itself.', 'The measure for all others: what encryption costs is the difference.'],
    fields: { guest: 'none', mechanism: 'plain' },
  },
  {
    name: 'cannot-move',
    title: 'A guest that cannot move',
    lines: ['SEV-ES also encrypts the registers, and no command sends them.', 'Blocked before the first page; a helper would be the way out.'],
    fields: { guest: 'sev-es', mechanism: 'psp', memory: 4 * GIB },
  },
  {
    name: 'pin-at-launch',
    title: 'Boot, all pages pinned first',
    lines: ['192 GiB: the host pins every page before the guest runs, since encrypted pages must not move.', '24.56 s to boot on v5.17-rc6, in the thread of March 2022; six of them are the guest.'],
    fields: { memory: 192 * GIB, script: [{ atNs: 0, action: 'boot' }] },
  },
  {
    name: 'pin-on-demand',
    title: 'Boot, pages pinned when touched',
    lines: ['The same guest with the series: a page is pinned at its first fault, and stays so until the end.', '6.80 s: what is left of the slope comes with what the guest touches.'],
    fields: { memory: 192 * GIB, pinning: 'demand', script: [{ atNs: 0, action: 'boot' }] },
  },
  {
    name: 'lost-bitmap-reset',
    title: 'The bitmap that nobody reset',
    lines: ["The first posting's open item: the guest reboots, KVM keeps the bitmap of the kernel before.", 'Pages private by now cross as shared ones, ciphertext as it lies: the oracle names each.'],
    fields: {
      memory: GIB, 'working-set': 256 * MIB, mechanism: 'psp', 'status-interface': 'rfc-v1', writes: 100,
      script: [{ atNs: NS_PER_SECOND, action: 'reboot' }, { atNs: 8 * NS_PER_SECOND, action: 'migrate' }],
    },
  },
  {
    name: 'secure-switch-all',
    title: 'Secure switch on POWER, every page',
    lines: ['A VM of 100 GiB becomes secure: the Ultravisor pages in all 1 638 400 frames of 64 KiB.', 'One lock per guest, 256 us a frame: seven minutes, as the thread of June 2020 reports.'],
    fields: { ...POWER_GUEST, 'esm-pages': 'all', 'gfn-states': 'off' },
  },
  {
    name: 'secure-switch-needed',
    title: 'Secure switch, the necessary pages',
    lines: ['The same VM with the series: 512 MiB are paged in, H_SVM_INIT_DONE converts the rest.', 'Under four seconds, and no frame is left NORMAL; set gfn-states=off and compare.'],
    fields: POWER_GUEST,
  },
  {
    name: 'reboot-without-gfn-states',
    title: 'Reboot without GFN states',
    lines: ['Only the necessary pages, and a hypervisor that knows one bit per frame.', 'It keeps the rest as its own: what the guest wrote there has two owners at the reboot.'],
    fields: { ...POWER_GUEST, 'gfn-states': 'off', script: [{ atNs: 500 * NS_PER_MS, action: 'esm' }, { atNs: 5500 * NS_PER_MS, action: 'reboot' }] },
  },
  {
    name: 'hotplug-without-gfn-states',
    title: 'Memory plugged into a secure VM',
    lines: ['The old hypervisor cannot serve a page-in inside UV_REGISTER_MEM_SLOT.', 'Every frame of the new slot stays NORMAL; set gfn-states=on and compare.'],
    fields: {
      ...POWER_GUEST, memory: 4 * GIB, 'working-set': GIB, 'esm-pages': 'all', 'gfn-states': 'off',
      script: [{ atNs: 500 * NS_PER_MS, action: 'esm' }, { atNs: 20_000 * NS_PER_MS, action: 'hotplug', argument: '2GiB' }],
    },
  },
];

export function findPreset(name: string): Preset | undefined {
  return PRESETS.find((preset) => preset.name === name);
}

/** The whole scenario of a preset. */
export function scenarioOfPreset(preset: Preset): Scenario {
  return { ...defaultScenario, ...preset.fields };
}
