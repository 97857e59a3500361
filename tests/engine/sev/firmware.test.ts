import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Firmware } from '../../../src/engine/sev/firmware';
import { FIRMWARE_STATUS, firmwareStatusName } from '../../../src/engine/sev/firmwareStatus';
import { FIRMWARE_COMMAND } from '../../../src/engine/sev/firmwareCommand';
import type { PlatformIdentity } from '../../../src/engine/sev/platformIdentity';
import { exportCertificates } from '../../../src/engine/sev/platformIdentity';
import { composePolicy } from '../../../src/engine/sev/policyWord';
import type { SessionBlob } from '../../../src/engine/sev/transportSession';
import { SESSION_BYTES } from '../../../src/engine/sev/transportSession';

const S = FIRMWARE_STATUS;
const RANGE = { minSev: 100, max: 509 };
const identity = (pdh: number): PlatformIdentity => ({ pdh, oca: 'ours', apiMajor: 1, apiMinor: 55, chain: 'valid' });
const NODBG = 1;

function initialised(pdh: number): Firmware {
  const firmware = new Firmware(identity(pdh), RANGE);
  expect(firmware.platform('INIT')).toBe(S.SUCCESS);
  return firmware;
}

function running(firmware: Firmware, asid = 100, policy = NODBG): number {
  const { status, handle } = firmware.launchStart(policy);
  expect(status).toBe(S.SUCCESS);
  expect(firmware.activate(handle, asid)).toBe(S.SUCCESS);
  for (const step of ['LAUNCH_UPDATE_DATA', 'LAUNCH_MEASURE', 'LAUNCH_FINISH'] as const) expect(firmware.launch(handle, step)).toBe(S.SUCCESS);
  return handle;
}

function sending(source: Firmware, target: Firmware, handle: number): SessionBlob {
  const reply = source.sendStart(handle, SESSION_BYTES, exportCertificates(target.identity));
  if (reply.session === undefined) throw new Error(firmwareStatusName(reply.status));
  return reply.session;
}

function receiving(source: Firmware, target: Firmware, session: SessionBlob, asid = 100): number {
  const reply = target.receiveStart({ policy: session.policy, session, sessionLen: SESSION_BYTES, sourcePdh: source.identity.pdh });
  expect(reply.status).toBe(S.SUCCESS);
  expect(target.activate(reply.handle, asid)).toBe(S.SUCCESS);
  return reply.handle;
}

describe('numbers', () => {
  it('keeps the command numbers of the header', () => {
    expect([FIRMWARE_COMMAND.DF_FLUSH, FIRMWARE_COMMAND.SEND_START, FIRMWARE_COMMAND.SEND_CANCEL, FIRMWARE_COMMAND.RECEIVE_FINISH, FIRMWARE_COMMAND.SWAP_IN])
      .toEqual([0x0a, 0x40, 0x44, 0x53, 0x71]);
    expect([S.INVALID_LEN, S.POLICY_FAILURE, S.BAD_MEASUREMENT, S.DFFLUSH_REQUIRED, S.RING_BUFFER_EXIT]).toEqual([4, 7, 0x0b, 0x0f, 0x1f]);
    expect(firmwareStatusName(S.WBINVD_REQUIRED)).toBe('WBINVD_REQUIRED');
  });
});

