import { describe, expect, it } from 'vitest';
import type { GuestConfig, GuestKind, Mechanism, StatusInterface } from '../../../src/engine/config';
import { cancelPlan } from '../../../src/engine/sev/cancelPlan';
import { blockersOf } from '../../../src/engine/sev/migrationBlockers';

function guest(kind: GuestKind, statusInterface: StatusInterface = 'merged', policy = 1): GuestConfig {
  return { kind, pages: 512, pageBytes: 4096, vcpus: 1, policy, statusInterface, firmwareAnnounces: true, composition: { zeroShare: 0, sharedPages: 0 } };
}
const reasons = (kind: GuestKind, mechanism: Mechanism, ready: boolean, statusInterface?: StatusInterface): readonly string[] =>
  blockersOf(guest(kind, statusInterface), mechanism, ready).map((blocker) => blocker.reason);

describe('blockersOf', () => {
  it.each<[Mechanism]>([['psp'], ['mirror-rfc'], ['mirror-ring'], ['mailbox']])('lets a READY SEV guest go by %s', (mechanism) => {
    expect(reasons('sev', mechanism, true)).toEqual([]);
  });

  it('keeps QEMU’s own text first while the guest is not READY', () => {
    expect(reasons('sev', 'mirror-ring', false)).toEqual([
      'SEV: Migration is not implemented',
      'not READY: the guest has not set KVM_MIGRATION_READY in MSR 0x4b564d08',
    ]);
  });

  it.each<[StatusInterface, boolean, number]>([
    ['none', true, 2], ['none', false, 2], ['rfc-v1', false, 0], ['v10-list', false, 0], ['v13-msr', false, 2], ['v13-msr', true, 0], ['merged', false, 2],
  ])('status-interface %s with ready %s gives %i reasons', (statusInterface, ready, count) => {
    expect(reasons('sev', 'psp', ready, statusInterface)).toHaveLength(count);
  });

  it('names the missing VMSA command and SNP’s -EPERM for the PSP alone', () => {
    expect(reasons('sev-es', 'psp', true)).toEqual(['SEV: Migration is not implemented', expect.stringContaining('no VMSA command')]);
    expect(reasons('sev-snp', 'psp', true)).toEqual(['SEV-SNP: Migration is not implemented', expect.stringContaining('-EPERM')]);
    expect(reasons('sev-es', 'mirror-ring', true)).toEqual([]);
    expect(reasons('sev-snp', 'mailbox', true)).toEqual([]);
  });

  it('blocks PEF always, a plain guest never, NOSEND not here', () => {
    expect(reasons('pef', 'plain', true)).toEqual(['PEF: Migration is not implemented']);
    expect(reasons('none', 'plain', false)).toEqual([]);
    expect(blockersOf(guest('sev', 'merged', 8), 'psp', true)).toEqual([]);
  });
});

describe('cancelPlan', () => {
  it('undoes both sides until the destination’s acknowledgement, and not after', () => {
    expect(cancelPlan('pre-copy')).toMatchObject({ source: ['SEND_CANCEL'], destination: ['DEACTIVATE', 'DECOMMISSION'], sourceAfter: 'RUNNING' });
    expect(cancelPlan('stopped-before-ack').source).toEqual(['SEND_CANCEL', 'resume']);
    expect(cancelPlan('acknowledged')).toMatchObject({ cancellable: false, source: ['SEND_FINISH'], sourceAfter: 'SENT' });
    expect(cancelPlan('before-start')).toMatchObject({ source: [], destination: [], cancellable: true });
    expect(cancelPlan('finished').cancellable).toBe(false);
  });
});
