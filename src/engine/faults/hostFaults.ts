import type { FaultText } from './fault';

/** F-20 to F-23: pins, locked memory, flushes. Source: confidential-migration.md 7.3, 5.6. */
export const HOST_FAULTS: readonly FaultText[] = [
  {
    id: 'F-20', title: 'Unpinned page compacted',
    symptom: 'The guest reads garbage in the pages that moved. The host notices nothing.',
    detectedBy: ['INV-23', 'INV-26'], handling: 'Pin what is encrypted and mapped; never move it.',
    signs: { breaks: ['INV-02', 'INV-23', 'INV-26'], counts: ['wrongKey', 'unpinnedMoves'], events: [{ name: 'migrate_pages', ret: 0 }] },
  },
  {
    id: 'F-21', title: 'RLIMIT_MEMLOCK too low',
    symptom: 'KVM_MEMORY_ENCRYPT_REG_REGION gives -ENOMEM: the VM does not start, or the memory is not plugged in.',
    detectedBy: ['INV-25'], handling: 'Raise the limit, or grant CAP_IPC_LOCK.',
    signs: { breaks: [], counts: [], events: [{ name: 'KVM_MEMORY_ENCRYPT_REG_REGION', ret: -12 }], outcome: 'blocked' },
  },
  {
    id: 'F-22', title: 'No memory left at a demand fault',
    symptom: 'The pin fails in the middle of the run: KVM_BUG, KVM_RUN gives -EIO, the VM is dead.',
    detectedBy: ['trace'], handling: 'Reserve what a guest may come to touch before it is admitted.',
    signs: { breaks: [], counts: [], events: [{ name: 'pin_user_pages_fast', ret: -12 }, { name: 'KVM_RUN', ret: -5 }], outcome: 'failed' },
  },
  {
    id: 'F-23', title: 'Unpinned without a flush',
    symptom: 'Dirty cache lines of the old key are written back after the frames have a new owner: a neighbour’s pages are corrupted.',
    detectedBy: ['INV-24'], handling: 'WBINVD first, then unpin.',
    signs: { breaks: ['INV-24'], counts: [], events: [{ name: 'unpin_user_pages', value: 'no WBINVD' }] },
  },
];
