import type { EngineConfig } from '../../src/engine/config';
import { encryptedConfig, testConfig } from '../engine/testConfig';

const migrate = { atNs: 0, action: 'migrate' } as const;

/** More than 2^20 pages: writes are no longer drawn one by one. Cut off in its second pass. */
function largeSet(writesPerSecond: number): EngineConfig {
  return testConfig({
    guest: { pages: (1 << 20) + 1024 }, network: { bandwidth: 25e9 }, workload: { firstPage: 37, workingSetPages: (1 << 20) + 900, writesPerSecond },
    parameters: { downtimeLimitMs: 1 }, until: 3e8,
  });
}

/** Small runs that together pass through every rule of the engine that can change a result. */
export const GOLDEN_SCENARIOS: Readonly<Record<string, EngineConfig>> = {
  'idle, half of memory zero': testConfig({
    guest: { composition: { zeroShare: 0.5, sharedPages: 0 } }, workload: { kind: 'idle', writesPerSecond: 0 },
  }),
  'uniform writes over three chunks of the log': testConfig({
    guest: { pages: 3 * 262_144 }, network: { bandwidth: 12.5e9 }, workload: { workingSetPages: 600_000, writesPerSecond: 2e6 }, parameters: { downtimeLimitMs: 30 },
  }),
  'large working set, granules': largeSet(2e7),
  'large working set, masks': largeSet(4e8),
  'zipf, QEMU 10.0, tcg, auto-converge': testConfig({
    vmm: { qemu: '10.0', accel: 'tcg' }, workload: { kind: 'zipf', workingSetPages: 3000, writesPerSecond: 60_000 },
    parameters: { autoConverge: true, maxBandwidth: 10e6, downtimeLimitMs: 60 },
  }),
  'sequential, QEMU 7.2, max-bandwidth': testConfig({
    vmm: { qemu: '7.2' }, workload: { kind: 'sequential', workingSetPages: 2000, writesPerSecond: 3000 }, parameters: { maxBandwidth: 20e6 },
  }),
  'never converges': testConfig({ workload: { workingSetPages: 3500, writesPerSecond: 200_000 }, parameters: { downtimeLimitMs: 5 } }),
  'cancelled, then migrated': testConfig({
    workload: { kind: 'hotset' }, script: [migrate, { atNs: 70e6, action: 'migrate_cancel' }, { atNs: 200e6, action: 'migrate' }],
  }),
  'post-copy': testConfig({
    workload: { workingSetPages: 3000, writesPerSecond: 100_000 }, parameters: { postcopyRam: true, downtimeLimitMs: 5 },
    script: [migrate, { atNs: 250e6, action: 'migrate-start-postcopy' }],
  }),
  'xbzrle': testConfig({ workload: { workingSetPages: 2000, writesPerSecond: 50_000 }, parameters: { xbzrle: true, downtimeLimitMs: 5 } }),
  'multifd': testConfig({ guest: { composition: { zeroShare: 0.25, sharedPages: 0 } }, parameters: { multifd: true, downtimeLimitMs: 20 } }),
  'psp with conversions and other load': encryptedConfig('psp', {
    hosts: { pspLoad: 0.37 }, workload: { kind: 'hotset', writesPerSecond: 4000, conversionsPerSecond: 1000 },
  }),
  'mirror-ring, bursts': encryptedConfig('mirror-ring', { workload: { kind: 'burst', writesPerSecond: 50_000 }, helper: { vcpus: 2, ringDepth: 16 } }),
  'A to B to C by firmware, pins on demand': encryptedConfig('psp', {
    hosts: { pinning: 'demand', compactionPagesPerSecond: 2000 }, workload: { writesPerSecond: 4000, conversionsPerSecond: 500 },
    script: [migrate, { atNs: 500e6, action: 'migrate' }],
  }),
  'reboot on the destination, then on by a mirror, the page status never sent': encryptedConfig('mirror-ring', {
    script: [{ atNs: 0, action: 'fault', fault: 'F-04' }, migrate, { atNs: 500e6, action: 'migrate' }, { atNs: 1e9, action: 'reboot' }, { atNs: 8e9, action: 'migrate' }],
  }),
};
