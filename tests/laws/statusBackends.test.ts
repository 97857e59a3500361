import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EngineAction, EngineConfig } from '../../src/engine/config';
import { createPageStatusStore, type StatusBackend } from '../../src/engine/host/pageStatus/createPageStatusStore';
import { believedWrongly, toldWrongly } from '../../src/engine/record/statusScan';
import { Simulation } from '../../src/engine/simulation';
import { encryptedConfig } from '../engine/testConfig';
import { hashedLog, stateOf } from './runs';

/** A life of an encrypted guest: conversions, a migration, perhaps a boot or a reboot, plugged memory, a change of mind. */
const life: fc.Arbitrary<EngineConfig> = fc
  .record({
    seed: fc.integer({ min: 0, max: 1000 }),
    mechanism: fc.constantFrom('psp', 'mirror-ring' as const),
    statusInterface: fc.constantFrom('rfc-v1', 'v10-list', 'v13-msr', 'merged' as const),
    conversionsPerSecond: fc.constantFrom(0, 300, 20_000),
    sharedPages: fc.constantFrom(0, 1, 3, 700, 1024),
    pages: fc.constantFrom(4096, 32_768),
    start: fc.constantFrom('boot', 'reboot', undefined),
    plugNs: fc.option(fc.integer({ min: 1, max: 5e6 }), { nil: undefined }),
    staysNs: fc.option(fc.integer({ min: 1, max: 8e6 }), { nil: undefined }),
    rebootNs: fc.option(fc.integer({ min: 1, max: 60e6 }), { nil: undefined }),
    cancelNs: fc.option(fc.integer({ min: 1, max: 60e6 }), { nil: undefined }),
  })
  .map(({ seed, mechanism, statusInterface, conversionsPerSecond, sharedPages, pages, start, plugNs, staysNs, rebootNs, cancelNs }) => {
    const migrateNs = start === undefined ? 6e6 : 7e9;
    const script: EngineAction[] = [
      ...(start === undefined ? [] : [{ atNs: 0, action: start } as const]),
      ...(plugNs === undefined ? [] : [{ atNs: plugNs, action: 'hotplug', bytes: 1024 * 4096 } as const]),
      ...(plugNs === undefined || staysNs === undefined ? [] : [{ atNs: plugNs + staysNs, action: 'hotunplug' } as const]),
      { atNs: migrateNs, action: 'migrate' },
      ...(rebootNs === undefined ? [] : [{ atNs: migrateNs + rebootNs, action: 'reboot' } as const]),
      ...(cancelNs === undefined ? [] : [{ atNs: migrateNs + cancelNs, action: 'migrate_cancel' } as const]),
    ];
    return encryptedConfig(mechanism, {
      seed, script: script.toSorted((a, b) => a.atNs - b.atNs), until: migrateNs + 7e9, parameters: { maxBandwidth: 500e6 },
      guest: { kind: 'sev', pages, statusInterface, composition: { zeroShare: 0, sharedPages } },
      workload: { conversionsPerSecond, writesPerSecond: 3000 },
    });
  });

/** Runs a life with its statuses kept in another place; everything else is the same. */
function runWith(config: EngineConfig, backend: StatusBackend): unknown {
  const { log, digest } = hashedLog();
  const simulation = new Simulation(config, log);
  const channel = simulation.life.status!.channel as unknown as { store: ReturnType<typeof createPageStatusStore> };
  const told = channel.store.ranges();
  channel.store = createPageStatusStore(backend);
  for (const { start, end } of told) channel.store.share(start, end - start);
  while (!simulation.advance(Infinity, 1e9));
  return { state: stateOf(simulation), events: digest(), pages: simulation.planes.pages, ranges: channel.store.ranges() };
}

test('a bitmap in KVM, a list in KVM and a list in the VMM give the same run, to the last bit and event (INV-17)', () => {
  fc.assert(
    fc.property(life, (config) => {
      const [bitmap, list, vmm] = (['kvm-bitmap', 'kvm-list', 'vmm-list'] as const).map((backend) => runWith(config, backend));
      expect(bitmap).toEqual(vmm);
      expect(list).toEqual(vmm);
    }),
    { numRuns: 15 },
  );
});

test('whatever a guest goes through, host and guest agree when a migration is over: no page is misclassified, none stale (INV-02, INV-14, INV-15)', () => {
  fc.assert(
    fc.property(life.filter(({ guest }) => guest.statusInterface !== 'rfc-v1'), (config) => {
      const simulation = new Simulation(config);
      while (!simulation.advance(Infinity, 1e9));
      expect(simulation.state.integrity.violations).toEqual([]);
    }),
    { numRuns: 30 },
  );
});

test('while it migrates the host believes wrongly only of what its log still holds, and told the destination nothing wrong that it will not tell again (INV-09)', () => {
  fc.assert(
    fc.property(life.filter(({ guest, script }) => guest.statusInterface !== 'rfc-v1' && script.every(({ action }) => action !== 'reboot')), (config) => {
      const wrong: string[] = [];
      const simulation = new Simulation(config, undefined, ({ planes, thread, boot, state }) => {
        if (!thread.isActive || boot.state.active) return;
        for (let word = 0; word < planes.words; word++) {
          if (believedWrongly(planes, word, true) !== 0) wrong.push(`belief of word ${word} at ${state.nowNs} ns`);
          if (toldWrongly(planes, word) !== 0) wrong.push(`told of word ${word} at ${state.nowNs} ns`);
        }
      });
      while (!simulation.advance(Infinity, 1e9));
      expect(wrong.slice(0, 5)).toEqual([]);
    }),
    { numRuns: 15 },
  );
});
