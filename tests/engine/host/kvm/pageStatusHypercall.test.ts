import { describe, expect, it } from 'vitest';
import {
  decodeMapGpaRange, enableExitHypercall, KVM_CAP_EXIT_HYPERCALL, KVM_HC_MAP_GPA_RANGE, mapGpaRange, pageEncStatus,
} from '../../../../src/engine/host/kvm/pageStatusHypercall';

const CALL = { gpa: 0x5000, npages: 3, attributes: 0x10, cpl: 0 };

describe('KVM_HC_MAP_GPA_RANGE', () => {
  it('has number 12 and must be enabled by capability 201, alone', () => {
    expect([KVM_HC_MAP_GPA_RANGE, KVM_CAP_EXIT_HYPERCALL]).toEqual([12, 201]);
    expect(enableExitHypercall(0x1000)).toEqual({ ret: 0, mapGpaRange: true });
    expect(enableExitHypercall(0)).toEqual({ ret: 0, mapGpaRange: false });
    expect(enableExitHypercall(0x1001)).toEqual({ ret: -22, mapGpaRange: false });
    expect(enableExitHypercall(0x2000).ret).toBe(-22);
  });

  it.each<[string, Partial<typeof CALL>, boolean, number]>([
    ['CPL 3 before all else', { cpl: 3, gpa: 1 }, false, -1],
    ['capability before arguments', { gpa: 1 }, false, -1000],
    ['unaligned', { gpa: 0x5001 }, true, -22],
    ['no pages', { npages: 0 }, true, -22],
    ['overflow', { npages: 2 ** 64 - 1 }, true, -22],
  ])('%s', (_name, change, enabled, rax) => {
    expect(mapGpaRange({ ...CALL, ...change }, enabled)).toEqual({ rax });
  });

  it('exits to the VMM, reserved bits and all; the VMM refuses those', () => {
    expect(mapGpaRange(CALL, true)).toEqual({ exit: { nr: 12, args: [0x5000, 3, 0x10] } });
    const decode = (attributes: number) => decodeMapGpaRange({ nr: 12, args: [0x5000, 3, attributes] });
    expect(decode(0x10)).toEqual({ ret: 0, gfn: 5, pages: 3, encrypted: true });
    expect(decode(0x01)).toMatchObject({ ret: 0, encrypted: false });
    expect([decode(0x20).ret, decode(0x13).ret, decode(2 ** 40).ret]).toEqual([-22, -22, -22]);
  });

  it('takes guest addresses above 2^32 and 2^43 whole', () => {
    const gpa = 2 ** 43 + 0x3000;
    expect(mapGpaRange({ ...CALL, gpa }, true)).toEqual({ exit: { nr: 12, args: [gpa, 3, 0x10] } });
    expect(decodeMapGpaRange({ nr: 12, args: [gpa, 3, 0] }).gfn).toBe(2 ** 31 + 3);
  });
});

describe('KVM_HC_PAGE_ENC_STATUS of the series', () => {
  const vm = { sevGuest: true, memslotEnd: 1000, memslotsOnly: true };
  it.each<[string, Partial<typeof CALL>, Partial<typeof vm>, number, boolean]>([
    ['CPL 3', { cpl: 3 }, { sevGuest: false }, -1, false],
    ['not an SEV guest', { npages: 0 }, { sevGuest: false }, -22, false],
    ['no pages', { npages: 0 }, {}, 0, false],
    ['overflow', { npages: 2 ** 64 - 1 }, {}, -22, false],
    ['beyond the slots up to v3', { gpa: 999 * 4096 }, {}, -22, false],
    ['beyond the slots from v4', { gpa: 999 * 4096 }, { memslotsOnly: false }, 0, true],
    ['inside', {}, {}, 0, true],
  ])('%s', (_name, call, environment, rax, record) => {
    expect(pageEncStatus({ ...CALL, ...call }, { ...vm, ...environment })).toEqual({ rax, record });
  });
});
