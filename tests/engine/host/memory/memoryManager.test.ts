import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EngineAction } from '../../../../src/engine/config';
import { MemoryManager } from '../../../../src/engine/host/memory/memoryManager';
import { setRange } from '../../../../src/engine/memory/bitRange';
import { createPlanes } from '../../../../src/engine/memory/pagePlanes';
import { CRITICAL_CODE } from '../../../../src/engine/record/mapMode';
import { Simulation } from '../../../../src/engine/simulation';
import { countOf, pagesOf, planeOf } from '../../planeSets';
import { encryptedConfig, type ConfigChanges } from '../../testConfig';

const PAGES = 4096;
const at = (seconds: number, action: 'boot' | 'migrate' | 'reboot' | 'compact'): EngineAction => ({ atNs: seconds * 1e9, action });

function run(script: readonly EngineAction[], changes: ConfigChanges = {}, meddle: (simulation: Simulation) => void = () => undefined): Simulation {
  const simulation = new Simulation(encryptedConfig('mirror-ring', { ...changes, script }));
  meddle(simulation);
  for (let calls = 0; calls < 10_000 && !simulation.advance(Infinity, 1e6); calls++);
  return simulation;
}

const demand = { pinning: 'demand' } as const;

describe('a compaction pass', () => {
  test('in post-copy: what the guest writes at the destination is nothing that the source moves', () => {
    const simulation = run([at(0, 'migrate'), { atNs: 1, action: 'migrate-start-postcopy' }], {
      hosts: { ...demand, compactionPagesPerSecond: 20_000 }, parameters: { postcopyRam: true }, workload: { writesPerSecond: 50_000 },
      guest: { kind: 'sev', statusInterface: 'merged', composition: { zeroShare: 0.5, sharedPages: 1024 } },
    });
    expect(simulation.thread.postcopy.state.active).toBe(true);
    expect(simulation.memory.state.moved).toBeGreaterThan(100);
    expect([simulation.memory.garbledPages, simulation.state.integrity.violations]).toEqual([0, []]);
  });

  test('moves what is not pinned, and of that the private pages with contents become garbage: page by page as one would say it', () => {
    const bits = fc.uint8Array({ minLength: 512, maxLength: 512 });
    fc.assert(fc.property(bits, bits, bits, bits, (pinned, truth, zero, dirty) => {
      const planes = createPlanes(PAGES, { imported: false, zero: true, status: true, pinned: true });
      const has = (bytes: Uint8Array, page: number): boolean => ((bytes[page >> 3]! >> (page & 7)) & 1) === 1;
      const pages = Array.from({ length: PAGES }, (_, page) => page);
      const choose = (bytes: Uint8Array): Int32Array => planeOf(PAGES / 32, pages.filter((page) => has(bytes, page)));
      planes.pinned!.set(choose(pinned));
      planes.privateTruth!.set(choose(truth));
      planes.zero!.set(choose(zero));
      planes.dirty.set(choose(dirty));
      const memory = new MemoryManager(encryptedConfig('psp'), planes);
      const loose = pages.filter((page) => !has(pinned, page));
      expect(memory.compactAll()).toEqual({ moved: loose.length, refused: PAGES - loose.length });
      const lost = loose.filter((page) => has(truth, page) && (!has(zero, page) || has(dirty, page)));
      expect(memory.garbledRanges.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, i) => start + i))).toEqual(lost);
      expect(memory.garbledPages).toBe(lost.length);
    }), { numRuns: 30 });
  });

  test.each(['launch', 'demand'] as const)('in right operation (%s) harms nobody (INV-23, INV-26)', (pinning) => {
    const changes = { hosts: { pinning, compactionPagesPerSecond: 5000 }, guest: { pages: 32_768, composition: { zeroShare: 0.5, sharedPages: 512 } }, workload: { workingSetPages: 20_000, writesPerSecond: 1e5, conversionsPerSecond: 3000 } };
    const { memory, state, planes } = run([at(0.5, 'compact'), at(1, 'migrate')], changes as ConfigChanges);
    expect(state.integrity).toMatchObject({ unpinnedMoves: 0, wrongKey: 0, violations: [] });
    expect(memory.state.pinnedPages).toBe(countOf(planes.pinned!));
    expect(memory.state.moved > 0).toBe(pinning === 'demand');
    expect(memory.state.moved + memory.state.refused - memory.state.compactions).toBe(32_768);
  });

  test('a page that lost its pin reads garbage, at the source at once and at the destination after the move: wrong key, page-exact (F-20)', () => {
    const { state, events } = run([at(0.5, 'compact'), at(1, 'migrate')], { hosts: demand }, ({ memory }) => {
      memory.unpin(3000, 3003);
      memory.unpin(4095, 4096);
    });
    expect(state.integrity).toMatchObject({ unpinnedMoves: 4, wrongKey: 4, misclassified: 0, stale: 0 });
    expect(state.integrity.violations).toContainEqual(expect.objectContaining({ invariant: 'INV-26', pages: [3000, 3001, 3002, 4095], count: 4 }));
    expect(state.integrity.violations).toContainEqual(expect.objectContaining({ invariant: 'INV-02', pages: [3000, 3001, 3002, 4095] }));
    expect(state.critical).toEqual([3000, 3001, 3002, 4095].flatMap((page) => [page, CRITICAL_CODE.wrongKey, page, CRITICAL_CODE.moved]));
    const first = events.events.find(({ name }) => name === 'INV-26')!;
    expect(first).toMatchObject({ atNs: 0.5e9, host: 'source', count: 4 });
  });

  test('a shared page may move; so may a private one that was never written', () => {
    const { state, memory } = run([at(0.5, 'compact'), at(1, 'migrate')], { hosts: demand, guest: { composition: { zeroShare: 0.999, sharedPages: 512 } }, workload: { kind: 'idle', writesPerSecond: 0 } }, (simulation) => {
      const { swiotlb } = simulation.life.status!.layout;
      simulation.memory.unpin(swiotlb.start, swiotlb.end);
    });
    expect(memory.state.moved).toBeGreaterThan(500);
    expect(state.integrity.unpinnedMoves).toBe(0);
  });

  test('garbage is gone from what a reboot writes anew, and nowhere else', () => {
    const changes = { hosts: demand, guest: { pages: 524_288 }, workload: { kind: 'idle', writesPerSecond: 0 } } as const;
    const { memory } = run([at(0.5, 'compact'), at(1, 'reboot')], changes, (simulation) => {
      simulation.memory.unpin(100, 200);
      simulation.memory.unpin(500_000, 500_050);
    });
    expect(memory.garbledRanges).toEqual([{ start: 500_000, end: 500_050 }]);
  });
});

