import type { FaultText } from './fault';

/** F-09 to F-19: firmware, policy, link and the end of a migration. Source: confidential-migration.md 7.3, 1.12, 7.4. */
export const FIRMWARE_FAULTS: readonly FaultText[] = [
  {
    id: 'F-09', title: 'Firmware busy: a second guest migrates',
    symptom: 'Throughput halves with every further guest; convergence is lost.',
    detectedBy: ['INV-33'], handling: 'Queue, show the wait, limit how many are admitted.',
    signs: { breaks: [], counts: [], events: [{ name: 'SEND_START', value: 'of another guest' }], outcome: 'never-converges' },
  },
  {
    id: 'F-10', title: 'Firmware command times out',
    symptom: '-ETIMEDOUT after 100 s, then every SEV command of that host fails.',
    detectedBy: ['trace'], handling: 'Cancel the migration, mark the host unfit, keep its guests running: they do not need the firmware to run.',
    signs: { breaks: [], counts: [], events: [{ name: 'SEND_UPDATE_DATA', ret: -110 }, { name: 'SEND_CANCEL', ret: -16 }], outcome: 'failed' },
  },
  {
    id: 'F-11', title: 'Policy forbids sending',
    symptom: 'SEND_START gives -EIO, firmware error 7; the guest runs on and no packet leaves.',
    detectedBy: ['INV-08'], variant: '`nosend`, `domain`, `api`, `sev`: which bit of the policy word; under SEV a platform that is not AMD’s gives error 6.', handling: 'Report the policy, do not retry.',
    signs: { breaks: [], counts: [], events: [{ name: 'SEND_START', ret: -5, fwError: 7 }], outcome: 'failed' },
  },
  {
    id: 'F-12', title: 'Bad certificate chain',
    symptom: 'SEND_START gives -EIO, firmware error 6 or 0x0A.',
    detectedBy: ['INV-08'], handling: 'Give up before any page.',
    signs: { breaks: [], counts: [], events: [{ name: 'SEND_START', ret: -5, fwError: 6 }], outcome: 'failed' },
  },
  {
    id: 'F-13', title: 'No ASID left at the destination',
    symptom: 'The receiving guest cannot be created: -EBUSY.',
    detectedBy: ['trace'], handling: 'Try again after DF_FLUSH, or go to another host.',
    signs: { breaks: [], counts: [], events: [{ name: 'KVM_SEV_INIT', ret: -16 }], outcome: 'failed' },
  },
  {
    id: 'F-14', title: 'Packet corrupted on the link',
    symptom: 'RECEIVE_UPDATE_DATA gives -EIO, firmware error 0x0B.',
    detectedBy: ['MAC'], handling: 'Fail the migration, SEND_CANCEL at the source, throw the destination’s memory away.',
    signs: { breaks: [], counts: [], events: [{ name: 'RECEIVE_UPDATE_DATA', ret: -5, fwError: 0x0b, value: 'page ' }, { name: 'SEND_CANCEL', ret: 0 }], outcome: 'failed' },
  },
  {
    id: 'F-15', title: 'Packet replayed or reordered',
    symptom: 'A page of RAM holds an older version.',
    detectedBy: ['INV-01', 'order of the stream'], handling: 'The firmware’s path relies on an ordered stream; a helper must bind sequence and address into the tag.',
    signs: { breaks: ['INV-01'], counts: ['stale'], events: [{ name: 'packet replayed', ret: 0, value: 'page ' }] },
  },
  {
    id: 'F-16', title: 'Link drops in the middle of a round',
    symptom: 'The source’s send fails, the destination waits.',
    detectedBy: ['timeout'], handling: 'SEND_CANCEL; the destination decommissions.',
    signs: { breaks: [], counts: [], events: [{ name: 'sendmsg', ret: -104 }, { name: 'SEND_CANCEL', ret: 0 }], outcome: 'failed' },
  },
  {
    id: 'F-17', title: 'RECEIVE_FINISH fails',
    symptom: 'The destination cannot run.',
    detectedBy: ['no acknowledgement'], handling: 'No SEND_FINISH before the acknowledgement: SEND_CANCEL.',
    signs: { breaks: [], counts: [], events: [{ name: 'RECEIVE_FINISH', ret: -5 }, { name: 'SEND_CANCEL', ret: 0 }], outcome: 'failed' },
  },
  {
    id: 'F-18', title: 'SEND_FINISH before the acknowledgement, then a failure',
    symptom: 'No copy can run.',
    detectedBy: ['INV-03'], variant: 'The notifier of AMD’s QEMU series v4, which also finishes at `failed`.',
    handling: 'Wait for the acknowledgement; an alarm if no copy is left.',
    signs: { breaks: ['INV-03'], counts: [], events: [{ name: 'RECEIVE_FINISH', ret: -5 }, { name: 'KVM_RUN', value: 'KVM_EXIT_FAIL_ENTRY' }], outcome: 'failed' },
  },
  {
    id: 'F-19', title: 'Cancel at any phase',
    symptom: 'The guest runs on at the source, as if it had never migrated; once the destination has acknowledged, a cancel is refused.',
    detectedBy: ['INV-13'], handling: 'The table of confidential-migration.md 7.4.',
    signs: { breaks: [], counts: [], events: [{ name: 'SEND_CANCEL', ret: 0 }], outcome: 'cancelled' },
  },
];
