import { GIB, MIB, PAGE_BYTES } from '../../src/base/units';
import type { EngineConfig, MigrationParameters, WorkloadConfig } from '../../src/engine/config';

type Overrides = Partial<Omit<EngineConfig, 'guest' | 'workload' | 'hosts' | 'helper' | 'network' | 'vmm'>> & {
  readonly guest?: Partial<EngineConfig['guest']>;
  readonly workload?: Partial<WorkloadConfig>;
  readonly hosts?: Partial<EngineConfig['hosts']>;
  readonly helper?: Partial<EngineConfig['helper']>;
  readonly network?: Partial<EngineConfig['network']>;
  readonly parameters?: Partial<MigrationParameters>;
};

/** A 16 GiB SEV guest with the defaults of design.md section 4, `mirror-ring`, migrated at 0 s. */
export function exampleConfig(overrides: Overrides = {}): EngineConfig {
  const { guest, workload, hosts, helper, network, parameters, ...rest } = overrides;
  return {
    seed: 1,
    guest: {
      kind: 'sev', pages: (16 * GIB) / PAGE_BYTES, pageBytes: PAGE_BYTES, vcpus: 8, policy: 1, statusInterface: 'merged', firmwareAnnounces: true,
      composition: { zeroShare: 0, sharedPages: (64 * MIB) / PAGE_BYTES }, ...guest,
    },
    workload: {
      kind: 'uniform', writesPerSecond: 20_000, workingSetPages: GIB / PAGE_BYTES, firstPage: 0, hotPages: (128 * MIB) / PAGE_BYTES,
      hotShare: 0.9, zipfExponent: 0.99, burstOnNs: 200e6, burstOffNs: 800e6, conversionsPerSecond: 0, startWrites: 0,
      catchUpNs: 0, bytesPerWrite: 64, ...workload,
    },
    hosts: {
      pspPageNs: 2.5e6, pspRegionBytes: 4096, pspLoad: 0, pinning: 'launch', memlockBytes: Number.MAX_SAFE_INTEGER,
      compactionPagesPerSecond: 0, asids: 410, secureMemoryBytes: Number.MAX_SAFE_INTEGER, ...hosts,
    },
    mechanism: 'mirror-ring',
    helper: { vcpus: 1, ringDepth: 64, pageNs: 1270, imageBytes: 0, ...helper },
    esm: { pages: 'needed', neededBytes: 512 * MIB, pagedOutBytes: 8 * MIB, gfnStates: 'on' },
    network: { bandwidth: 1.25e9, latencyNs: 100e3, payloadShare: 0.95, queueBytes: 2.5 * MIB, ...network },
    vmm: {
      qemu: '10.2', accel: 'kvm',
      parameters: {
        maxBandwidth: 0, availSwitchoverBandwidth: 0, downtimeLimitMs: 300, autoConverge: false, throttleTriggerThreshold: 50,
        cpuThrottleInitial: 20, cpuThrottleIncrement: 10, cpuThrottleTailslow: false, maxCpuThrottle: 99, xbzrle: false,
        xbzrleCacheSize: 64 * MIB, multifd: false, multifdChannels: 2, zeroPageDetection: 'multifd', postcopyRam: false,
        maxPostcopyBandwidth: 0, returnPath: false, ...parameters,
      },
    },
    script: [{ atNs: 0, action: 'migrate' }],
    until: 'auto',
    ...rest,
  };
}
