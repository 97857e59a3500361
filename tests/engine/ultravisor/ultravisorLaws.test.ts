import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MIB } from '../../../src/base/units';
import type { EngineAction, EngineConfig } from '../../../src/engine/config';
import { captureCheckpoint, restoreCheckpoint } from '../../../src/engine/record/checkpoint';
import { buildFrame } from '../../../src/engine/record/frameBuilder';
import { frameContextOf } from '../../../src/engine/record/frameContextOf';
import { Player } from '../../../src/engine/record/player';
import { Recorder } from '../../../src/engine/record/recorder';
import { Simulation } from '../../../src/engine/simulation';
import { DevicePool } from '../../../src/engine/ultravisor/devicePool';
import { evictedGfns, sharedGfns, wantedGfns } from '../../../src/engine/ultravisor/esmLayout';
import { hSvmInitDone, hSvmInitStart, hSvmPageIn, hSvmPageOut } from '../../../src/engine/ultravisor/hcalls';
import { SecureVm } from '../../../src/engine/ultravisor/secureVm';
import { uvSharePage } from '../../../src/engine/ultravisor/uvShare';
import { powerConfig, runPower } from './powerConfig';

const stateOf = (simulation: Simulation): unknown => {
  const { planes, ultravisor, state, guest } = simulation;
  const words = Object.entries(planes).filter(([, plane]) => plane instanceof Int32Array).map(([name, plane]) => [name, [...(plane as Int32Array)].join(' ')]);
  return structuredClone({ words, pages: planes.pages, ultravisor: ultravisor?.states, state, guest: guest.state, clock: guest.clock.state });
};

const later: fc.Arbitrary<EngineAction> = fc.tuple(fc.integer({ min: 1, max: 400 }), fc.constantFrom('reboot', 'esm', 'hotplug', 'F-31', 'F-33', 'F-34', 'F-36')).map(([ms, name]): EngineAction => {
  const atNs = ms * 1e6;
  if (name === 'hotplug') return { atNs, action: 'hotplug', bytes: 2 * MIB };
  return name === 'reboot' || name === 'esm' ? { atNs, action: name } : { atNs, action: 'fault', fault: name };
});

const anyPower: fc.Arbitrary<EngineConfig> = fc.record({
  seed: fc.integer({ min: 0, max: 99 }), pages: fc.constantFrom('all', 'needed' as const), gfnStates: fc.constantFrom('on', 'off', 'counter-proposal' as const),
  needed: fc.integer({ min: 0, max: 64 }), out: fc.integer({ min: 0, max: 8 }), shared: fc.integer({ min: 0, max: 1024 }),
  secureMemory: fc.constantFrom(Number.MAX_SAFE_INTEGER, 20 * MIB, 0), script: fc.array(later, { maxLength: 5 }),
}).map(({ seed, pages, gfnStates, needed, out, shared, secureMemory, script }) => powerConfig({
  seed, esm: { pages, gfnStates, neededBytes: needed * MIB, pagedOutBytes: out * MIB }, hosts: { secureMemoryBytes: secureMemory },
  guest: { composition: { zeroShare: 0, sharedPages: shared } },
  script: [{ atNs: 10e6, action: 'esm' } as const, ...script].toSorted((a, b) => a.atNs - b.atNs),
}));
const share = fc.double({ min: 0, max: 1, noNaN: true });

test('a switch is what the calls make of it one page after the other', () => {
  fc.assert(fc.property(anyPower, (drawn) => {
    const config = { ...drawn, script: [{ atNs: 0, action: 'esm' }], workload: { ...drawn.workload, kind: 'idle', writesPerSecond: 0 } } satisfies EngineConfig;
    const simulation = runPower({ ...config, hosts: { ...config.hosts, secureMemoryBytes: Number.MAX_SAFE_INTEGER } });
    const plane = (): Int32Array => new Int32Array(32);
    const vm = new SecureVm({ gfnSecure: plane(), gfnPagedOut: plane(), gfnShared: plane() }, new DevicePool(Number.MAX_SAFE_INTEGER), config.esm.gfnStates);
    vm.addSlot(1024);
    hSvmInitStart(vm, { hasSecureMemory: true, radix: true, enabled: true });
    const wanted = wantedGfns(config, 32);
    const call = (gfn: number) => ({ gpa: gfn * 65_536, flags: 0, shift: 16, secureBit: true });
    const has = (words: Int32Array, gfn: number): boolean => ((words[gfn >> 5]! >>> (gfn & 31)) & 1) === 1;
    for (let gfn = 0; gfn < 1024; gfn++) if (has(wanted, gfn)) hSvmPageIn(vm, call(gfn));
    const shared = sharedGfns(config);
    for (let gfn = shared.first; gfn < shared.first + shared.pages; gfn++) uvSharePage(vm, gfn * 65_536);
    const evicted = evictedGfns(config, wanted);
    for (let gfn = 0; gfn < 1024; gfn++) if (has(evicted, gfn)) hSvmPageOut(vm, call(gfn));
    expect(hSvmInitDone(vm)).toBe('H_SUCCESS');
    const run = simulation.ultravisor!;
    for (let gfn = 0; gfn < 1024; gfn++) expect([gfn, run.vm.gfnState(gfn)]).toEqual([gfn, vm.gfnState(gfn)]);
    expect(run.vm.pool.state.used).toBe(vm.pool.state.used);
  }), { numRuns: 60 });
});

