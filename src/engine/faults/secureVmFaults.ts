import type { FaultText } from './fault';

/** F-31 to F-38: the secure switch of a POWER guest. Source: confidential-migration.md 7.3, 6.5, 6.9. */
export const SECURE_VM_FAULTS: readonly FaultText[] = [
  {
    id: 'F-31', title: 'Memory slot plugged in without a switch',
    symptom: 'GFNs of the slot are ordinary pages in a secure VM: random errors.',
    detectedBy: ['INV-32'], variant: 'The hypervisor before patch 4 of the series.', handling: 'Convert the slot’s GFNs when it is registered.',
    signs: { breaks: ['INV-32'], counts: [] },
  },
  {
    id: 'F-32', title: 'Only needed pages asked for, and no GFN states',
    symptom: 'GFNs stay NORMAL in a secure VM: corruption at the next reboot.',
    detectedBy: ['INV-27'], variant: 'The hypervisor before patch 3 of the series.', handling: 'INIT_DONE converts what is still NORMAL.',
    signs: { breaks: ['INV-27'], counts: [] },
  },
  {
    id: 'F-33', title: 'Paged-out page converted again at INIT_DONE',
    symptom: 'Its contents are lost.',
    detectedBy: ['INV-29'], handling: 'Skip what is flagged as paged out (bit 62).',
    signs: { breaks: ['INV-29'], counts: [] },
  },
  {
    id: 'F-34', title: 'Secure memory full at INIT_DONE',
    symptom: 'INIT_DONE gives H_STATE and the switch is given up.',
    detectedBy: ['INV-28'], handling: 'Abort: every GFN is NORMAL again.',
    signs: { breaks: [], counts: [], events: [{ name: 'H_SVM_INIT_DONE', fwError: -75 }] },
  },
  {
    id: 'F-35', title: 'INIT_ABORT after INIT_DONE',
    symptom: 'H_STATE; nothing changes.',
    detectedBy: ['state table'], handling: 'Refuse.',
    signs: { breaks: [], counts: [], events: [{ name: 'H_SVM_INIT_ABORT', fwError: -75 }] },
  },
  {
    id: 'F-36', title: 'Reset with a running vCPU',
    symptom: 'KVM_PPC_SVM_OFF gives -EBUSY.',
    detectedBy: ['trace'], handling: 'Stop all vCPUs first.',
    signs: { breaks: [], counts: [], events: [{ name: 'KVM_PPC_SVM_OFF', ret: -16 }] },
  },
  {
    id: 'F-37', title: 'Hypervisor touches a secure page, UV_PAGE_OUT fails',
    symptom: 'SIGBUS to QEMU; plaintext is not seen.',
    detectedBy: ['trace'], handling: 'Kill the VM, or try again.',
    signs: { breaks: [], counts: [], events: [{ name: 'UV_PAGE_OUT', fwError: -2, value: 'SIGBUS' }] },
  },
  {
    id: 'F-38', title: 'KSM or NUMA balancing on pages of a secure VM',
    symptom: 'Two GFNs share one page that must be two.',
    detectedBy: ['INV-28'], handling: 'Unmerge at INIT_START, and leave the VM’s memory alone from then on.',
    signs: { breaks: ['INV-28'], counts: [] },
  },
];
