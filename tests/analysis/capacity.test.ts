import { describe, expect, it } from 'vitest';
import { GIB, PAGE_BYTES } from '../../src/base/units';
import { capacityOf } from '../../src/analysis/capacity';
import { distinctWrites } from '../../src/analysis/distinctWrites';
import { exampleConfig } from './exampleConfig';

const rateOf = (config: Parameters<typeof capacityOf>[0], stage: string): number | undefined =>
  capacityOf(config).stages.find((row) => row.stage === stage)?.pagesPerSecond;

describe('capacityOf', () => {
  it('gives 8 Mbit/s through the PSP as 244.14 pages/s, 1 GiB in 1,073.7 s', () => {
    const config = exampleConfig({ mechanism: 'psp', guest: { pages: GIB / PAGE_BYTES }, hosts: { pspPageNs: 4.096e6 } });
    const { binding, passNs } = capacityOf(config);
    expect(binding.stage).toBe('psp-source');
    expect(binding.pagesPerSecond).toBeCloseTo(244.14, 2);
    expect(passNs / 1e9).toBeCloseTo(1073.7, 1);
  });

  it('shares the mailbox with other guests', () => {
    expect(rateOf(exampleConfig({ mechanism: 'psp', hosts: { pspLoad: 3 } }), 'psp-source')).toBe(100);
  });

  it('gives the worked values of the helper: 81 k pages/s at depth 1, 693 k at 64', () => {
    const at = (ringDepth: number): number | undefined => rateOf(exampleConfig({ helper: { ringDepth } }), 'helper-source');
    expect(at(1)).toBeCloseTo(81_500, -2);
    expect(at(64)).toBeCloseTo(693_600, -3);
  });

  it('lets a 10 Gbit/s link carry about 302 k helper pages without framing, and the helper of pure C need ten vCPUs, which share 64 pages evenly enough', () => {
    const link = rateOf(exampleConfig({ network: { payloadShare: 1 } }), 'link');
    expect(link).toBeCloseTo(302_517, 0);
    const pureC = (vcpus: number): string => capacityOf(exampleConfig({ helper: { vcpus, pageNs: 26_300 }, network: { payloadShare: 1 } })).binding.stage;
    expect(pureC(9)).toBe('helper-source');
    expect(pureC(10)).toBe('link');
  });

  it('counts 4,104 bytes for a plain page and lets max-bandwidth bind below the link', () => {
    const config = exampleConfig({ mechanism: 'plain', parameters: { maxBandwidth: 33_554_432 } });
    expect(capacityOf(config).binding).toMatchObject({ stage: 'max-bandwidth', estimate: false });
    expect(rateOf(config, 'max-bandwidth')).toBeCloseTo(8176, 0);
  });
});

describe('distinctWrites', () => {
  const workload = exampleConfig().workload;

  it('is at most the writes and at most the working set', () => {
    for (const kind of ['uniform', 'hotset', 'sequential', 'zipf', 'burst'] as const) {
      for (const span of [1e6, 1e9, 1e12]) {
        const pages = distinctWrites({ ...workload, kind }, span);
        expect(pages).toBeLessThanOrEqual((20_000 * span) / 1e9 + 1e-6);
        expect(pages).toBeLessThanOrEqual(workload.workingSetPages);
      }
    }
  });

  it('agrees with a count of drawn pages', () => {
    const set = 1000;
    const seen = new Set<number>();
    let state = 12345;
    for (let i = 0; i < 1500; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      seen.add(Math.floor((state / 2 ** 32) * set));
    }
    const expected = distinctWrites({ ...workload, workingSetPages: set, writesPerSecond: 1500 }, 1e9);
    expect(Math.abs(seen.size - expected)).toBeLessThan(40);
  });

  it('adds conversions to an idle guest', () => {
    expect(distinctWrites({ ...workload, kind: 'idle', conversionsPerSecond: 50 }, 2e9)).toBe(100);
  });
});
