import { describe, expect, it } from 'vitest';
import { errnoName } from '../../../../src/engine/host/kvm/errno';
import { copyEncContextFrom } from '../../../../src/engine/host/kvm/encContextCaps';
import { destroyVm } from '../../../../src/engine/host/kvm/launchCommands';
import { memoryEncryptOp } from '../../../../src/engine/host/kvm/memoryEncryptOp';
import { receivePages, sendPages } from '../../../../src/engine/host/kvm/sendPages';
import { SEV_COMMAND_ID, SEV_STRUCT_BYTES } from '../../../../src/engine/host/kvm/sevCommandId';
import type { SevRequest, UpdateDataArgs } from '../../../../src/engine/host/kvm/sevRequest';
import { SevVm } from '../../../../src/engine/host/kvm/sevVm';
import { MAILBOX_ROUND_TRIP_NS } from '../../../../src/engine/sev/commandCosts';
import { FIRMWARE_STATUS } from '../../../../src/engine/sev/firmwareStatus';
import { incoming, launched, MS, mustSucceed, newHost, PAGE, receiveStartRequest, sendStartRequest } from './sevFixtures';

const S = FIRMWARE_STATUS;
const call = (vm: SevVm, request: SevRequest, pointer?: 'null' | 'unreadable' | 'unwritable') => memoryEncryptOp(vm, 0, request, pointer);
const outcome = (vm: SevVm, request: SevRequest, pointer?: 'null' | 'unreadable' | 'unwritable'): string => {
  const { ret, fwError } = call(vm, request, pointer);
  return fwError === undefined ? errnoName(ret) : `${errnoName(ret)}/${String(fwError)}`;
};

describe('numbers of the interface', () => {
  it('are those of the header', () => {
    expect([SEV_COMMAND_ID.SEND_START, SEV_COMMAND_ID.SEND_UPDATE_VMSA, SEV_COMMAND_ID.RECEIVE_FINISH, SEV_COMMAND_ID.SEND_CANCEL, SEV_COMMAND_ID.SNP_LAUNCH_START])
      .toEqual([8, 10, 15, 21, 100]);
    expect(Object.values(SEV_STRUCT_BYTES)).toEqual([24, 72, 48, 40, 48]);
  });
});

describe('prologue, in order', () => {
  const status: SevRequest = { id: 'GUEST_STATUS' };
  const unknown: SevRequest = { id: 'unknown', number: 99 };

  it('SEV off, then no argument, then copy-in', () => {
    const off = new SevVm(newHost(1, { enabled: false }), 'sev');
    expect([outcome(off, status), outcome(off, status, 'null')]).toEqual(['-ENOTTY', '-ENOTTY']);
    const vm = new SevVm(newHost(1), 'sev');
    expect([outcome(vm, unknown, 'null'), outcome(vm, unknown, 'unreadable')]).toEqual(['0', '-EFAULT']);
  });

  it('mirror, then SNP, then unknown', () => {
    const host = newHost(1);
    const owner = launched(host);
    const mirror = new SevVm(host, 'sev');
    expect(copyEncContextFrom(mirror, owner)).toBe(0);
    expect([outcome(mirror, unknown), outcome(mirror, { id: 'SEND_FINISH' }), outcome(mirror, status)]).toEqual(['-EINVAL', '-EINVAL', '0/0']);
    const snp = new SevVm(host, 'sev-snp');
    mustSucceed(snp, { id: 'INIT2' });
    expect([outcome(snp, sendStartRequest(host)), outcome(snp, unknown), outcome(snp, { id: 'unknown', number: 103 })])
      .toEqual(['-EPERM', '-EPERM', '-EINVAL']);
    expect(outcome(owner, unknown)).toBe('-EINVAL');
  });

  it('copy-out fails after the command was carried out', () => {
    const vm = launched(newHost(1));
    expect(outcome(vm, sendStartRequest(newHost(2)), 'unwritable')).toBe('-EFAULT/0');
    expect(call(vm, status).state).toBe('SUPDATE');
  });

  it('has ids but no handler for the VMSA of an SEV-ES guest', () => {
    const vm = launched(newHost(1), 'sev-es');
    mustSucceed(vm, sendStartRequest(newHost(2)));
    expect([outcome(vm, { id: 'SEND_UPDATE_VMSA' }), outcome(vm, { id: 'RECEIVE_UPDATE_VMSA' })]).toEqual(['-EINVAL', '-EINVAL']);
  });
});

