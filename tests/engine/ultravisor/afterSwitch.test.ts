import { describe, expect, it } from 'vitest';
import { MIB } from '../../../src/base/units';
import type { EngineAction } from '../../../src/engine/config';
import type { Simulation } from '../../../src/engine/simulation';
import { commandsOf, powerConfig, runPower } from './powerConfig';
import type { ConfigChanges } from '../testConfig';

const ESM: EngineAction = { atNs: 10e6, action: 'esm' };
const at = (ms: number, action: 'reboot' | 'esm'): EngineAction => ({ atNs: ms * 1e6, action });
const plug = (ms: number): EngineAction => ({ atNs: ms * 1e6, action: 'hotplug', bytes: 8 * MIB });
const fault = (ms: number, name: string): EngineAction => ({ atNs: ms * 1e6, action: 'fault', fault: name });
const OLD = { esm: { gfnStates: 'off' } } as const;

function run(script: readonly EngineAction[], changes: ConfigChanges = {}): Simulation {
  return runPower(powerConfig({ ...changes, script }));
}
const violations = (simulation: Simulation): readonly string[] => simulation.state.integrity.violations.map(({ invariant, count }) => `${invariant} ${count}`);
const outcome = (simulation: Simulation) => simulation.ultravisor!.resultAt(simulation.state.endNs)!;

describe('a reset', () => {
  it('drops every device page and finds no second owner with GFN states', () => {
    const simulation = run([ESM, at(1000, 'reboot')]);
    const [reset] = outcome(simulation).resets;
    expect(reset).toMatchObject({ ret: 0, kept: 0, twoOwners: 0 });
    expect(reset!.dropped).toBeGreaterThan(960);
    expect(simulation.ultravisor!.counts).toEqual({ secure: 0, pagedOut: 0, shared: 0, normal: 1024 });
    expect(violations(simulation)).toEqual([]);
  });

  it('finds two owners without them: exactly the frames that the secure guest wrote and the ultravisor never asked for', () => {
    const writes = { kind: 'sequential', firstPage: 512, workingSetPages: 200, writesPerSecond: 1000 } as const;
    const simulation = run([ESM, at(1000, 'reboot')], { ...OLD, workload: writes });
    const before = run([ESM], { ...OLD, workload: writes, until: 999e6 });
    const { gfnSecure, gfnPagedOut, gfnShared } = before.planes;
    const expected = Array.from({ length: 200 }, (_, i) => 512 + i).filter((gfn) =>
      [gfnSecure!, gfnPagedOut!, gfnShared!].every((plane) => ((plane[gfn >> 5]! >>> (gfn & 31)) & 1) === 0));
    const named = simulation.ultravisor!.critical.filter((_, i) => i % 2 === 0);
    expect(named).toEqual(expected);
    expect(outcome(simulation).resets).toMatchObject([{ twoOwners: expected.length }]);
    expect(violations(simulation)).toEqual([`INV-27 ${1024 - 64 - 32}`, `INV-27 ${expected.length}`]);
    expect(simulation.state.integrity.stale).toBe(expected.length);
  });

  it('finds none where the ultravisor paged every frame in', () => {
    const simulation = run([ESM, at(1000, 'reboot')], { esm: { gfnStates: 'off', pages: 'all' } });
    expect(outcome(simulation).resets).toMatchObject([{ ret: 0, twoOwners: 0 }]);
    expect(violations(simulation)).toEqual([]);
  });

  it('is refused with -EBUSY while the vCPU is inside UV_ESM, and changes nothing', () => {
    const simulation = run([ESM, at(15, 'reboot')]);
    expect(commandsOf(simulation)).toContain('KVM_PPC_SVM_OFF -16');
    expect(outcome(simulation)).toMatchObject({ outcome: 'secure', resets: [{ ret: -16, dropped: 0 }] });
    expect(outcome(simulation).gfnStates).toEqual(outcome(run([ESM])).gfnStates);
  });

  it('has nothing to do for a VM that is not secure', () => {
    const simulation = run([at(5, 'reboot'), ESM]);
    expect(commandsOf(simulation)[0]).toBe('KVM_PPC_SVM_OFF 0');
    expect(outcome(simulation).outcome).toBe('secure');
  });

  it('can be followed by another switch', () => {
    const simulation = run([ESM, at(1000, 'reboot'), at(1500, 'esm')]);
    expect(outcome(simulation)).toMatchObject({ startNs: 1500e6, outcome: 'secure', gfnStates: outcome(run([ESM])).gfnStates });
    expect(simulation.ultravisor!.vm.vmState).toBe('SECURE');
  });
});

