import { describe, expect, test } from 'vitest';
import { basePassNs, sliceNs } from '../../../src/engine/time/sliceGrid';
import { encryptedConfig, testConfig } from '../testConfig';

describe('the canonical grid', () => {
  test('the base pass is what the wire needs for all pages that are not zero', () => {
    expect(basePassNs(testConfig())).toBe(Math.round((4096 * 4104 * 1e9) / (125e6 * 0.95)));
    expect(basePassNs(testConfig({ guest: { composition: { zeroShare: 0.5, sharedPages: 0 } } }))).toBe(Math.round((2048 * 4104 * 1e9) / (125e6 * 0.95)));
  });

  test('a cap, the firmware or the helper lengthen it when they bind', () => {
    expect(basePassNs(testConfig({ parameters: { maxBandwidth: 1e6 } }))).toBe(4096 * 4104 * 1e3);
    expect(basePassNs(encryptedConfig('psp', { hosts: { pspPageNs: 2.5e6 } }))).toBe(3584 * 2.5e6);
    expect(basePassNs(encryptedConfig('psp', { hosts: { pspPageNs: 2.5e6, pspLoad: 1 } }))).toBe(2 * 3584 * 2.5e6);
    expect(basePassNs(encryptedConfig('mirror-ring', { network: { bandwidth: 1e12 }, helper: { ringDepth: 1 } }))).toBe(3584 * 12_270);
  });

  test('256 slices a pass, none shorter than 10 us, integers', () => {
    const config = testConfig();
    expect(sliceNs(config)).toBe(Math.round(basePassNs(config) / 256));
    expect(sliceNs(testConfig({ network: { bandwidth: 1e15 } }))).toBe(10_000);
  });
});