describe('SEND_START', () => {
  const target = newHost(2);
  const request = sendStartRequest(target);
  const withArgs = (change: Partial<typeof request.args>): SevRequest => ({ ...request, args: { ...request.args, ...change } });

  it('answers the length query with -EIO, INVALID_LEN and 128', () => {
    const vm = launched(newHost(1));
    expect(call(vm, sendStartRequest(target, 0))).toMatchObject({ ret: -5, fwError: 4, sessionLen: 128 });
    expect(call(vm, { id: 'GUEST_STATUS' }).state).toBe('RUNNING');
  });

  it.each<[string, SevRequest, string]>([
    ['no PDH', withArgs({ pdhCert: { uaddr: 0, len: 2084 } }), '-EINVAL'],
    ['empty PDH', withArgs({ pdhCert: { uaddr: 1, len: 0 } }), '-EINVAL'],
    ['no session buffer', withArgs({ session: { uaddr: 0, len: 128 } }), '-EINVAL'],
    ['session above 16 KiB', withArgs({ session: { uaddr: 1, len: 0x4001 } }), '-EINVAL'],
    ['session of 16 KiB, which firmware corrects', withArgs({ session: { uaddr: 1, len: 0x4000 } }), '-EIO/4'],
    ['PDH above 16 KiB', withArgs({ pdhCert: { uaddr: 1, len: 0x4001 } }), '-EINVAL'],
    ['copy fault', { ...request, faults: { copy: true } }, '-EFAULT'],
    ['no memory', { ...request, faults: { noMemory: true } }, '-ENOMEM'],
    ['no certificates: firmware decides', withArgs({ platCerts: { uaddr: 0, len: 0 }, target: { pdh: 2, amd: false } }), '0/0'],
  ])('%s', (_name, asked, wanted) => {
    expect(outcome(launched(newHost(1)), asked)).toBe(wanted);
  });

  it('is -ENOTTY for a guest that is not SEV, before anything else', () => {
    expect(outcome(new SevVm(newHost(1), 'default'), withArgs({ pdhCert: { uaddr: 0, len: 0 } }))).toBe('-ENOTTY');
  });

  it('reports NOSEND as -EIO, POLICY_FAILURE; the guest runs on and no packet leaves (INV-08, F-11)', () => {
    const vm = launched(newHost(1), 'sev', 9);
    expect(outcome(vm, request)).toBe('-EIO/7');
    expect(sendPages(vm, 0, 1)).toMatchObject({ ret: -5, fwError: S.INVALID_GUEST_STATE });
    expect(call(vm, { id: 'GUEST_STATUS' }).state).toBe('RUNNING');
  });
});

describe('SEND_UPDATE_DATA', () => {
  function started(regionBytes = 4096): SevVm {
    const host = newHost(1);
    const launchedVm = launched(host);
    mustSucceed(launchedVm, sendStartRequest(newHost(2)));
    const vm = new SevVm(host, 'sev', regionBytes);
    vm.restore(launchedVm.capture());
    return vm;
  }
  const ask = (change: Partial<UpdateDataArgs>): SevRequest & { id: 'SEND_UPDATE_DATA' } => ({ id: 'SEND_UPDATE_DATA', args: { ...PAGE, ...change } });

  it('answers the length query with 52 and 4096', () => {
    const vm = started();
    expect(call(vm, ask({ hdr: { uaddr: 0, len: 0 } }))).toMatchObject({ ret: -5, fwError: 4, hdrLen: 52, transLen: 4096 });
    expect(call(vm, ask({ trans: { uaddr: 0, len: 0 } }))).toMatchObject({ ret: -5, fwError: 4 });
  });

  it.each<[string, Partial<UpdateDataArgs>, string]>([
    ['no transport buffer', { trans: { uaddr: 0, len: 4096 } }, '-EINVAL'],
    ['no guest page', { guest: { uaddr: 0, len: 4096 } }, '-EINVAL'],
    ['no guest length', { guest: { uaddr: 0x2000, len: 0 } }, '-EINVAL'],
    ['no header buffer', { hdr: { uaddr: 0, len: 52 } }, '-EINVAL'],
    ['more than a page', { guest: { uaddr: 0x2000, len: 4112 } }, '-EINVAL'],
    ['16 KiB', { guest: { uaddr: 0x4000, len: 16_384 } }, '-EINVAL'],
    ['across a page boundary', { guest: { uaddr: 0x2010, len: 4096 } }, '-EINVAL'],
    ['inside a page', { guest: { uaddr: 0x2010, len: 4080 } }, '0/0'],
    ['a header buffer that is too small', { hdr: { uaddr: 0x1000, len: 51 } }, '-EIO/4'],
  ])('%s', (_name, change, wanted) => {
    const vm = started();
    expect(outcome(vm, ask(change))).toBe(wanted);
  });

  it('cannot pin: -EFAULT, or -ENOMEM at the memlock limit', () => {
    const vm = started();
    expect(outcome(vm, { ...ask({}), faults: { pin: 'fault' } })).toBe('-EFAULT');
    expect(outcome(vm, { ...ask({}), faults: { pin: 'memlock' } })).toBe('-ENOMEM');
  });

  it('takes 16 KiB as four firmware blocks in the what-if', () => {
    const vm = started(16_384);
    const result = memoryEncryptOp(vm, 1000 * MS, ask({ guest: { uaddr: 0x4000, len: 16_384 } }));
    expect(result).toMatchObject({ ret: 0, packets: { pages: 4 } });
    expect(result.endNs - result.startNs).toBe(10 * MS - 3 * MAILBOX_ROUND_TRIP_NS);
    expect(outcome(vm, ask({ guest: { uaddr: 0x3000, len: 16_384 } }))).toBe('-EINVAL');
  });

  it('in bulk gives the states, counts and times of one page after another', () => {
    const one = started();
    const bulk = started();
    let end = 0;
    for (let page = 0; page < 50; page += 1) end = sendPages(one, 2000 * MS, 1).endNs;
    expect(sendPages(bulk, 2000 * MS, 50).endNs).toBe(end);
    expect(bulk.host.capture()).toEqual(one.host.capture());
  });

  it('counts 10^8 pages without one object per page', () => {
    const vm = started();
    expect(sendPages(vm, 2000 * MS, 1e8)).toMatchObject({ ret: 0, endNs: 2000 * MS + 1e8 * 2.5 * MS, packets: { pages: 1e8 } });
  });
});

