import { GIB, NS_PER_MS } from '../../base/units';
import type { Scenario } from '../scenario';
import type { Preset } from './preset';

/** A VM on POWER that is up and becomes secure. */
const POWER_GUEST: Partial<Scenario> = {
  guest: 'pef', mechanism: 'plain', memory: 100 * GIB, 'working-set': 4 * GIB, script: [{ atNs: 500 * NS_PER_MS, action: 'esm' }],
};

/** Thread 002: a guest of the Ultravisor. */
export const SWITCH_PRESETS: readonly Preset[] = [
  {
    name: 'secure-switch-all', thread: 'switch',
    title: 'Secure switch on POWER, every page',
    lines: ['A VM of 100 GiB becomes secure: the Ultravisor pages in all 1 638 400 frames of 64 KiB.', 'One lock per guest, 256 us a frame: seven minutes, as the thread of June 2020 reports.'],
    fields: { ...POWER_GUEST, 'esm-pages': 'all', 'gfn-states': 'off' },
  },
  {
    name: 'secure-switch-needed', thread: 'switch',
    title: 'Secure switch, the necessary pages',
    lines: ['The same VM with the series: 512 MiB are paged in, H_SVM_INIT_DONE converts the rest.', 'Under four seconds, and no frame is left NORMAL; set gfn-states=off and compare.'],
    fields: POWER_GUEST,
  },
  {
    name: 'reboot-without-gfn-states', thread: 'switch',
    title: 'Reboot without GFN states',
    lines: ['Only the necessary pages, and a hypervisor that knows one bit per frame.', 'It keeps the rest as its own: what the guest wrote there has two owners at the reboot.'],
    fields: { ...POWER_GUEST, 'gfn-states': 'off', script: [{ atNs: 500 * NS_PER_MS, action: 'esm' }, { atNs: 5500 * NS_PER_MS, action: 'reboot' }] },
  },
  {
    name: 'hotplug-without-gfn-states', thread: 'switch',
    title: 'Memory plugged into a secure VM',
    lines: ['The old hypervisor cannot serve a page-in inside UV_REGISTER_MEM_SLOT.', 'Every frame of the new slot stays NORMAL; set gfn-states=on and compare.'],
    fields: {
      ...POWER_GUEST, memory: 4 * GIB, 'working-set': GIB, 'esm-pages': 'all', 'gfn-states': 'off',
      script: [{ atNs: 500 * NS_PER_MS, action: 'esm' }, { atNs: 20_000 * NS_PER_MS, action: 'hotplug', argument: '2GiB' }],
    },
  },
];
