import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EsmConfig } from '../../../src/engine/config';
import { HCALL_NUMBER, UCALL_NUMBER } from '../../../src/engine/ultravisor/callNumber';
import { DevicePool } from '../../../src/engine/ultravisor/devicePool';
import { gfnTransition, type GfnOperation, type GfnState } from '../../../src/engine/ultravisor/gfnState';
import { hSvmInitAbort, hSvmInitDone, hSvmInitStart, hSvmPageIn, hSvmPageOut, type PageCall, type SecureHost } from '../../../src/engine/ultravisor/hcalls';
import { hypervisorAccess } from '../../../src/engine/ultravisor/hypervisorAccess';
import { RETURN_CODE } from '../../../src/engine/ultravisor/returnCode';
import { SecureVm } from '../../../src/engine/ultravisor/secureVm';
import { svmOff } from '../../../src/engine/ultravisor/svmOff';
import { registerMemSlot, svmTerminate } from '../../../src/engine/ultravisor/ucalls';
import { uvSharePage, uvUnsharePage } from '../../../src/engine/ultravisor/uvShare';
import { secureVmInvariants } from '../../../src/engine/verify/secureVmInvariants';

const HOST: SecureHost = { hasSecureMemory: true, radix: true, enabled: true };
const STATES: readonly GfnState[] = ['SECURE', 'PAGED_OUT', 'SHARED', 'NORMAL'];
const PAGES = 64;
const page = (gfn: number, changes: Partial<PageCall> = {}): PageCall => ({ gpa: gfn * 65_536, flags: 0, shift: 16, secureBit: true, ...changes });

function newVm(gfnStates: EsmConfig['gfnStates'] = 'on', devicePages = PAGES): SecureVm {
  const plane = (): Int32Array => new Int32Array(PAGES / 32);
  const vm = new SecureVm({ gfnSecure: plane(), gfnPagedOut: plane(), gfnShared: plane() }, new DevicePool(devicePages * 65_536), gfnStates);
  vm.addSlot(PAGES);
  return vm;
}

function transientVm(gfnStates: EsmConfig['gfnStates'] = 'on', devicePages = PAGES): SecureVm {
  const vm = newVm(gfnStates, devicePages);
  expect(hSvmInitStart(vm, HOST)).toBe('H_SUCCESS');
  return vm;
}

function allStates(vm: SecureVm): readonly GfnState[] {
  return Array.from({ length: vm.pages }, (_, gfn) => vm.gfnState(gfn));
}

const QUIET = { beforeDone: undefined, twoOwners: 0, plaintextReads: 0, merged: [], registering: [] };
const sound = (vm: SecureVm): unknown => secureVmInvariants(vm, new Int32Array(PAGES / 32), { ended: vm.vmState === 'NORMAL', ...QUIET });

it('numbers calls and returns as the headers do', () => {
  expect(Object.values(HCALL_NUMBER).map((number) => number.toString(16))).toEqual(['ef00', 'ef04', 'ef08', 'ef0c', 'ef14']);
  expect([UCALL_NUMBER.UV_ESM, UCALL_NUMBER.UV_PAGE_IN, UCALL_NUMBER.UV_SVM_TERMINATE].map((number) => number.toString(16))).toEqual(['f110', 'f128', 'f13c']);
  expect(RETURN_CODE).toMatchObject({ H_SUCCESS: 0, H_PARAMETER: -4, H_AUTHORITY: -10, H_P2: -55, H_P3: -56, H_UNSUPPORTED: -67, H_STATE: -75 });
});