describe('RECEIVE_*', () => {
  function begun() {
    const hosts = { source: newHost(1), target: newHost(2) };
    const source = launched(hosts.source);
    const session = mustSucceed(source, sendStartRequest(hosts.target)).session!;
    return { ...hosts, source, request: receiveStartRequest(hosts.source, session), destination: incoming(hosts.target) };
  }

  it('starts, binds the ASID, takes pages, finishes: the happy path with both GUEST_STATUS', () => {
    const { source, destination, request } = begun();
    expect(mustSucceed(destination, request).handle).toBe(1);
    expect(call(destination, { id: 'GUEST_STATUS' })).toMatchObject({ state: 'RUPDATE', policy: 1 });
    const sent = sendPages(source, 0, 640);
    expect(receivePages(destination, sent.endNs, sent.packets!)).toMatchObject({ ret: 0 });
    mustSucceed(destination, { id: 'RECEIVE_FINISH' });
    mustSucceed(source, { id: 'SEND_FINISH' });
    expect([call(source, { id: 'GUEST_STATUS' }).state, call(destination, { id: 'GUEST_STATUS' }).state]).toEqual(['SENT', 'RUNNING']);
    expect(destroyVm(source, 0).ret).toBe(0);
    expect([source.host.firmware.state, source.host.firmware.asids.dirty, source.host.asids.inUse]).toEqual(['INIT', 1, 0]);
  });

  it.each<[string, (request: ReturnType<typeof begun>['request']) => SevRequest, string]>([
    ['no PDH', (r) => ({ ...r, args: { ...r.args, pdh: { uaddr: 0, len: 1 } } }), '-EINVAL'],
    ['no session', (r) => ({ ...r, args: { ...r.args, session: { uaddr: 1, len: 0 } } }), '-EINVAL'],
    ['a blob above 16 KiB', (r) => ({ ...r, args: { ...r.args, session: { uaddr: 1, len: 0x4001 } } }), '-EINVAL'],
    ['a wrong session length', (r) => ({ ...r, args: { ...r.args, session: { uaddr: 1, len: 127 } } }), '-EIO/4'],
    ['a bad sev_fd', (r) => ({ ...r, args: { ...r.args, sevFd: false } }), '-EBADF'],
    ['a changed policy', (r) => ({ ...r, args: { ...r.args, policy: 0 } }), '-EIO/11'],
  ])('start with %s', (_name, change, wanted) => {
    const { destination, request } = begun();
    expect(outcome(destination, change(request))).toBe(wanted);
    expect(destination.host.firmware.guestCount).toBe(0);
  });

  it('gives the handle back when a second start finds the ASID owned', () => {
    const { destination, request } = begun();
    mustSucceed(destination, request);
    expect(outcome(destination, request)).toBe(`-EIO/${String(S.ASID_OWNED)}`);
    expect(destination.host.firmware.guestCount).toBe(1);
    expect(destination.handle).toBe(1);
  });

  it('says -EINVAL where all others say -ENOTTY, and refuses a broken packet with BAD_MEASUREMENT (F-14)', () => {
    const { source, destination, request } = begun();
    const packets = sendPages(source, 0, 8).packets!;
    const plain = new SevVm(newHost(3), 'default');
    expect(outcome(plain, { id: 'RECEIVE_UPDATE_DATA', args: PAGE, packets })).toBe('-EINVAL');
    expect([outcome(plain, request), outcome(plain, { id: 'RECEIVE_FINISH' })]).toEqual(['-ENOTTY', '-ENOTTY']);
    mustSucceed(destination, request);
    expect(receivePages(destination, 0, { ...packets, intact: false })).toMatchObject({ ret: -5, fwError: 0x0b });
    expect(outcome(destination, { id: 'RECEIVE_UPDATE_DATA', args: { ...PAGE, hdr: { uaddr: 0, len: 52 } }, packets })).toBe('-EINVAL');
    expect(outcome(destination, { id: 'RECEIVE_UPDATE_DATA', args: { ...PAGE, guest: { uaddr: 0x2001, len: 4096 } }, packets })).toBe('-EINVAL');
  });
});

