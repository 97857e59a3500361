import { describe, expect, it, test } from 'vitest';
import { GIB, MIB } from '../../../src/base/units';
import type { EngineConfig, EsmConfig } from '../../../src/engine/config';
import { MARK_NS, PAGE_IN_NS, PAGE_OUT_NS } from '../../../src/engine/ultravisor/costs';
import { evictedGfns, sharedGfns, wantedGfns } from '../../../src/engine/ultravisor/esmLayout';
import type { Plane } from '../../../src/engine/memory/pagePlanes';
import type { SecureSwitchResult } from '../../../src/engine/record/runResult';
import { commandsOf, powerConfig, runPower } from './powerConfig';
import type { ConfigChanges } from '../testConfig';

function gfnsOf(plane: Plane): number[] {
  return [...plane].flatMap((word, at) => Array.from({ length: 32 }, (_, bit) => bit).filter((bit) => (word >>> bit) & 1).map((bit) => at * 32 + bit));
}

function switched(changes: ConfigChanges): SecureSwitchResult {
  const simulation = runPower(powerConfig(changes));
  return simulation.ultravisor!.resultAt(simulation.state.endNs)!;
}

const GIB_100 = { guest: { pages: (100 * GIB) / 65_536, composition: { zeroShare: 0, sharedPages: 1024 } }, workload: { writesPerSecond: 0, kind: 'idle' } } as const;
const hundred = (esm: Partial<EsmConfig>): SecureSwitchResult => switched({ ...GIB_100, esm: { neededBytes: 512 * MIB, pagedOutBytes: 8 * MIB, ...esm } });

describe('100 GiB, 1 638 400 frames', () => {
  it.each([
    ['A', { pages: 'all', gfnStates: 'off' }, 420.04, 0], ['B', { gfnStates: 'off' }, 2.134, 1_629_184],
    ['C', { gfnStates: 'on' }, 3.763, 0], ['D', { gfnStates: 'counter-proposal' }, 419.8, 0],
  ] as const)('%s takes about seven minutes or a few seconds, and leaves no frame NORMAL but in B', (_, esm, seconds, normal) => {
    const result = hundred(esm);
    expect((result.endNs - result.startNs) / 1e9).toBeCloseTo(seconds, 1);
    expect(result.outcome).toBe('secure');
    expect(result.gfnStates.normal).toBe(normal);
    expect(Object.values(result.gfnStates).reduce((sum, pages) => sum + pages, 0)).toBe(1_638_400);
    expect(result.gfnStates.shared).toBe(1024);
  });

  it('converts what was not paged in, shared or paged out, for 1 us each', () => {
    const result = hundred({});
    expect(result).toMatchObject({ pagedIn: 8192, converted: 1_638_400 - 8192 - 1024, pagedOut: 128 });
    expect(result.endNs - result.startNs).toBe(8192 * PAGE_IN_NS + 128 * PAGE_OUT_NS + (1024 + 1_629_184) * MARK_NS);
  });

  it('takes 8 192 necessary frames for 2.1 s, 256.35 us each: 420 s for all', () => {
    expect(8192 * PAGE_IN_NS).toBeCloseTo(2.1e9, -7);
    expect(1_638_400 * PAGE_IN_NS).toBeCloseTo(420e9, -8);
  });
});

describe('which frames', () => {
  const planeOf = (config: EngineConfig): Plane => wantedGfns(config, config.guest.pages / 32);

  it.each([0, 1, 4, 17, 62])('exactly the necessary %i MiB, a quarter at the bottom, none shared', (mebibytes) => {
    const config = powerConfig({ esm: { neededBytes: mebibytes * MIB }, seed: mebibytes });
    const gfns = gfnsOf(planeOf(config));
    const shared = sharedGfns(config);
    expect(gfns).toHaveLength(Math.min(mebibytes * 16, 1024 - 32));
    expect(gfns.filter((gfn) => gfn >= shared.first && gfn < shared.first + shared.pages)).toEqual([]);
    const bottom = Math.min(mebibytes * 4, shared.first);
    expect(gfns.slice(0, bottom)).toEqual(Array.from({ length: bottom }, (_, gfn) => gfn));
  });

  it('in runs of 16 MiB that another seed puts elsewhere', () => {
    const big = { guest: { pages: 16_384, composition: { zeroShare: 0, sharedPages: 0 } }, esm: { neededBytes: 256 * MIB } } as const;
    const [one, again, other] = [1, 1, 2].map((seed) => gfnsOf(planeOf(powerConfig({ ...big, seed }))));
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
    expect([one!.length, other!.length]).toEqual([4096, 4096]);
  });

  it('pages out evenly among those that were paged in', () => {
    const config = powerConfig({ esm: { pagedOutBytes: MIB } });
    const wanted = gfnsOf(planeOf(config));
    expect(gfnsOf(evictedGfns(config, planeOf(config)))).toEqual(wanted.filter((_, at) => at % 4 === 0));
    const all = powerConfig({ esm: { pagedOutBytes: 64 * MIB } });
    expect(gfnsOf(evictedGfns(all, planeOf(all)))).toEqual(wanted);
  });
});

