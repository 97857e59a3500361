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
    fields: { ...POWER_GUEST, 'esm-pages': 'all', 'gfn-states': 'off' },
  },
  {
    name: 'secure-switch-needed', thread: 'switch',
    title: 'Secure switch, the necessary pages',
    fields: POWER_GUEST,
  },
  {
    name: 'secure-switch-counter-proposal', thread: 'switch',
    title: 'Secure switch, the counter-proposal',
    fields: { ...POWER_GUEST, 'gfn-states': 'counter-proposal' },
  },
  {
    name: 'reboot-without-gfn-states', thread: 'switch',
    title: 'Reboot without GFN states',
    fields: { ...POWER_GUEST, 'gfn-states': 'off', script: [{ atNs: 500 * NS_PER_MS, action: 'esm' }, { atNs: 5500 * NS_PER_MS, action: 'reboot' }] },
  },
  {
    name: 'hotplug-without-gfn-states', thread: 'switch',
    title: 'Memory plugged into a secure VM',
    fields: {
      ...POWER_GUEST, memory: 4 * GIB, 'working-set': GIB, 'esm-pages': 'all', 'gfn-states': 'off',
      script: [{ atNs: 500 * NS_PER_MS, action: 'esm' }, { atNs: 20_000 * NS_PER_MS, action: 'hotplug', argument: '2GiB' }],
    },
  },
];