describe('the PSP under KVM', () => {
  it('leaves the firmware error alone on a timeout, then is busy for every guest (F-10)', () => {
    const host = newHost(1);
    const vm = launched(host);
    mustSucceed(vm, sendStartRequest(newHost(2)));
    host.mailbox.stallNext();
    expect(sendPages(vm, 0, 1)).toMatchObject({ ret: -110, fwError: undefined });
    expect(call(vm, { id: 'SEND_CANCEL' })).toMatchObject({ ret: -16, fwError: undefined });
    expect(host.firmware.context(vm.handle)).toMatchObject({ state: 'SUPDATE', pagesSent: 0 });
    expect(outcome(new SevVm(host, 'sev'), { id: 'INIT' })).toBe('0');
  });

  it('cancels from SUPDATE and from nowhere else', () => {
    const vm = launched(newHost(1));
    expect(outcome(vm, { id: 'SEND_CANCEL' })).toBe('-EIO/2');
    expect(outcome(vm, { id: 'SEND_FINISH' })).toBe('-EIO/2');
    mustSucceed(vm, sendStartRequest(newHost(2)));
    expect(outcome(vm, { id: 'SEND_CANCEL' })).toBe('0/0');
    expect(outcome(vm, sendStartRequest(newHost(3)))).toBe('0/0');
  });

  it('runs out of ASIDs with -EBUSY, and recycles freed ones by one flush of 20 ms (F-13)', () => {
    const host = newHost(1, { maxAsid: 101 });
    const first = launched(host);
    launched(host);
    expect(outcome(new SevVm(host, 'sev'), { id: 'INIT' })).toBe('-EBUSY');
    destroyVm(first, 0);
    const now = host.mailbox.freeAtNs;
    const vm = new SevVm(host, 'sev');
    const result = memoryEncryptOp(vm, now, { id: 'INIT' });
    expect([result.ret, result.endNs - now, vm.asid]).toEqual([0, 20 * MS, 100]);
    mustSucceed(vm, { id: 'LAUNCH_START', policy: 1 });
    expect(outcome(new SevVm(newHost(1, { minSevAsid: 510 }), 'sev'), { id: 'INIT' })).toBe('-ENOTTY');
    expect(outcome(new SevVm(newHost(1, { asidLimit: 0 }), 'sev'), { id: 'INIT' })).toBe('-EBUSY');
  });

  it('launches in the firmware’s order; a debug read is POLICY_FAILURE under NODBG', () => {
    const vm = launched(newHost(1));
    expect(outcome(vm, { id: 'LAUNCH_UPDATE_DATA', pages: 1 })).toBe('-EIO/2');
    expect(outcome(vm, { id: 'DBG_DECRYPT' })).toBe('-EIO/7');
    expect(outcome(launched(newHost(1), 'sev', 0), { id: 'DBG_DECRYPT' })).toBe('0/0');
    expect([outcome(vm, { id: 'INIT' }), outcome(vm, { id: 'LAUNCH_UPDATE_VMSA' })]).toEqual(['-EINVAL', '-ENOTTY']);
    expect(outcome(new SevVm(newHost(1), 'sev-es'), { id: 'INIT' })).toBe('-EINVAL');
  });
});