describe('H_SVM_INIT_START', () => {
  it.each([
    [{ hasSecureMemory: false, radix: false, enabled: false }, 'H_UNSUPPORTED'],
    [{ hasSecureMemory: true, radix: false, enabled: false }, 'H_UNSUPPORTED'],
    [{ hasSecureMemory: true, radix: true, enabled: false }, 'H_AUTHORITY'],
    [HOST, 'H_SUCCESS'],
  ])('asks in order: %o gives %s', (host, ret) => {
    expect(hSvmInitStart(newVm(), host)).toBe(ret);
  });

  it('sets its flag first since the series, last before it', () => {
    const [series, before] = [newVm('on'), newVm('off')];
    for (const vm of [series, before]) hSvmInitStart(vm, { ...HOST, enabled: false });
    expect([series.vmState, before.vmState]).toEqual(['TRANSIENT', 'NORMAL']);
  });

  it('rolls registered slots back when one fails', () => {
    const vm = newVm('off');
    vm.addSlot(32);
    expect(hSvmInitStart(vm, HOST, true, (slot) => (slot === 1 ? 'U_PERMISSION' as never : 'U_SUCCESS'))).toBe('H_PARAMETER');
    expect(vm.state).toMatchObject({ registered: [], initStart: false });
    expect(hSvmInitStart(vm, HOST)).toBe('H_SUCCESS');
    expect(vm.state.registered).toEqual([0, 1]);
  });

  it('is for the ultravisor alone, and once', () => {
    const vm = newVm();
    expect(hSvmInitStart(vm, HOST, false)).toBe('H_UNSUPPORTED');
    expect(vm.vmState).toBe('NORMAL');
    hSvmInitStart(vm, HOST);
    expect([hSvmInitStart(vm, HOST), vm.vmState]).toEqual(['H_STATE', 'TRANSIENT']);
  });
});

describe.each([['H_SVM_PAGE_IN', hSvmPageIn, 2], ['H_SVM_PAGE_OUT', hSvmPageOut, 1]] as const)('%s', (_, call, badFlag) => {
  it('checks secure bit and state, then shift, then flags, then the GFN', () => {
    const wrong = page(PAGES, { shift: 12, flags: badFlag, secureBit: false });
    expect(call(transientVm(), wrong)).toBe('H_UNSUPPORTED');
    expect(call(newVm(), { ...wrong, secureBit: true })).toBe('H_UNSUPPORTED');
    expect(call(transientVm(), { ...wrong, secureBit: true })).toBe('H_P3');
    expect(call(transientVm(), page(PAGES, { flags: badFlag }))).toBe('H_P2');
    expect(call(transientVm(), page(PAGES))).toBe('H_PARAMETER');
  });
});

describe('H_SVM_PAGE_IN', () => {
  it('refuses a resident page, a page without a device PFN, and what UV_PAGE_IN refuses', () => {
    const vm = transientVm('on', 1);
    expect(hSvmPageIn(vm, page(0), 'U_BUSY')).toBe('H_PARAMETER');
    expect([hSvmPageIn(vm, page(0)), hSvmPageIn(vm, page(0)), hSvmPageIn(vm, page(1))]).toEqual(['H_SUCCESS', 'H_PARAMETER', 'H_PARAMETER']);
    expect(vm.pool.state).toEqual({ capacity: 1, used: 1 });
  });

  it('ignored what UV_PAGE_IN answers before the series', () => {
    const vm = transientVm('off');
    expect(hSvmPageIn(vm, page(5), 'U_BUSY')).toBe('H_SUCCESS');
    expect(vm.gfnState(5)).toBe('SECURE');
  });

  it('gives the device page back when a page is shared', () => {
    const vm = transientVm();
    hSvmPageIn(vm, page(3));
    expect(hSvmPageIn(vm, page(3, { flags: 1 }))).toBe('H_SUCCESS');
    expect([vm.gfnState(3), vm.pool.state.used]).toEqual(['SHARED', 0]);
  });
});