test('calls come in the order of the protocol, bulk ones as one event', () => {
  const simulation = runPower(powerConfig());
  expect(commandsOf(simulation).slice(0, 9)).toEqual([
    'UV_ESM', 'H_SVM_INIT_START 0 TRANSIENT', 'UV_REGISTER_MEM_SLOT 0 x1', 'H_SVM_PAGE_IN 0 x64', 'H_SVM_PAGE_IN 0 x32', 'H_SVM_PAGE_OUT 0 x16',
    'H_SVM_INIT_DONE', 'kvmppc_uv_migrate_mem_slot x928', 'H_SVM_INIT_DONE 0 SECURE',
  ]);
  const times = simulation.events.events.map(({ atNs }) => atNs);
  expect(times).toEqual([...times].sort((a, b) => a - b));
});

test('the guest writes nothing while it is inside UV_ESM, and goes on after', () => {
  const config = powerConfig({ esm: { pages: 'all' }, workload: { writesPerSecond: 100_000 } });
  const simulation = runPower(config);
  const { startNs, endNs } = simulation.ultravisor!.resultAt(0)!;
  expect(simulation.guest.state.writes).toBe(Math.floor(((simulation.guest.state.writtenNs - (endNs - startNs)) * 100_000) / 1e9));
});

test('what the guest touches of paged-out frames comes back', () => {
  const simulation = runPower(powerConfig({ workload: { workingSetPages: 1024, firstPage: 0, writesPerSecond: 100_000 } }));
  expect(simulation.ultravisor!.counts).toMatchObject({ pagedOut: 0, normal: 0, shared: 32 });
  expect(simulation.ultravisor!.state.pagedInLater).toBe(16);
  expect(simulation.ultravisor!.resultAt(0)!.gfnStates.pagedOut).toBe(16);
});

describe('too little secure memory', () => {
  it('fails INIT_DONE with H_STATE; the switch is aborted and the guest goes on as a NORMAL VM', () => {
    const simulation = runPower(powerConfig({ hosts: { secureMemoryBytes: 16 * MIB } }));
    expect(commandsOf(simulation).slice(6, 13)).toEqual([
      'H_SVM_INIT_DONE', 'kvmppc_uv_migrate_mem_slot x208', 'H_SVM_INIT_DONE -75', 'H_SVM_INIT_ABORT', 'UV_PAGE_OUT 0 x256', 'UV_SVM_TERMINATE 0',
      'H_SVM_INIT_ABORT -4 NORMAL',
    ]);
    expect(simulation.ultravisor!.resultAt(0)).toMatchObject({ outcome: 'aborted', gfnStates: { secure: 0, pagedOut: 0, shared: 0, normal: 1024 } });
    expect(simulation.ultravisor!.vm.pool.state.used).toBe(0);
    expect(simulation.state.integrity.violations).toEqual([]);
    expect(simulation.guest.clock.state.running).toBe(true);
  });

  it('fails a page-in with H_PARAMETER, at the very frame', () => {
    const simulation = runPower(powerConfig({ esm: { pages: 'all' }, hosts: { secureMemoryBytes: 16 * MIB } }));
    expect(commandsOf(simulation).slice(3, 7)).toEqual(['H_SVM_PAGE_IN 0 x256', 'H_SVM_PAGE_IN -4', 'H_SVM_INIT_ABORT', 'UV_PAGE_OUT 0 x256']);
  });

  it('has none at all: H_SVM_INIT_START is refused', () => {
    const simulation = runPower(powerConfig({ hosts: { secureMemoryBytes: 0 } }));
    expect(commandsOf(simulation)).toEqual(['UV_ESM', 'H_SVM_INIT_START -67 TRANSIENT', 'H_SVM_INIT_ABORT -4 NORMAL', 'UV_ESM -67']);
    expect(simulation.ultravisor!.resultAt(0)!.outcome).toBe('refused');
  });
});

test('migrate stays blocked, secure or not', () => {
  const simulation = runPower(powerConfig({ script: [{ atNs: 10e6, action: 'esm' }, { atNs: 2e9, action: 'migrate' }] }));
  expect(simulation.state.migrations.map(({ blockedReasons }) => blockedReasons)).toEqual([['PEF: Migration is not implemented']]);
});