test('cutting a run into pieces, or setting a checkpoint into another, changes no bit', () => {
  fc.assert(fc.property(anyPower, share, share, fc.constantFrom(1, 40, 1e9), (config, at, elsewhere, budget) => {
    const whole = runPower(config);
    const cut = new Simulation(config);
    while (!cut.advance(Math.floor(at * whole.state.endNs), budget));
    const before = stateOf(cut);
    const other = new Simulation(config);
    while (!other.advance(elsewhere * whole.state.endNs, 1e9));
    restoreCheckpoint(other, captureCheckpoint(cut));
    expect(stateOf(other)).toEqual(before);
    for (const each of [cut, other]) {
      while (!each.advance(Infinity, budget));
      expect(stateOf(each)).toEqual(stateOf(whole));
    }
  }), { numRuns: 100 });
});

test('the right handling breaks no invariant, whatever is plugged, reset and run out of; the map counts every frame', () => {
  fc.assert(fc.property(anyPower, share, (config, at) => {
    const script = config.script.filter(({ action }) => action !== 'fault');
    const right: EngineConfig = { ...config, script, esm: { ...config.esm, gfnStates: 'on' }, hosts: { ...config.hosts, secureMemoryBytes: Number.MAX_SAFE_INTEGER } };
    const simulation = new Simulation(right);
    while (!simulation.advance(at * 1e9, 1e9));
    const frame = buildFrame(simulation.planes, frameContextOf(simulation), { atNs: 0, mode: 'gfn', tilePages: 16, firstTile: 0, tileCount: 1e4 });
    expect(frame.source.counts.slice(0, 6).reduce((sum, pages) => sum + pages, 0)).toBe(simulation.planes.pages);
    const { secure, pagedOut, shared, normal } = simulation.ultravisor!.counts;
    expect(frame.source.counts).toEqual([secure, pagedOut, shared, normal, 0, 0, 0]);
    while (!simulation.advance(Infinity, 1e9));
    expect(simulation.state.integrity.violations).toEqual([]);
  }), { numRuns: 100 });
});

test('a slot that is plugged while another is registered: the one that waits is not judged before its turn', () => {
  const plug = { atNs: 164e6, action: 'hotplug', bytes: 2 * MIB } as const;
  const { state, ultravisor } = runPower(powerConfig({ esm: { pages: 'needed', gfnStates: 'on', neededBytes: 0, pagedOutBytes: 0 }, script: [{ atNs: 10e6, action: 'esm' }, plug, plug] }));
  expect(state.integrity.violations).toEqual([]);
  expect(ultravisor!.state.plugs).toHaveLength(2);
});

test('a recording is the same twice, and its player shows any moment of it', () => {
  const config = powerConfig({ script: [{ atNs: 10e6, action: 'esm' }, { atNs: 15e6, action: 'hotplug', bytes: 4 * MIB }, { atNs: 900e6, action: 'reboot' }] });
  const [one, two] = [0, 1].map(() => {
    const recorder = new Recorder(config, 1e8);
    while (!recorder.advance(500));
    return recorder.recording;
  });
  expect(two!.result!.fingerprint).toBe(one!.result!.fingerprint);
  expect(one!.result!.secureSwitch).toMatchObject({ outcome: 'secure', plugs: [{ pages: 64, normal: 0 }], resets: [{ ret: 0, twoOwners: 0 }] });
  expect(one!.overview.every(({ mode }) => mode === 'gfn')).toBe(true);
  const player = new Player(config, one!);
  const countsAt = (atNs: number): readonly number[] => {
    while (!player.seek(atNs));
    return player.frame({ atNs, mode: 'gfn', tilePages: 1, firstTile: 0, tileCount: 1e4 }).source.counts;
  };
  const moments = [0, 12e6, 20e6, 27e6, 500e6, 1900e6];
  const forwards = moments.map(countsAt);
  expect(moments.toReversed().map(countsAt).toReversed()).toEqual(forwards);
  expect(forwards[0]).toEqual([0, 0, 0, 1024, 0, 0, 0]);
  expect(forwards.at(-1)).toEqual([0, 0, 0, 1088, 0, 0, 0]);
});
