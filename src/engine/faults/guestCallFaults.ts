import type { FaultText } from './fault';

/** F-39 and F-40: a guest that asks for what it must not. Source: confidential-migration.md 7.3, 2.4, 3.3. */
export const GUEST_CALL_FAULTS: readonly FaultText[] = [
  {
    id: 'F-39', title: 'MSR write with a reserved bit',
    symptom: '#GP in the guest; READY stays as it was.',
    detectedBy: ['3.3'], variant: '`accept`: AMD’s QEMU series v4 stores the value, which is not READY: its blocker comes back.',
    handling: 'Inject #GP.',
    signs: { breaks: [], counts: [], events: [{ name: 'WRMSR 0x4b564d08', value: '#GP' }] },
  },
  {
    id: 'F-40', title: 'Hypercall from CPL 3, unaligned, of no pages, or beyond the end',
    symptom: '-EPERM from CPL 3, else -EINVAL. The list does not change.',
    detectedBy: ['2.4'], handling: 'Refuse in KVM, before anything is recorded.',
    signs: {
      breaks: [], counts: [],
      events: [
        { name: 'KVM_HC_MAP_GPA_RANGE', value: 'cpl-3', ret: -1 }, { name: 'KVM_HC_MAP_GPA_RANGE', value: 'unaligned', ret: -22 },
        { name: 'KVM_HC_MAP_GPA_RANGE', value: 'no-pages', ret: -22 }, { name: 'KVM_HC_MAP_GPA_RANGE', value: 'overflow', ret: -22 },
      ],
    },
  },
];