describe('every cell of the table, through the calls', () => {
  const operations: Readonly<Record<GfnOperation, (vm: SecureVm) => unknown>> = {
    share: (vm) => uvSharePage(vm, 7 * 65_536),
    unshare: (vm) => uvUnsharePage(vm, 7 * 65_536),
    'page-out': (vm) => hSvmPageOut(vm, page(7)),
    touch: (vm) => (vm.gfnState(7) === 'SECURE' || vm.gfnState(7) === 'SHARED' ? undefined : hSvmPageIn(vm, page(7))),
    end: (vm) => hSvmInitAbort(vm),
    'init-done': (vm) => hSvmInitDone(vm),
  };
  const cells = (['on', 'off', 'counter-proposal'] as const).flatMap((gfnStates) =>
    STATES.flatMap((from) => (Object.keys(operations) as GfnOperation[]).map((operation) => ({ gfnStates, from, operation }))));
  it.each(cells)('$operation of a $from page, GFN states $gfnStates', ({ gfnStates, from, operation }) => {
    const vm = transientVm(gfnStates);
    vm.putGfn(7, from);
    operations[operation](vm);
    expect(vm.gfnState(7)).toBe(gfnTransition(from, operation, gfnStates).to);
    expect(vm.pool.state.used).toBe(allStates(vm).filter((state) => state === 'SECURE').length);
  });
});

describe('H_SVM_INIT_DONE', () => {
  it('needs INIT_START, and comes once', () => {
    expect(hSvmInitDone(newVm())).toBe('H_UNSUPPORTED');
    const vm = transientVm();
    expect([hSvmInitDone(vm, false), hSvmInitDone(vm), hSvmInitDone(vm)]).toEqual(['H_UNSUPPORTED', 'H_SUCCESS', 'H_STATE']);
    expect(vm.vmState).toBe('SECURE');
  });

  it('leaves no page NORMAL with the states, all of them without', () => {
    const [on, off] = [transientVm('on'), transientVm('off')];
    for (const vm of [on, off]) {
      hSvmPageIn(vm, page(0));
      hSvmInitDone(vm);
    }
    expect(new Set(allStates(on))).toEqual(new Set(['SECURE']));
    expect(allStates(off).filter((state) => state === 'NORMAL')).toHaveLength(PAGES - 1);
    expect(sound(on)).toEqual([]);
    expect(sound(off)).toMatchObject([{ invariant: 'INV-27', count: PAGES - 1 }]);
  });

  it('fails with H_STATE when secure memory is too small, and keeps what is converted', () => {
    const vm = transientVm('on', 10);
    expect(hSvmInitDone(vm)).toBe('H_STATE');
    expect([vm.vmState, vm.pool.state.used]).toEqual(['TRANSIENT', 10]);
    expect(hSvmInitAbort(vm)).toBe('H_PARAMETER');
    expect([vm.vmState, vm.pool.state.used, new Set(allStates(vm))]).toEqual(['NORMAL', 0, new Set(['NORMAL'])]);
  });
});

it('H_SVM_INIT_ABORT is refused before INIT_START and after INIT_DONE, and ends a switch in between', () => {
  expect(hSvmInitAbort(newVm())).toBe('H_UNSUPPORTED');
  const done = transientVm();
  hSvmInitDone(done);
  expect([hSvmInitAbort(done), done.vmState]).toEqual(['H_STATE', 'SECURE']);
  const vm = transientVm();
  hSvmPageIn(vm, page(1));
  expect([hSvmInitAbort(vm), vm.vmState]).toEqual(['H_PARAMETER', 'NORMAL']);
  expect(sound(vm)).toEqual([]);
});

it('UV_SHARE_PAGE and UV_UNSHARE_PAGE need a secure VM', () => {
  expect([uvSharePage(newVm(), 0), uvUnsharePage(newVm(), 0), svmTerminate(newVm())]).toEqual(['U_INVALID', 'U_INVALID', 'U_INVALID']);
});

