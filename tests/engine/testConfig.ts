import { MIB } from '../../src/base/units';
import type { EngineConfig, MigrationParameters } from '../../src/engine/config';

type Parts = 'guest' | 'workload' | 'hosts' | 'helper' | 'esm' | 'network' | 'vmm';

/** What a test changes; `parameters` are the migration parameters, everything else is as in EngineConfig. */
export type ConfigChanges = Partial<Omit<EngineConfig, Parts>> & { readonly [Part in Parts]?: Partial<EngineConfig[Part]> } & {
  readonly parameters?: Partial<MigrationParameters>;
};

const PARAMETERS: MigrationParameters = {
  maxBandwidth: 0, availSwitchoverBandwidth: 0, downtimeLimitMs: 300, autoConverge: false, throttleTriggerThreshold: 50,
  cpuThrottleInitial: 20, cpuThrottleIncrement: 10, cpuThrottleTailslow: false, maxCpuThrottle: 99, xbzrle: false,
  xbzrleCacheSize: 64 * MIB, multifd: false, multifdChannels: 2, zeroPageDetection: 'multifd', postcopyRam: false,
  maxPostcopyBandwidth: 0, returnPath: false,
};

const BASE: EngineConfig = {
  seed: 1,
  guest: {
    kind: 'none', pages: 4096, pageBytes: 4096, vcpus: 1, policy: 1, statusInterface: 'none', firmwareAnnounces: true,
    composition: { zeroShare: 0, sharedPages: 0 },
  },
  workload: {
    kind: 'uniform', writesPerSecond: 2000, workingSetPages: 1024, firstPage: 512, hotPages: 128, hotShare: 0.9, zipfExponent: 0.99,
    burstOnNs: 20e6, burstOffNs: 80e6, conversionsPerSecond: 0, startWrites: 0, catchUpNs: 0, bytesPerWrite: 8,
  },
  hosts: {
    pspPageNs: 20e3, pspRegionBytes: 4096, pspLoad: 0, pinning: 'launch', memlockBytes: Number.MAX_SAFE_INTEGER,
    compactionPagesPerSecond: 0, asids: 410, secureMemoryBytes: Number.MAX_SAFE_INTEGER,
  },
  mechanism: 'plain',
  helper: { vcpus: 1, ringDepth: 64, pageNs: 1270, imageBytes: 0 },
  esm: { pages: 'needed', neededBytes: MIB, pagedOutBytes: 0, gfnStates: 'on' },
  network: { bandwidth: 125e6, latencyNs: 100e3, payloadShare: 0.95, queueBytes: 262_144 },
  vmm: { qemu: '10.2', accel: 'kvm', parameters: PARAMETERS },
  script: [{ atNs: 0, action: 'migrate' }],
  until: 'auto',
};

/** A 16 MiB guest that is migrated at 0 s over 1 Gbit/s: about 0.15 simulated seconds, a few ms to compute. */
export function testConfig(changes: ConfigChanges = {}): EngineConfig {
  const { guest, workload, hosts, helper, esm, network, vmm, parameters, ...rest } = changes;
  return {
    ...BASE,
    guest: { ...BASE.guest, ...guest },
    workload: { ...BASE.workload, ...workload },
    hosts: { ...BASE.hosts, ...hosts },
    helper: { ...BASE.helper, ...helper },
    esm: { ...BASE.esm, ...esm },
    network: { ...BASE.network, ...network },
    vmm: { ...BASE.vmm, ...vmm, parameters: { ...PARAMETERS, ...vmm?.parameters, ...parameters } },
    ...rest,
  };
}

/** The same guest, encrypted: its private pages cross by `mechanism`. */
export function encryptedConfig(mechanism: Exclude<EngineConfig['mechanism'], 'plain'>, changes: ConfigChanges = {}): EngineConfig {
  const guest = { kind: 'sev', statusInterface: 'merged', composition: { zeroShare: 0, sharedPages: 512 }, ...changes.guest } as const;
  return testConfig({ ...changes, mechanism, guest });
}