describe('pins on demand', () => {
  test('a first write pins, wherever the log was read in between', () => {
    const changes = { hosts: demand, guest: { pages: 32_768, composition: { zeroShare: 1, sharedPages: 0 } }, workload: { kind: 'sequential', workingSetPages: 30_000, firstPage: 1000, writesPerSecond: 1e6 } } as const;
    const { planes, memory } = run([at(0, 'migrate')], changes);
    const zero = new Set(pagesOf(planes.zero!));
    const pinned = new Set(pagesOf(planes.pinned!));
    for (let page = 0; page < 32_768; page++) expect(pinned.has(page)).toBe(!zero.has(page));
    expect(memory.state.pinnedPages).toBe(pinned.size);
    expect(pinned.size).toBeGreaterThan(1000);
  });

  test('memlock: both modes account for all memory when the guest starts, and it does not start without', () => {
    for (const pinning of ['launch', 'demand'] as const) {
      const { state, boot, events } = run([at(0, 'boot'), at(8, 'migrate')], { hosts: { pinning, memlockBytes: PAGES * 4096 - 1 } });
      expect([boot.state.active, state.boot]).toEqual([false, undefined]);
      expect(events.events).toContainEqual({ atNs: 0, kind: 'command', host: 'source', name: 'KVM_MEMORY_ENCRYPT_REG_REGION', ret: -12, args: 'addr 0x0, size 0x1000000', states: ['UNPINNED', 'UNPINNED'] });
      const fits = run([at(0, 'boot')], { hosts: { pinning, memlockBytes: PAGES * 4096 } });
      expect(fits.memory.state.registeredPages).toBe(PAGES);
      expect(fits.state.integrity.violations).toEqual([]);
    }
  });
});

test('a checkpoint carries the garbled pages', () => {
  const planes = createPlanes(PAGES, { imported: false, zero: false, status: true, pinned: true });
  setRange(planes.privateTruth!, 0, PAGES);
  const memory = new MemoryManager(encryptedConfig('psp'), planes);
  memory.pin(100, 4000);
  memory.compactAll();
  memory.freeze();
  const other = new MemoryManager(encryptedConfig('psp'), planes);
  Object.assign(other.state, structuredClone(memory.state));
  other.thaw();
  expect(other.garbledRanges).toEqual([{ start: 0, end: 100 }, { start: 4000, end: PAGES }]);
});
