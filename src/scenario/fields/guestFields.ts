import { GIB, MIB, PAGE_BYTES } from '../../base/units';
import type { Field } from './field';
import { ALWAYS_USED, PEF_GUEST, SEV_GUEST, usedWhen, usedWhenAll, usedWhenAny } from './lock';
import { choice, flags, quantity, toggle, words } from './makeField';

/** Bits of the SEV policy word. Source: AMD SEV API, guest policy; include/linux/psp-sev.h. */
const POLICY = words({
  nodbg: 'Bit 0: no debugging of the guest by the host.',
  noks: 'Bit 1: no other guest may share its key.',
  es: 'Bit 2: registers must be encrypted too (SEV-ES).',
  nosend: 'Bit 3: the firmware refuses every SEND command.',
  domain: 'Bit 4: only to a host of the same owner.',
  sev: 'Bit 5: only to a genuine SEV host.',
});

const FIRMWARE_POLICY = usedWhen('guest', ['sev', 'sev-es'], 'Only SEV and SEV-ES guests have this policy word.');
const PAGE_STATUS = usedWhen('guest', ['sev', 'sev-es'], 'Only SEV and SEV-ES guests announce page status this way.');

export const GUEST_FIELDS: readonly Field[] = [
  choice('guest', 'guest', {
    label: 'Guest',
    help: 'How its memory is protected from the host.',
    default: 'sev',
    choices: words({
      none: 'Ordinary guest: nothing is encrypted.',
      sev: 'AMD SEV: private pages under a key of the guest.',
      'sev-es': 'AMD SEV-ES: registers are encrypted too.',
      'sev-snp': 'AMD SEV-SNP: page ownership is checked too.',
      pef: 'POWER protected execution: a secure VM of the Ultravisor.',
    }),
    lockedBy: ALWAYS_USED,
  }),
  quantity('guest', 'bytes', 'memory', {
    label: 'Memory', help: 'Guest RAM, rounded up to 2 MiB.',
    default: 16 * GIB, min: 64 * MIB, max: 1024 * GIB, step: 2 * MIB, round: 'up', lockedBy: ALWAYS_USED,
  }),
  quantity('guest', 'count', 'vcpus', {
    label: 'vCPUs', help: 'Virtual CPUs of the guest.',
    default: 8, min: 1, max: 512, unit: 'vCPUs', lockedBy: ALWAYS_USED,
  }),
  flags('guest', 'policy', {
    label: 'Policy', help: 'Flags of the SEV policy word; `none` clears all.',
    default: ['nodbg'], choices: POLICY, lockedBy: FIRMWARE_POLICY,
  }),
  choice('guest', 'status-interface', {
    label: 'Page status by', help: 'How the guest tells the host which pages are private.',
    default: 'merged',
    choices: words({
      none: 'An old kernel: it tells nothing.',
      'rfc-v1': 'Hypercall and bitmap in KVM, as first posted.',
      'v10-list': 'Hypercall and list of shared regions in KVM.',
      'v13-msr': 'Hypercall exits to the VMM, MSR as posted in v13.',
      merged: 'KVM_HC_MAP_GPA_RANGE and the READY MSR, as merged.',
    }),
    lockedBy: PAGE_STATUS,
  }),
  toggle('guest', 'firmware-announces', {
    label: 'Firmware announces', help: 'Whether the guest firmware announces page status and migration support.',
    default: true,
    lockedBy: usedWhenAll(
      PAGE_STATUS,
      usedWhen('status-interface', ['v13-msr', 'merged'], 'This interface has no announcement by the firmware.'),
    ),
  }),
  quantity('guest', 'percent', 'zero', {
    label: 'Untouched', help: 'Memory never touched at the start, in runs of 2 MiB. Private pages save nothing by it: ciphertext is never zero.',
    default: 0, min: 0, max: 100, step: 0.001, lockedBy: ALWAYS_USED,
  }),
  quantity('guest', 'bytes', 'shared', {
    label: 'Shared', help: 'Memory shared with the host at the start: bounce buffers and the like.',
    default: 64 * MIB, min: 0, max: 1024 * GIB, step: PAGE_BYTES, slider: { min: MIB }, lockedBy: usedWhenAny(SEV_GUEST, PEF_GUEST),
  }),
];