describe('a guest that moves', () => {
  it('goes RUNNING, SUPDATE, SENT here and RUPDATE, RUNNING there, and the source is cleaned up', () => {
    const source = initialised(1);
    const target = initialised(2);
    const handle = running(source);
    const session = sending(source, target, handle);
    expect(source.guestStatus(handle)).toMatchObject({ state: 'SUPDATE', asid: 100, policy: NODBG });
    const there = receiving(source, target, session);
    const sent = source.sendUpdateData(handle, 1000);
    expect(sent.packets).toMatchObject({ firstIv: 0, pages: 1000 });
    expect(target.receiveUpdateData(there, sent.packets!)).toBe(S.SUCCESS);
    expect(target.receiveFinish(there)).toBe(S.SUCCESS);
    expect(source.sendFinish(handle)).toBe(S.SUCCESS);
    expect([source.guestStatus(handle).state, target.guestStatus(there).state]).toEqual(['SENT', 'RUNNING']);
    expect(target.context(there)).toMatchObject({ pagesReceived: 1000 });
    expect(source.decommission(handle)).toBe(S.ACTIVE);
    expect([source.deactivate(handle), source.decommission(handle), source.state]).toEqual([S.SUCCESS, S.SUCCESS, 'INIT']);
  });

  it('never runs again on the source once it is SENT', () => {
    const source = initialised(1);
    const handle = running(source);
    sending(source, initialised(2), handle);
    source.sendFinish(handle);
    expect(source.sendCancel(handle)).toBe(S.INVALID_GUEST_STATE);
    expect(source.sendStart(handle, SESSION_BYTES, exportCertificates(identity(2))).status).toBe(S.INVALID_GUEST_STATE);
  });

  it('answers the length queries without any change, even to a NOSEND guest', () => {
    const source = initialised(1);
    const handle = running(source, 100, composePolicy({ flags: ['nosend'], apiMajor: 0, apiMinor: 0 }));
    const target = exportCertificates(identity(2));
    expect(source.sendStart(handle, 0, target)).toEqual({ status: S.INVALID_LEN, sessionLen: 128 });
    expect(source.sendUpdateData(handle, 1, 0)).toEqual({ status: S.INVALID_LEN, hdrLen: 52 });
    expect(source.sendStart(handle, SESSION_BYTES, target).status).toBe(S.POLICY_FAILURE);
    expect(source.guestStatus(handle).state).toBe('RUNNING');
    expect(source.sendUpdateData(handle, 1).status).toBe(S.INVALID_GUEST_STATE);
  });

  it('refuses packets of a cancelled session, of another session and with a flipped bit', () => {
    const source = initialised(1);
    const target = initialised(2);
    const handle = running(source);
    receiving(source, target, sending(source, target, handle));
    const old = source.sendUpdateData(handle, 4).packets!;
    expect(source.sendCancel(handle)).toBe(S.SUCCESS);
    expect(source.guestStatus(handle).state).toBe('RUNNING');
    const again = receiving(source, target, sending(source, target, handle), 101);
    const fresh = source.sendUpdateData(handle, 4).packets!;
    expect(fresh.tek).not.toBe(old.tek);
    expect(target.receiveUpdateData(again, old)).toBe(S.BAD_MEASUREMENT);
    expect(target.receiveUpdateData(again, { ...fresh, intact: false })).toBe(S.BAD_MEASUREMENT);
    expect(target.context(again)!.pagesReceived).toBe(0);
    expect(target.receiveUpdateData(again, fresh)).toBe(S.SUCCESS);
  });

  it('opens a session only between the two hosts that it was made for', () => {
    const source = initialised(1);
    const target = initialised(2);
    const session = sending(source, target, running(source));
    const open = (firmware: Firmware, blob: SessionBlob, sourcePdh: number, policy = blob.policy): number =>
      firmware.receiveStart({ policy, session: blob, sessionLen: SESSION_BYTES, sourcePdh }).status;
    expect(open(initialised(3), session, 1)).toBe(S.BAD_MEASUREMENT);
    expect(open(target, session, 9)).toBe(S.BAD_MEASUREMENT);
    expect(open(target, { ...session, intact: false }, 1)).toBe(S.BAD_MEASUREMENT);
    expect(open(target, session, 1, 0)).toBe(S.BAD_MEASUREMENT);
    expect(target.guestCount).toBe(0);
    expect(open(target, session, 1)).toBe(S.SUCCESS);
  });
});

describe('order of checks', () => {
  it('is platform, handle, length, state, policy, activity', () => {
    const cold = new Firmware(identity(1), RANGE);
    const target = exportCertificates(identity(2));
    expect(cold.sendStart(1, 0, target).status).toBe(S.INVALID_PLATFORM_STATE);
    expect(cold.guestStatus(1).status).toBe(S.INVALID_PLATFORM_STATE);
    const firmware = initialised(1);
    const { handle } = firmware.launchStart(8);
    expect(firmware.sendStart(99, 0, target).status).toBe(S.INVALID_GUEST);
    expect(firmware.sendStart(handle, 0, target).status).toBe(S.INVALID_LEN);
    expect(firmware.sendStart(handle, SESSION_BYTES, target).status).toBe(S.INVALID_GUEST_STATE);
    expect(firmware.launch(handle, 'LAUNCH_UPDATE_DATA')).toBe(S.INACTIVE);
    expect(firmware.deactivate(handle)).toBe(S.INACTIVE);
  });

  it('refuses VMSA commands for a guest without ES, and updates of an unbound one', () => {
    const source = initialised(1);
    const handle = running(source);
    sending(source, initialised(2), handle);
    expect(source.deactivate(handle)).toBe(S.SUCCESS);
    expect(source.sendUpdateData(handle, 1).status).toBe(S.INACTIVE);
    const plain = source.launchStart(NODBG).handle;
    expect(source.launch(plain, 'LAUNCH_UPDATE_VMSA')).toBe(S.UNSUPPORTED);
  });

  it('shares a memory key only between equal policies without NOKS', () => {
    const firmware = initialised(1);
    const handle = running(firmware);
    expect(firmware.launchStart(NODBG, handle).status).toBe(S.SUCCESS);
    expect(firmware.launchStart(0, handle).status).toBe(S.POLICY_FAILURE);
    expect(firmware.launchStart(3, firmware.launchStart(3).handle).status).toBe(S.POLICY_FAILURE);
    expect(firmware.launchStart(NODBG, 77).status).toBe(S.INVALID_GUEST);
  });
});

