import { describe, expect, it } from 'vitest';
import { ERRNO } from '../../../src/engine/host/kvm/errno';
import { SevVm } from '../../../src/engine/host/kvm/sevVm';
import type { MirrorCommand, MirrorState } from '../../../src/engine/helper/mirrorVm';
import { MirrorVm, mirrorTransition } from '../../../src/engine/helper/mirrorVm';
import { launched, newHost } from '../host/kvm/sevFixtures';
import { readTable } from '../sev/stateTable';

const STATES: readonly MirrorState[] = ['ABSENT', 'CREATED', 'SHARED_CTX', 'MAPPED', 'VCPU_READY', 'IDLE', 'RUNNING', 'STOPPED'];

describe('life of a mirror VM', () => {
  const rows = readTable(STATES, `
    create       CREATED x          x          x          x        x        x        x
    copy-context x       SHARED_CTX x          x          x        x        x        x
    add-slot     x       x          MAPPED     =          =        =        =        x
    create-vcpu  x       =          =          VCPU_READY =        x        x        x
    run          x       x          x          x          RUNNING  RUNNING  x        x
    hlt          x       x          x          x          x        x        IDLE     x
    bad-exit     x       x          x          x          x        x        STOPPED  x
    destroy      x       ABSENT     ABSENT     ABSENT     ABSENT   ABSENT   ABSENT   ABSENT`);
  it.each(rows)('$command in $from gives $to', ({ command, from, to }) => {
    expect(mirrorTransition(from, command as MirrorCommand)).toBe(to);
  });
});

function upTo(state: 'CREATED' | 'SHARED_CTX' | 'MAPPED' | 'VCPU_READY'): { readonly mirror: MirrorVm; readonly owner: SevVm } {
  const owner = launched(newHost(1));
  const mirror = new MirrorVm(owner);
  const steps = [() => mirror.create(), () => mirror.copyContext(owner), () => mirror.addSlot(0, 1024), () => mirror.createVcpu()];
  for (const step of steps) {
    expect(step()).toBe(0);
    if (mirror.state === state) break;
  }
  return { mirror, owner };
}

describe('MirrorVm', () => {
  it('shares ASID and handle with its owner, runs on a doorbell, halts when the ring is empty', () => {
    const { mirror, owner } = upTo('VCPU_READY');
    expect([mirror.vm?.asid, mirror.vm?.handle]).toEqual([owner.asid, owner.handle]);
    expect(mirror.sharesContext()).toBe(true);
    expect([mirror.run(), mirror.exit('KVM_EXIT_HLT'), mirror.run()]).toEqual([0, 0, 0]);
    expect(mirror.state).toBe('RUNNING');
  });

  it.each(['KVM_EXIT_MMIO', 'KVM_EXIT_IO', 'KVM_EXIT_SHUTDOWN', 'KVM_EXIT_INTERNAL_ERROR'] as const)('is stopped for good by %s (F-28)', (reason) => {
    const { mirror } = upTo('VCPU_READY');
    mirror.run();
    expect(mirror.exit(reason)).toBe(0);
    expect([mirror.state, mirror.run()]).toEqual(['STOPPED', -ERRNO.EINVAL]);
    expect(mirror.destroy()).toBe(0);
  });

  it('refuses the copy of a context as KVM does (F-24)', () => {
    const owner = launched(newHost(1));
    const late = new MirrorVm(owner);
    expect(late.copyContext(owner)).toBe(-ERRNO.EINVAL);
    late.create();
    expect([late.copyContext(undefined), late.copyContext(late.vm), late.copyContext(owner)]).toEqual([-ERRNO.EBADF, -ERRNO.EINVAL, 0]);
    const withVcpu = new MirrorVm(owner);
    withVcpu.create();
    withVcpu.createVcpu();
    expect(withVcpu.copyContext(owner)).toBe(-ERRNO.EINVAL);
    const ofMirror = new MirrorVm(owner);
    ofMirror.create();
    expect(ofMirror.copyContext(late.vm)).toBe(-ERRNO.EINVAL);
    expect(ofMirror.copyContext(new SevVm(owner.host, 'sev'))).toBe(-ERRNO.EINVAL);
  });

  it('notices a handle that was copied too early (F-25)', () => {
    const owner = new SevVm(newHost(1), 'sev');
    owner.active = true;
    owner.asid = 100;
    const mirror = new MirrorVm(owner);
    mirror.create();
    expect(mirror.copyContext(owner)).toBe(0);
    owner.handle = 1;
    expect(mirror.sharesContext()).toBe(false);
  });

  it('checks slots: overlap -EEXIST, no pages -EINVAL, none before the context', () => {
    const { mirror } = upTo('CREATED');
    expect(mirror.addSlot(0, 10)).toBe(-ERRNO.EINVAL);
    mirror.copyContext(mirror.owner);
    expect([mirror.addSlot(100, 50), mirror.addSlot(149, 1), mirror.addSlot(0, 0), mirror.addSlot(0.5, 1), mirror.addSlot(150, 50)])
      .toEqual([0, -ERRNO.EEXIST, -ERRNO.EINVAL, -ERRNO.EINVAL, 0]);
  });

  it('covers what lies in its slots, also of a block plugged in while it runs (INV-19, F-30)', () => {
    const { mirror } = upTo('VCPU_READY');
    mirror.run();
    expect([mirror.covers(0, 1024), mirror.covers(1000, 25), mirror.covers(2048, 1)]).toEqual([true, false, false]);
    expect(mirror.addSlot(1024, 512)).toBe(0);
    expect([mirror.state, mirror.covers(1000, 536), mirror.covers(1000, 537)]).toEqual(['RUNNING', true, false]);
    expect(mirror.addSlot(2000, 10)).toBe(0);
    for (const page of [0, 1023, 1024, 1535, 1536, 1999, 2000, 2009, 2010]) expect(mirror.has(page)).toBe(mirror.covers(page, 1));
  });

  it('drops its reference at the end, and can live again', () => {
    const { mirror, owner } = upTo('VCPU_READY');
    expect(owner.mirrors.size).toBe(1);
    expect([mirror.destroy(), mirror.destroy()]).toEqual([0, -ERRNO.EINVAL]);
    expect([owner.mirrors.size, mirror.slots, mirror.vm, mirror.sharesContext()]).toEqual([0, [], undefined, false]);
    expect(mirror.create()).toBe(0);
  });
});