describe('a slot plugged in', () => {
  it('before the switch is part of it', () => {
    for (const gfnStates of ['on', 'counter-proposal'] as const) {
      const simulation = run([plug(1), ESM], { esm: { gfnStates } });
      expect(simulation.ultravisor!.counts).toMatchObject({ normal: 0, shared: 32 });
      expect(Object.values(outcome(simulation).gfnStates).reduce((a, b) => a + b, 0)).toBe(1024 + 128);
      expect(violations(simulation)).toEqual([]);
    }
    const all = run([plug(1), ESM], { esm: { gfnStates: 'off', pages: 'all' } });
    expect([outcome(all).pagedIn, violations(all)]).toEqual([1152, []]);
  });

  it.each([[15, 'TRANSIENT'], [1000, 'SECURE']] as const)('at %i ms, %s: converted by the hypervisor since the series', (ms, vmState) => {
    const simulation = run([ESM, plug(ms)]);
    expect(outcome(simulation).plugs).toMatchObject([{ pages: 128, refused: 0, normal: 0 }]);
    expect(violations(simulation)).toEqual([]);
    expect(outcome(simulation).plugs[0]!.vmState).toBe(vmState);
  });

  it.each([[15, 'all'], [1000, 'all'], [15, 'needed'], [1000, 'needed']] as const)('at %i ms before the series, %s pages asked for: NORMAL in a secure VM', (ms, pages) => {
    const simulation = run([ESM, plug(ms)], { esm: { gfnStates: 'off', pages } });
    expect(outcome(simulation).plugs).toMatchObject([{ pages: 128, refused: pages === 'all' ? 128 : 0, normal: 128 }]);
    expect(commandsOf(simulation).includes('H_SVM_PAGE_IN -4 x128')).toBe(pages === 'all');
    expect(violations(simulation)).toContain('INV-32 128');
  });

  it('that secure memory has no room for stays NORMAL: the error is ignored', () => {
    const simulation = run([ESM, plug(1000)], { hosts: { secureMemoryBytes: 66 * MIB } });
    expect(violations(simulation)).toMatchObject([expect.stringContaining('INV-32')]);
  });
});

describe('faults', () => {
  const cases = [
    ['F-31', [fault(1, 'F-31'), ESM, plug(1000)], ['INV-32 128']],
    ['F-32', [fault(1, 'F-32'), ESM], ['INV-27 928']],
    ['F-33', [fault(1, 'F-33'), ESM], ['INV-29 16']],
    ['F-38', [fault(1, 'F-38'), ESM], ['INV-28 32']],
  ] as const;
  it.each(cases)('%s is seen', (_, script, expected) => {
    const idle = { workload: { kind: 'idle', writesPerSecond: 0 } } as const;
    expect(violations(run(script, idle))).toEqual(expected);
    expect(violations(run(script.filter(({ action }) => action !== 'fault'), idle))).toEqual([]);
  });

  it('F-34: INIT_DONE fails with H_STATE, and everything is NORMAL again', () => {
    const simulation = run([ESM, fault(28, 'F-34')]);
    expect(outcome(simulation).outcome).toBe('aborted');
    expect(violations(simulation)).toEqual([]);
  });

  it('F-35: INIT_ABORT after DONE gives H_STATE and changes nothing', () => {
    const simulation = run([ESM, fault(1000, 'F-35')]);
    expect(commandsOf(simulation)).toContain('H_SVM_INIT_ABORT -75');
    expect(simulation.ultravisor!.vm.vmState).toBe('SECURE');
  });

  it('F-36: a reset with a running vCPU gives -EBUSY; the next one goes through', () => {
    expect(outcome(run([ESM, fault(999, 'F-36'), at(1000, 'reboot'), at(1100, 'reboot')])).resets.map(({ ret }) => ret)).toEqual([-16, 0]);
  });

  it('F-37: the hypervisor touches a secure page and UV_PAGE_OUT fails: SIGBUS, and it saw nothing', () => {
    const simulation = run([ESM, fault(1000, 'F-37')]);
    const event = simulation.events.events.find(({ name }) => name === 'UV_PAGE_OUT');
    expect(event).toMatchObject({ value: 'GFN 1: SIGBUS to QEMU', fwError: -2 });
    expect(violations(simulation)).toEqual([]);
  });
});
