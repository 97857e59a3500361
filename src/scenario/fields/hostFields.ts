import { GIB, KIB, MIB, NS_PER_MS, NS_PER_US } from '../../base/units';
import type { Field } from './field';
import { PEF_GUEST, PSP_WORKS, SEV_GUEST, usedWhen, usedWhenAll } from './lock';
import { choice, quantity, words } from './makeField';

export const HOST_FIELDS: readonly Field[] = [
  quantity('hosts', 'duration', 'psp-page-time', {
    label: 'PSP time per page', help: 'What the firmware takes to encrypt or decrypt one block of 4 KiB.',
    estimate: 'Between the 8 mbps of the 2019 posting (4.096 ms) and the 350 to 450 pages/s reported later; AMD publishes no figure.',
    default: 2.5 * NS_PER_MS, min: NS_PER_US, max: 100 * NS_PER_MS,
    slider: { min: 0.1 * NS_PER_MS, max: 10 * NS_PER_MS }, lockedBy: PSP_WORKS,
  }),
  choice('hosts', 'psp-region', {
    label: 'PSP region', help: 'Bytes that one SEND_UPDATE_DATA covers.',
    default: 4 * KIB,
    choices: [
      { value: 4 * KIB, text: '4KiB', help: 'One page per command, as merged.' },
      { value: 16 * KIB, text: '16KiB', help: 'Four pages per command: merged KVM refuses it, with status-interface rfc-v1 it is a what-if. The firmware still works on blocks of 4 KiB.' },
    ],
    lockedBy: usedWhen('mechanism', ['psp'], 'The PSP moves no page here.'),
  }),
  quantity('hosts', 'count', 'psp-load', {
    label: 'Other guests at the PSP', help: 'Guests that keep the one mailbox of each host busy beside this one.',
    default: 0, min: 0, max: 512, unit: 'guests', slider: { scale: 'linear', max: 16 }, lockedBy: PSP_WORKS,
  }),
  choice('hosts', 'pinning', {
    label: 'Pinning', help: 'When the host pins guest pages so that they cannot move.',
    default: 'launch',
    choices: words({ launch: 'All of them when the guest starts, as in mainline.', demand: 'Each at its first fault.' }),
    lockedBy: SEV_GUEST,
  }),
  quantity('hosts', 'limit', 'memlock-limit', {
    label: 'Memlock limit', help: 'RLIMIT_MEMLOCK of the VMM: what it may pin.',
    default: 'unlimited', word: 'unlimited', min: 0, max: 2048 * GIB, slider: { min: 64 * MIB }, lockedBy: SEV_GUEST,
  }),
  quantity('hosts', 'rate', 'compaction', {
    label: 'Compaction', help: 'Pages per second that the host tries to move to other frames.',
    default: 0, min: 0, max: 1e6, unit: 'pages/s', slider: { max: 1e5 },
    lockedBy: usedWhenAll(SEV_GUEST, usedWhen('pinning', ['demand'], 'Every page is pinned at launch: none can move.')),
  }),
  quantity('hosts', 'count', 'asids', {
    label: 'ASIDs', help: 'Encrypted guests that each host can tell apart.',
    default: 410, min: 0, max: 65_535, unit: 'ASIDs', lockedBy: SEV_GUEST,
  }),
  quantity('hosts', 'limit', 'secure-memory', {
    label: 'Secure memory', help: 'Memory that the Ultravisor of the machine owns.',
    default: 'unlimited', word: 'unlimited', min: 0, max: 2048 * GIB, slider: { min: 64 * MIB }, lockedBy: PEF_GUEST,
  }),
];
