import type { FaultText } from './fault';

/** F-01 to F-08: what the host believes of the guest's pages. Source: confidential-migration.md 7.3, 2.3 to 2.7. */
export const STATUS_FAULTS: readonly FaultText[] = [
  {
    id: 'F-01', title: 'Lost hypercall, private to shared',
    symptom: 'Shared pages cross as private: rings of devices and the VGA buffer hold garbage at the destination. No error anywhere.',
    detectedBy: ['INV-02', 'INV-14'],
    handling: 'Linux does not retry and the host cannot see it: only a guest that announces READY promises that its calls arrive. Report the divergence.',
    signs: { breaks: ['INV-02', 'INV-14'], counts: ['misclassified'] },
  },
  {
    id: 'F-02', title: 'Lost hypercall, shared to private',
    symptom: 'Ciphertext of the source crosses verbatim as if it were shared: the guest decrypts garbage and crashes later.',
    detectedBy: ['INV-02', 'INV-14'],
    handling: 'As for F-01: no retry, no sign; report the divergence.',
    signs: { breaks: ['INV-02', 'INV-14'], counts: ['misclassified'] },
  },
  {
    id: 'F-03', title: 'No reset of page status at reboot',
    symptom: 'Private pages of the new kernel are still on the list of shared pages: it crashes early after a migration.',
    detectedBy: ['INV-15'], variant: 'RFC v1 to v2 of the series: nobody resets; with status-interface=rfc-v1 it is always so.',
    handling: 'The kernel announces all of its RAM as private at early boot; the VMM clears its list at a system reset.',
    signs: { breaks: ['INV-02', 'INV-15'], counts: ['misclassified'] },
  },
  {
    id: 'F-04', title: 'Page status never sent to the destination',
    symptom: 'The destination runs well. Its own migration (A to B to C) takes every page as private and misclassifies all that are shared.',
    detectedBy: ['INV-17', 'INV-16'], variant: 'RFC v1 had GET and no SET; with status-interface=rfc-v1 it is always so.',
    handling: 'Send the list; at the destination refuse to set READY until it is loaded.',
    signs: { breaks: ['INV-16', 'INV-17'], counts: [], onward: { breaks: ['INV-02', 'INV-14'], counts: ['misclassified'] } },
  },
  {
    id: 'F-05', title: 'List read before the dirty log',
    symptom: 'Under load a page now and then crosses under the status it had before its conversion, and is never sent again.',
    detectedBy: ['INV-09'],
    handling: 'Get the dirty log, then the list: what changes between the two is dirty for the next pass.',
    signs: { breaks: ['INV-02', 'INV-09', 'INV-10'], counts: ['misclassified'] },
  },
  {
    id: 'F-06', title: 'Conversion in the middle of a page’s send',
    symptom: 'The destination holds the old bytes of a page under its new type.',
    detectedBy: ['INV-10'],
    handling: 'A conversion counts as a write: the page is sent again after it.',
    signs: { breaks: ['INV-01', 'INV-10'], counts: ['stale'] },
  },
  {
    id: 'F-07', title: 'Bitmap read with an unaligned page count',
    symptom: 'GET of a count that is no multiple of 8 writes the rest of the last byte too: up to 7 shared pages cross as private.',
    detectedBy: ['INV-14'], variant: 'KVM_GET_PAGE_ENC_BITMAP before v5 of the series.',
    handling: 'Round up, and mask the tail.',
    signs: { breaks: ['INV-02', 'INV-14', 'INV-17'], counts: ['misclassified'] },
  },
  {
    id: 'F-08', title: 'All-zero words skipped in the bitmap’s synchronisation',
    symptom: 'Runs of 64 shared pages stay private to QEMU and cross through the firmware: garbage in bounce buffers.',
    detectedBy: ['INV-17'], variant: 'QEMU’s synchronisation of v1 of the series.',
    handling: 'Copy every word.',
    signs: { breaks: ['INV-02', 'INV-14', 'INV-17'], counts: ['misclassified'] },
  },
];
