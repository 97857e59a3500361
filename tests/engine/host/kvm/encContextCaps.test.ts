import { describe, expect, it } from 'vitest';
import { ERRNO } from '../../../../src/engine/host/kvm/errno';
import { copyEncContextFrom, KVM_CAP_VM_COPY_ENC_CONTEXT_FROM, KVM_CAP_VM_MOVE_ENC_CONTEXT_FROM, moveEncContextFrom } from '../../../../src/engine/host/kvm/encContextCaps';
import { destroyVm } from '../../../../src/engine/host/kvm/launchCommands';
import { memoryEncryptOp } from '../../../../src/engine/host/kvm/memoryEncryptOp';
import { SevVm } from '../../../../src/engine/host/kvm/sevVm';
import { launched, newHost } from './sevFixtures';

function pair() {
  const host = newHost(1);
  return { host, owner: launched(host), other: new SevVm(host, 'sev') };
}

describe('KVM_CAP_VM_COPY_ENC_CONTEXT_FROM', () => {
  it('checks in order: fd, same VM, migration, signal, the rest', () => {
    expect(KVM_CAP_VM_COPY_ENC_CONTEXT_FROM).toBe(197);
    const { owner, other } = pair();
    other.createdVcpus = 1;
    owner.migrationInProgress = true;
    expect(copyEncContextFrom(other, undefined)).toBe(-ERRNO.EBADF);
    expect(copyEncContextFrom(owner, owner)).toBe(-ERRNO.EINVAL);
    expect(copyEncContextFrom(other, owner, true)).toBe(-ERRNO.EBUSY);
    owner.migrationInProgress = false;
    expect(copyEncContextFrom(other, owner, true)).toBe(-ERRNO.EINTR);
    expect(copyEncContextFrom(other, owner)).toBe(-ERRNO.EINVAL);
    other.createdVcpus = 0;
    expect(copyEncContextFrom(other, owner)).toBe(0);
  });

  it('refuses a destination that is SEV, a source that is not, a mirror of a mirror (F-24, INV-18)', () => {
    const { host, owner, other } = pair();
    expect(copyEncContextFrom(launched(host), owner)).toBe(-ERRNO.EINVAL);
    expect(copyEncContextFrom(other, new SevVm(host, 'sev'))).toBe(-ERRNO.EINVAL);
    expect(copyEncContextFrom(other, owner)).toBe(0);
    expect(copyEncContextFrom(new SevVm(host, 'sev'), other)).toBe(-ERRNO.EINVAL);
    expect([other.asid, other.handle]).toEqual([owner.asid, owner.handle]);
  });

  it('copies the handle as of now, and keeps the owner alive until the mirror is closed', () => {
    const { host, owner, other } = pair();
    const early = new SevVm(host, 'sev');
    memoryEncryptOp(early, 0, { id: 'INIT' });
    const mirror = new SevVm(host, 'sev');
    expect(copyEncContextFrom(mirror, early)).toBe(0);
    expect(mirror.handle).toBe(0);
    copyEncContextFrom(other, owner);
    expect(destroyVm(owner, 0).ret).toBe(-ERRNO.EBUSY);
    expect(destroyVm(other, 0).ret).toBe(0);
    expect(destroyVm(owner, 0).ret).toBe(0);
  });
});

describe('KVM_CAP_VM_MOVE_ENC_CONTEXT_FROM', () => {
  it('checks in order: fd, lock, kind, control group, vCPUs', () => {
    expect(KVM_CAP_VM_MOVE_ENC_CONTEXT_FROM).toBe(206);
    const { host, owner, other } = pair();
    other.createdVcpus = 3;
    expect(moveEncContextFrom(other, undefined)).toBe(-ERRNO.EBADF);
    expect(moveEncContextFrom(owner, owner)).toBe(-ERRNO.EINVAL);
    expect(moveEncContextFrom(other, owner, { killed: true })).toBe(-ERRNO.EINTR);
    expect(moveEncContextFrom(new SevVm(host, 'sev-es'), owner)).toBe(-ERRNO.EINVAL);
    expect(moveEncContextFrom(other, owner, { cgroupErrno: ERRNO.EBUSY })).toBe(-ERRNO.EBUSY);
    expect(moveEncContextFrom(other, owner)).toBe(-ERRNO.EBUSY);
    other.onlineVcpus = 3;
    expect(moveEncContextFrom(other, owner)).toBe(0);
  });

  it('moves context, pins and mirrors; the source answers -EIO ever after (INV-22)', () => {
    const { host, owner, other } = pair();
    const mirror = new SevVm(host, 'sev');
    copyEncContextFrom(mirror, owner);
    owner.pagesLocked = 4096;
    const { asid, handle } = owner;
    expect(moveEncContextFrom(other, owner)).toBe(0);
    expect(other).toMatchObject({ active: true, asid, handle, pagesLocked: 4096 });
    expect(owner).toMatchObject({ active: false, asid: 0, handle: 0, pagesLocked: 0, dead: true });
    expect([mirror.mirrorOf, [...other.mirrors]]).toEqual([other, [mirror]]);
    expect(memoryEncryptOp(owner, 0, { id: 'GUEST_STATUS' }).ret).toBe(-ERRNO.EIO);
    expect(memoryEncryptOp(other, 0, { id: 'GUEST_STATUS' }).state).toBe('RUNNING');
    expect(host.firmware.guestCount).toBe(1);
  });

  it('wants as many vCPUs and a protected state for SEV-ES', () => {
    const host = newHost(1);
    const owner = launched(host, 'sev-es');
    const other = new SevVm(host, 'sev-es');
    expect(moveEncContextFrom(other, owner)).toBe(-ERRNO.EINVAL);
    other.createdVcpus = 2;
    other.onlineVcpus = 2;
    owner.protectedVcpus = 1;
    expect(moveEncContextFrom(other, owner)).toBe(-ERRNO.EINVAL);
    owner.protectedVcpus = 2;
    expect(moveEncContextFrom(other, owner)).toBe(0);
  });
});
