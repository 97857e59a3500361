import { GIB, KIB, MIB, NS_PER_MS, NS_PER_US } from '../../base/units';
import type { Field } from './field';
import { HELPER, PEF_GUEST, usedWhen, usedWhenAll } from './lock';
import { choice, quantity, words } from './makeField';

export const MECHANISM_FIELDS: readonly Field[] = [
  choice('mechanism', 'mechanism', {
    label: 'Mechanism', help: 'Who reads the private pages. Ordinary and POWER guests: plain.',
    default: 'mirror-ring',
    choices: words({
      plain: 'QEMU reads them itself.',
      psp: 'The firmware: SEND_UPDATE_DATA and RECEIVE_UPDATE_DATA.',
      'mirror-rfc': 'A mirror VM as posted in 2021.',
      'mirror-ring': 'A mirror VM that halts, fed by a ring.',
      mailbox: 'A helper in the guest firmware, one page at a time.',
    }),
    lockedBy: usedWhen('guest', ['sev', 'sev-es', 'sev-snp'], 'Ordinary and POWER guests have the plain one only.'),
  }),
  quantity('mechanism', 'count', 'helper-vcpus', {
    label: 'Helper vCPUs', help: 'Virtual CPUs of the helper, on each host.',
    default: 1, min: 1, max: 256, unit: 'vCPUs', slider: { max: 32 }, lockedBy: HELPER,
  }),
  quantity('mechanism', 'count', 'ring-depth', {
    label: 'Ring depth', help: 'Pages that the ring between VMM and helper holds.',
    estimate: 'No ring was ever posted; 64 descriptors fit one page.',
    default: 64, min: 1, max: 1024, unit: 'pages',
    lockedBy: usedWhenAll(HELPER, usedWhen('mechanism', ['mirror-ring'], 'Only the ring has a depth.')),
  }),
  quantity('mechanism', 'duration', 'helper-page-time', {
    label: 'Helper time per page', help: 'Encrypting and touching one page; entries, exits and doorbells come on top.',
    estimate: 'AES-256-GCM measured at 0.97 us for 4 KiB on an EPYC with VAES, plus 0.3 us of touching, which is an estimate.',
    default: 1270, min: 100, max: NS_PER_MS, bareUnit: 'us', slider: { max: 100 * NS_PER_US }, lockedBy: HELPER,
  }),
  quantity('mechanism', 'bytes', 'helper-image', {
    label: 'Helper image', help: 'What the PSP moves before the helper can run; 0: it is in the firmware already.',
    default: 0, min: 0, max: GIB, step: 4 * KIB, lockedBy: HELPER,
  }),
  choice('mechanism', 'esm-pages', {
    label: 'Secure switch takes', help: 'Which pages the Ultravisor asks for when a guest becomes secure.',
    default: 'needed',
    choices: words({ all: 'Every page of the guest.', needed: 'The necessary ones.' }),
    lockedBy: PEF_GUEST,
  }),
  quantity('mechanism', 'bytes', 'needed-pages', {
    label: 'Necessary pages', help: 'Memory that must be paged in at the secure switch.',
    estimate: 'The thread names no figure: a kernel, its initial file system and device trees.',
    default: 512 * MIB, min: 0, max: 1024 * GIB, step: 64 * KIB, slider: { min: MIB },
    lockedBy: usedWhenAll(PEF_GUEST, usedWhen('esm-pages', ['needed'], 'All pages are taken.')),
  }),
  quantity('mechanism', 'bytes', 'paged-out', {
    label: 'Paged out meanwhile', help: 'Memory that the hypervisor pages out of secure memory again before the switch is done.',
    estimate: 'The thread tells of such pages, not how many.',
    default: 8 * MIB, min: 0, max: 1024 * GIB, step: 64 * KIB, slider: { min: MIB }, lockedBy: PEF_GUEST,
  }),
  choice('mechanism', 'gfn-states', {
    label: 'GFN states', help: 'Whether the hypervisor keeps the state of each guest frame.',
    default: 'on',
    choices: words({
      on: 'Secure, shared or normal, per frame.',
      off: 'One bit per frame, as before the series.',
      'counter-proposal': 'Every page that is not secure is paged in at the end.',
    }),
    lockedBy: PEF_GUEST,
  }),
];
