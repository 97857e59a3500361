import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultScenario } from '../../src/scenario/fields';
import { decodeLink } from '../../src/scenario/linkCodec';
import { toConfig } from '../../src/scenario/toConfig';
import { anyScenario } from './arbitraries';

const configOf = (link: string) => toConfig(decodeLink(link).scenario);

test('the defaults, in the units of the engine', () => {
  expect(toConfig(defaultScenario)).toEqual({
    seed: 1,
    guest: {
      kind: 'sev', pages: 4_194_304, pageBytes: 4096, vcpus: 8, policy: 1, statusInterface: 'merged', firmwareAnnounces: true,
      composition: { zeroShare: 0, sharedPages: 16_384 },
    },
    workload: {
      kind: 'uniform', writesPerSecond: 20_000, workingSetPages: 262_144, firstPage: 1_966_080, hotPages: 32_768, hotShare: 0.9, zipfExponent: 0.99,
      burstOnNs: 200e6, burstOffNs: 800e6, conversionsPerSecond: 0, startWrites: 0, catchUpNs: 0, bytesPerWrite: 8,
    },
    hosts: {
      pspPageNs: 2_500_000, pspRegionBytes: 4096, pspLoad: 0, pinning: 'launch', memlockBytes: Number.MAX_SAFE_INTEGER, compactionPagesPerSecond: 0,
      asids: 410, secureMemoryBytes: Number.MAX_SAFE_INTEGER,
    },
    mechanism: 'mirror-ring',
    helper: { vcpus: 1, ringDepth: 64, pageNs: 1270, imageBytes: 0 },
    esm: { pages: 'needed', neededBytes: 512 * 1024 ** 2, pagedOutBytes: 8 * 1024 ** 2, gfnStates: 'on' },
    network: { bandwidth: 1_250_000_000, latencyNs: 100_000, payloadShare: 0.95, queueBytes: 2_621_440 },
    vmm: {
      qemu: '10.2', accel: 'kvm',
      parameters: {
        maxBandwidth: 0, availSwitchoverBandwidth: 0, downtimeLimitMs: 300, autoConverge: false, throttleTriggerThreshold: 50, cpuThrottleInitial: 20,
        cpuThrottleIncrement: 10, cpuThrottleTailslow: false, maxCpuThrottle: 99, xbzrle: false, xbzrleCacheSize: 67_108_864, multifd: false,
        multifdChannels: 2, zeroPageDetection: 'multifd', postcopyRam: false, maxPostcopyBandwidth: 0, returnPath: false,
      },
    },
    script: [{ atNs: 0, action: 'migrate' }],
    until: 'auto',
  });
});

test('scripts arrive parsed', () => {
  const script = '#at=500ms:remap:64MiB@1GiB&at=1s:set:downtime-limit=600ms&at=2s:set:max-bandwidth=1GiB/s&at=3s:hotplug:4GiB&at=4s:fault:F-39:accept&at=5s:fault:F-20&at=6s:set:cpu-throttle-tailslow=on';
  expect(configOf(script).script).toEqual([
    { atNs: 0, action: 'migrate' },
    { atNs: 0.5e9, action: 'remap', bytes: 64 * 1024 ** 2, gpa: 1024 ** 3 },
    { atNs: 1e9, action: 'set', parameters: { downtimeLimitMs: 600 } },
    { atNs: 2e9, action: 'set', parameters: { maxBandwidth: 1024 ** 3 } },
    { atNs: 3e9, action: 'hotplug', bytes: 4 * 1024 ** 3 },
    { atNs: 4e9, action: 'fault', fault: 'F-39', target: 'accept' },
    { atNs: 5e9, action: 'fault', fault: 'F-20' },
    { atNs: 6e9, action: 'set', parameters: { cpuThrottleTailslow: true } },
  ]);
});

test('what a guest cannot have is not there', () => {
  const plain = configOf('#guest=none&conversions=100');
  expect(plain.guest.composition.sharedPages).toBe(0);
  expect(plain.workload.conversionsPerSecond).toBe(0);
  expect(plain.mechanism).toBe('plain');
  expect(configOf('#workload=idle').workload.writesPerSecond).toBe(0);
  expect(configOf('#guest=sev-es&policy=none').guest.policy).toBe(4);
  expect(configOf('#policy=nodbg,noks,es,nosend,domain,sev').guest.policy).toBe(63);
  expect(configOf('#workload=hotset&working-set=1GiB&hot-set=1GiB&hot-share=10').workload.hotShare).toBe(1);
});

test('any scenario makes a config of whole pages within memory, always the same', () => {
  fc.assert(
    fc.property(anyScenario, (scenario) => {
      const config = toConfig(scenario);
      expect(toConfig(structuredClone(scenario))).toEqual(config);
      const { firstPage, workingSetPages, hotPages } = config.workload;
      expect((config.guest.pages * config.guest.pageBytes) % (2 * 1024 ** 2)).toBe(0);
      for (const pages of [firstPage, workingSetPages, hotPages, config.guest.composition.sharedPages]) expect(Number.isSafeInteger(pages)).toBe(true);
      expect(firstPage).toBeGreaterThanOrEqual(0);
      expect(firstPage + workingSetPages).toBeLessThanOrEqual(config.guest.pages);
      expect(hotPages).toBeLessThanOrEqual(workingSetPages);
      expect(config.guest.composition.zeroShare * config.guest.pages + config.guest.composition.sharedPages).toBeLessThanOrEqual(config.guest.pages * (1 + 1e-12));
      expect(config.script.some(({ action }) => action === 'migrate' || action === 'boot' || action === 'esm')).toBe(true);
      for (const value of Object.values(config.vmm.parameters)) expect(value).not.toBeNaN();
    }),
  );
});
