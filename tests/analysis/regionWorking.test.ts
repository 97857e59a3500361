import { describe, expect, it } from 'vitest';
import { regionWorking } from '../../src/analysis/regionWorking';
import { KIB } from '../../src/base/units';
import type { Scenario } from '../../src/scenario/scenario';
import { defaultScenario } from '../../src/scenario/fields';
import { toConfig } from '../../src/scenario/toConfig';
import { lifeRun } from './lifeRun';

const plain = (text: string | undefined): string => (text ?? '').replace(/[\u00a0\u2009\u202f]/g, ' ');
const workingOf = (fields: Partial<Scenario>) => regionWorking(toConfig({ ...defaultScenario, mechanism: 'psp', ...fields }));

describe('regionWorking', () => {
  it('answers the question of thread 000 with its own figures: four blocks, 90 us saved', () => {
    const working = workingOf({ 'psp-page-time': 4.096e6 });
    expect(working).toMatchObject({ blocks: 4, firmwareNs: 16_384_000, savedNs: 90_000, totalNs: 16_294_000, singlesNs: 16_384_000, ret: -22 });
    expect(plain(working?.text)).toBe(
      'One region of 16 KiB: 4 blocks \u00d7 4.096 ms \u2212 3 round trips \u00d7 30 \u00b5s (estimate) = 16.294 ms, 0.5 % less than 16.384 ms page by page. '
      + 'Merged KVM answers \u2212EINVAL to more than a page.',
    );
  });

  it('waits once for other guests where four commands wait four times', () => {
    const working = workingOf({ 'psp-page-time': 4e6, 'psp-load': 2 });
    expect(working).toMatchObject({ waitNs: 8e6, totalNs: 16e6 - 90_000 + 8e6, singlesNs: 48e6 });
    expect(plain(working?.text)).toContain('+ 8 ms wait for other guests, once \u2212');
  });

  it('is not asked of a guest that boots and is not moved', () => {
    expect(workingOf({ script: [{ atNs: 0, action: 'boot' }] })).toBeUndefined();
    expect(workingOf({ script: [{ atNs: 0, action: 'boot' }, { atNs: 9e9, action: 'migrate' }] })).toBeDefined();
  });

  it('saves no more than there is', () => {
    expect(workingOf({ 'psp-page-time': 1000 })).toMatchObject({ firmwareNs: 4000, savedNs: 4000, totalNs: 0 });
  });

  it('says what KVM answers to this run', () => {
    expect(workingOf({ 'psp-region': 16 * KIB })?.text).toMatch(/to more than a page, and so to this run\.$/);
    expect(workingOf({ 'psp-region': 16 * KIB, 'status-interface': 'rfc-v1' })?.text).toMatch(/this run sends such regions\.$/);
  });

  it('is of the PSP alone', () => {
    expect(workingOf({ mechanism: 'mirror-ring' })).toBeUndefined();
    expect(workingOf({ guest: 'none', mechanism: 'plain' })).toBeUndefined();
  });

  it('is what a run takes: four pages by one command', () => {
    const base: Partial<Scenario> = {
      memory: 64 * 1024 * KIB, 'working-set': 1024 * KIB, writes: 0, workload: 'idle', shared: 0, mechanism: 'psp', 'status-interface': 'rfc-v1', 'psp-page-time': 4.096e6,
    };
    const time = (region: number): number => lifeRun({ ...base, 'psp-region': region }).result.endNs;
    const { totalNs = 0, singlesNs = 0 } = workingOf(base) ?? {};
    expect((time(4 * KIB) - time(16 * KIB)) / (16_384 / 4)).toBeCloseTo(singlesNs - totalNs, -4);
  });
});