describe('ASIDs', () => {
  it('go to one guest at a time, in the range of its kind', () => {
    const firmware = initialised(1);
    const first = running(firmware, 100);
    const { handle } = firmware.launchStart(NODBG);
    expect(firmware.activate(handle, 0)).toBe(S.INVALID_ASID);
    expect(firmware.activate(handle, 510)).toBe(S.INVALID_ASID);
    expect(firmware.activate(handle, 99)).toBe(S.INVALID_ASID);
    expect(firmware.activate(handle, 100)).toBe(S.ASID_OWNED);
    expect(firmware.activate(first, 101)).toBe(S.ACTIVE);
    const es = firmware.launchStart(4).handle;
    expect([firmware.activate(es, 200), firmware.activate(es, 99)]).toEqual([S.INVALID_ASID, S.SUCCESS]);
  });

  it('need WBINVD and DF_FLUSH after a guest had them', () => {
    const firmware = initialised(1);
    const handle = running(firmware, 100);
    firmware.deactivate(handle);
    const next = firmware.launchStart(NODBG).handle;
    expect(firmware.activate(next, 100)).toBe(S.DFFLUSH_REQUIRED);
    expect(firmware.platform('DF_FLUSH')).toBe(S.WBINVD_REQUIRED);
    firmware.asids.wbinvd();
    expect(firmware.platform('DF_FLUSH')).toBe(S.SUCCESS);
    expect(firmware.activate(next, 100)).toBe(S.SUCCESS);
  });

  it('and guests are lost at SHUTDOWN', () => {
    const firmware = initialised(1);
    running(firmware);
    expect(firmware.platform('SHUTDOWN')).toBe(S.SUCCESS);
    expect([firmware.state, firmware.guestCount, firmware.asids.owned, firmware.asids.dirty]).toEqual(['UNINIT', 0, 0, 1]);
  });
});

type Step = 'start' | 'update' | 'finish' | 'cancel' | 'receive' | 'accept' | 'done';
const STEPS: readonly Step[] = ['start', 'update', 'finish', 'cancel', 'receive', 'accept', 'done'];

describe('any order of commands', () => {
  it('keeps packets inside their sessions, IVs apart and updates inside their states (INV-04, INV-05, INV-06)', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(...STEPS), { maxLength: 60 }), (steps) => {
      const source = initialised(1);
      const target = initialised(2);
      const handle = running(source);
      let session: SessionBlob | undefined;
      let there = 0;
      let packets = source.sendUpdateData(handle, 3).packets;
      let asid = 100;
      const nextIv = new Map<number, number>();
      const doStep: Record<Step, () => void> = {
        start: () => { session = source.sendStart(handle, SESSION_BYTES, exportCertificates(target.identity)).session ?? session; },
        update: () => {
          const before = source.guestStatus(handle).state;
          const reply = source.sendUpdateData(handle, 3);
          expect(reply.status === S.SUCCESS).toBe(before === 'SUPDATE');
          if (reply.packets === undefined) return;
          expect(reply.packets.firstIv).toBe(nextIv.get(reply.packets.tek) ?? 0);
          nextIv.set(reply.packets.tek, reply.packets.firstIv + 3);
          packets = reply.packets;
        },
        finish: () => { source.sendFinish(handle); },
        cancel: () => { source.sendCancel(handle); },
        receive: () => {
          if (session === undefined) return;
          const reply = target.receiveStart({ policy: NODBG, session, sessionLen: SESSION_BYTES, sourcePdh: 1 });
          there = reply.handle;
          expect(target.activate(there, asid)).toBe(S.SUCCESS);
          asid += 1;
        },
        accept: () => {
          if (packets === undefined || there === 0) return;
          const before = target.context(there)!;
          const wanted = before.state === 'RUPDATE' && before.session?.tek === packets.tek;
          expect(target.receiveUpdateData(there, packets) === S.SUCCESS).toBe(wanted);
        },
        done: () => { target.receiveFinish(there); },
      };
      for (const step of steps) doStep[step]();
    }), { numRuns: 300 });
  });

  it('can be saved and taken up again', () => {
    const source = initialised(1);
    const target = initialised(2);
    const handle = running(source);
    sending(source, target, handle);
    source.sendUpdateData(handle, 7);
    const copy = new Firmware(identity(1), RANGE);
    copy.restore(structuredClone(source.capture()));
    expect(copy.capture()).toEqual(source.capture());
    expect(copy.sendUpdateData(handle, 1)).toEqual(source.sendUpdateData(handle, 1));
    expect(copy.sendFinish(handle)).toBe(S.SUCCESS);
    expect(source.guestStatus(handle).state).toBe('SUPDATE');
  });
});