describe('UV_REGISTER_MEM_SLOT', () => {
  it.each([
    [{ id: 1, firstGfn: 32, pages: 8 }, 0, 'U_P2'], [{ id: 1, firstGfn: PAGES, pages: 0 }, 0, 'U_P3'],
    [{ id: 1, firstGfn: PAGES, pages: 8 }, 1, 'U_P4'], [{ id: 0, firstGfn: PAGES, pages: 8 }, 0, 'U_P5'], [{ id: 1, firstGfn: PAGES, pages: 8 }, 0, 'U_SUCCESS'],
  ] as const)('%o with flags %i gives %s', (slot, flags, ret) => {
    expect(registerMemSlot(transientVm(), slot, flags)).toBe(ret);
  });
});

describe('KVM_PPC_SVM_OFF', () => {
  it('has nothing to do for a NORMAL VM, and waits for the vCPUs of another', () => {
    expect([svmOff(newVm(), true), svmOff(transientVm(), true), svmOff(transientVm(), false)]).toEqual([0, -16, 0]);
  });

  it('drops every device page', () => {
    const vm = transientVm();
    hSvmPageIn(vm, page(9));
    hSvmPageIn(vm, page(10, { flags: 1 }));
    hSvmInitDone(vm);
    expect(svmOff(vm, false)).toBe(0);
    expect(vm.state).toMatchObject({ initStart: false, initDone: false, registered: [] });
    expect(sound(vm)).toEqual([]);
  });

  it('reports a failing UV_SVM_TERMINATE after the pages are gone', () => {
    const vm = transientVm();
    hSvmInitDone(vm);
    expect(svmOff(vm, false, 'U_FUNCTION')).toBe(-22);
    expect([vm.vmState, vm.pool.state.used]).toEqual(['SECURE', 0]);
  });
});

it('shows the hypervisor ciphertext of a secure page, or nothing', () => {
  const vm = transientVm();
  hSvmPageIn(vm, page(2));
  expect(hypervisorAccess(vm, 2, 'U_FUNCTION')).toBe('SIGBUS');
  expect([hypervisorAccess(vm, 2), vm.gfnState(2), hypervisorAccess(vm, 2), hypervisorAccess(vm, 3)]).toEqual(['ciphertext', 'PAGED_OUT', 'ciphertext', 'plain']);
});

it('keeps one state per GFN and one device PFN per resident page, whatever is called', () => {
  const call = fc.tuple(fc.constantFrom('share', 'unshare', 'in', 'out', 'done', 'abort', 'start', 'off', 'look'), fc.integer({ min: 0, max: PAGES }));
  fc.assert(fc.property(fc.constantFrom('on', 'off', 'counter-proposal' as const), fc.integer({ min: 0, max: 20 }), fc.array(call, { maxLength: 60 }), (gfnStates, devicePages, calls) => {
    const vm = newVm(gfnStates, devicePages);
    for (const [name, gfn] of calls) {
      if (name === 'start') hSvmInitStart(vm, HOST);
      if (name === 'share') uvSharePage(vm, gfn * 65_536);
      if (name === 'unshare') uvUnsharePage(vm, Math.min(gfn, PAGES - 1) * 65_536);
      if (name === 'in') hSvmPageIn(vm, page(gfn));
      if (name === 'out') hSvmPageOut(vm, page(gfn));
      if (name === 'done') hSvmInitDone(vm);
      if (name === 'abort') hSvmInitAbort(vm);
      if (name === 'off') svmOff(vm, false);
      if (name === 'look') hypervisorAccess(vm, Math.min(gfn, PAGES - 1));
      expect(vm.pool.state.used).toBe(allStates(vm).filter((state) => state === 'SECURE').length);
      expect(vm.pool.state.used).toBeLessThanOrEqual(devicePages);
      expect(secureVmInvariants(vm, new Int32Array(2), { ended: vm.vmState === 'NORMAL', ...QUIET }).filter(({ invariant }) => invariant !== 'INV-27')).toEqual([]);
      expect(vm.vmState !== 'NORMAL' || allStates(vm).every((state) => state === 'NORMAL')).toBe(true);
    }
  }), { numRuns: 200 });
});
