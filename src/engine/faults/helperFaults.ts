import type { Fault } from './fault';

const SEV = ['sev', 'sev-es', 'sev-snp'] as const;
const HELPED = ['mirror-rfc', 'mirror-ring', 'mailbox'] as const;

/** F-24 to F-30: the mirror VM and its helper. Source: confidential-migration.md 7.3, 4.1 to 4.5. */
export const HELPER_FAULTS: readonly Fault[] = [
  {
    id: 'F-24', title: 'Mirror made at the wrong moment', injectable: false,
    symptom: 'KVM_CAP_VM_COPY_ENC_CONTEXT_FROM gives -EINVAL: before the context exists, after a vCPU, or on a mirror.',
    detectedBy: ['INV-18'], handling: 'Keep the order of the calls.',
    scope: { guests: SEV, mechanisms: HELPED, needs: ['migrate'] },
    signs: { breaks: [], counts: [] },
  },
  {
    id: 'F-25', title: 'ASID of the mirror differs', injectable: false,
    symptom: 'The helper reads garbage: every tag is right, the contents are wrong.',
    detectedBy: ['INV-02'], handling: 'Compare the handles; check the order of the launch.',
    scope: { guests: SEV, mechanisms: HELPED, needs: ['migrate'] },
    signs: { breaks: [], counts: [] },
  },
  {
    id: 'F-26', title: 'Ring overflows', injectable: false,
    symptom: 'Descriptors are lost or overwritten.',
    detectedBy: ['INV-19'], handling: 'Back-pressure: leave with HLT when the ring is full.',
    scope: { guests: SEV, mechanisms: ['mirror-ring'], needs: ['migrate'] },
    signs: { breaks: [], counts: [] },
  },
  {
    id: 'F-27', title: 'Doorbell lost', injectable: false,
    symptom: 'The migration stands still with work in the ring.',
    detectedBy: ['watchdog'], handling: 'Look at the ring again after the HLT exit; give up waiting after 100 ms.',
    scope: { guests: SEV, mechanisms: HELPED, needs: ['migrate'] },
    signs: { breaks: [], counts: [] },
  },
  {
    id: 'F-28', title: 'Helper leaves with MMIO, SHUTDOWN or INTERNAL_ERROR', injectable: false,
    symptom: 'The migration fails.',
    detectedBy: ['trace'], handling: 'Stop the mirror, let the source run on.',
    scope: { guests: SEV, mechanisms: HELPED, needs: ['migrate'] },
    signs: { breaks: [], counts: [] },
  },
  {
    id: 'F-29', title: 'Helper restores over its own pages', injectable: false,
    symptom: 'The destination crashes, or a page is skipped in silence.',
    detectedBy: ['INV-20'], handling: 'Exclude the helper’s pages, and report what was skipped.',
    scope: { guests: SEV, mechanisms: HELPED, needs: ['migrate'] },
    signs: { breaks: [], counts: [] },
  },
  {
    id: 'F-30', title: 'RAM plugged in during a migration, slot of the mirror missing', injectable: false,
    symptom: 'The helper faults and leaves.',
    detectedBy: ['INV-19'], handling: 'The notifier adds the mirror’s slot first.',
    scope: { guests: SEV, mechanisms: HELPED, needs: ['migrate', 'later-hotplug'] },
    signs: { breaks: [], counts: [] },
  },
];
