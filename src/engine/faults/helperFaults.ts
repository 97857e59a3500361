import type { FaultText } from './fault';

/** F-24 to F-30: the mirror VM and its helper. Source: confidential-migration.md 7.3, 4.1 to 4.5. */
export const HELPER_FAULTS: readonly FaultText[] = [
  {
    id: 'F-24', title: 'Mirror made at the wrong moment',
    symptom: 'KVM_CAP_VM_COPY_ENC_CONTEXT_FROM gives -EINVAL: before the context exists, after a vCPU, or on a mirror.',
    detectedBy: ['INV-18'], handling: 'Keep the order of the calls.',
    signs: { breaks: [], counts: [], events: [{ name: 'CAP_VM_COPY_ENC_CONTEXT_FROM', ret: -22 }], outcome: 'failed' },
  },
  {
    id: 'F-25', title: 'ASID of the mirror differs',
    symptom: 'The helper reads garbage: every tag is right, the contents are wrong.',
    detectedBy: ['INV-02'], handling: 'Compare the handles; check the order of the launch.',
    signs: { breaks: ['INV-02', 'INV-18'], counts: ['wrongKey'] },
  },
  {
    id: 'F-26', title: 'Ring overflows',
    symptom: 'Descriptors are lost or overwritten.',
    detectedBy: ['INV-19'], handling: 'Back-pressure: leave with HLT when the ring is full.',
    signs: { breaks: ['INV-01', 'INV-19'], counts: ['lost'] },
  },
  {
    id: 'F-27', title: 'Doorbell lost',
    symptom: 'The migration stands still with work in the ring.',
    detectedBy: ['watchdog'], handling: 'Look at the ring again after the HLT exit; give up waiting after 100 ms.',
    signs: { breaks: [], counts: [], events: [{ name: 'watchdog', ret: 0 }] },
  },
  {
    id: 'F-28', title: 'Helper leaves with MMIO, SHUTDOWN or INTERNAL_ERROR',
    symptom: 'The migration fails.',
    detectedBy: ['trace'], handling: 'Stop the mirror, let the source run on.',
    signs: { breaks: [], counts: [], events: [{ name: 'KVM_RUN', value: 'KVM_EXIT_SHUTDOWN' }], outcome: 'failed' },
  },
  {
    id: 'F-29', title: 'Helper restores over its own pages',
    symptom: 'The destination crashes, or a page is skipped in silence.',
    detectedBy: ['INV-20'], handling: 'Exclude the helper’s pages, and report what was skipped.',
    signs: { breaks: ['INV-01', 'INV-20'], counts: ['lost'] },
  },
  {
    id: 'F-30', title: 'RAM plugged in during a migration, slot of the mirror missing',
    symptom: 'The helper faults and leaves.',
    detectedBy: ['INV-19'], handling: 'The notifier adds the mirror’s slot first.',
    signs: { breaks: ['INV-19'], counts: [], events: [{ name: 'KVM_RUN', value: 'KVM_EXIT_MMIO' }], outcome: 'failed' },
  },
];
