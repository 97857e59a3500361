import { describe, expect, it } from 'vitest';
import { bootSummary } from '../../src/analysis/bootSummary';
import { lifePhases } from '../../src/analysis/lifePhases';
import { memlockAdvice } from '../../src/analysis/memlock';
import { verdictAt } from '../../src/analysis/verdict';
import { GIB, MIB } from '../../src/base/units';
import type { Scenario } from '../../src/scenario/scenario';
import { lifeRun } from './lifeRun';

const BOOT: Partial<Scenario> = { memory: 16 * GIB, workload: 'idle', script: [{ atNs: 1e9, action: 'boot' }] };
const plain = (text: string) => text.replace(/[\u00a0\u2009\u202f]/g, ' ');

describe('summary of a boot', () => {
  it.each([['launch', 1, 1], ['demand', 0.05, 0.1]] as const)('shows the run on the curve that it was computed by, pinning %s', (pinning, least, most) => {
    const { config, result } = lifeRun({ ...BOOT, pinning });
    const summary = bootSummary(config, result)!;
    const own = summary.rows.find((row) => row.own)!;
    expect(summary).toMatchObject({ gb: 16, pinning, refused: false, tolerance: 0.15 });
    expect(summary.run!.seconds).toBeCloseTo(own.model[pinning], 6);
    expect(own.measured).toEqual({ launch: 7.38, demand: 5.91 });
    const share = summary.run!.pinnedPages / config.guest.pages;
    expect([share >= least, share <= most]).toEqual([true, true]);
  });

  it('adds the own size in its place where it was not measured, and marks what lies beyond', () => {
    const sizes = (memory: number) => bootSummary(lifeRun({ ...BOOT, memory: GIB }).config, undefined)!.rows.length + memory;
    expect(sizes(0)).toBe(6);
    const { config } = lifeRun({ ...BOOT, memory: 32 * GIB });
    expect(bootSummary(config, undefined)!.rows.map(({ gb, own, model }) => [gb, own, model.extrapolated])).toEqual([
      [4, false, false], [16, false, false], [32, true, false], [64, false, false], [128, false, false], [192, false, false],
    ]);
  });

  it('is not there when the guest moves too', () => {
    const { config } = lifeRun(BOOT);
    expect(bootSummary({ ...config, script: [...config.script, { atNs: 9e9, action: 'migrate' }] }, undefined)).toBeUndefined();
  });
});

describe('lines for the locked-memory limit', () => {
  it('count KiB for libvirt and limits.conf, bytes for systemd, with room for what is not RAM', () => {
    const { config } = lifeRun({ ...BOOT, 'memlock-limit': 20 * GIB });
    const advice = memlockAdvice(config)!;
    expect(advice).toMatchObject({ lockedBytes: 16 * GIB, limitBytes: 20 * GIB, fits: true, marginBytes: 256 * MIB, metadataBytes: 0 });
    expect(advice.lines.map(({ text }) => text)).toEqual([
      "<memtune><hard_limit unit='KiB'>17039360</hard_limit></memtune>", 'LimitMEMLOCK=17448304640', 'qemu - memlock 17039360',
    ]);
  });

  it('count memory that is plugged later, and the metadata of pins on demand: 2.03 MiB per GiB', () => {
    const { config } = lifeRun({ ...BOOT, pinning: 'demand', script: [...BOOT.script!, { atNs: 9e9, action: 'hotplug', argument: '4GiB' }] });
    const advice = memlockAdvice(config)!;
    expect(advice.lockedBytes).toBe(20 * GIB);
    expect((advice.metadataBytes / 20 / MIB).toFixed(2)).toBe('2.03');
  });

  it('agree with the engine on whether the guest starts, in both modes of pinning', () => {
    for (const pinning of ['launch', 'demand'] as const) {
      for (const limit of [16 * GIB, 16 * GIB - 1]) {
        const { config, result } = lifeRun({ ...BOOT, pinning, 'memlock-limit': limit });
        expect(memlockAdvice(config)!.fits).toBe(result.boot !== undefined);
      }
    }
  });

  it('do not exist for a guest whose memory is not registered', () => {
    expect(memlockAdvice(lifeRun({ ...BOOT, guest: 'none', mechanism: 'plain' }).config)).toBeUndefined();
  });
});

describe('life of a guest that boots', () => {
  it('has a phase of pinning with launch alone, and ends it where the last page is pinned', () => {
    const launch = lifeRun(BOOT);
    const phases = lifePhases(launch.config, launch.events);
    expect(phases.map(({ kind }) => kind)).toEqual(['off', 'pinning', 'booting', 'running']);
    const { stepNs, columns } = launch.series;
    const whole = columns.pinned.last.findIndex((pages) => pages === launch.config.guest.pages) * stepNs;
    expect(Math.abs(phases[2]!.fromNs - whole)).toBeLessThanOrEqual(2 * stepNs);
    const demand = lifeRun({ ...BOOT, pinning: 'demand' });
    expect(lifePhases(demand.config, demand.events).map(({ kind }) => kind)).toEqual(['off', 'booting', 'running']);
  });

  it('boots again at a reboot, and stays off where it may not start', () => {
    const again = lifeRun({ ...BOOT, script: [...BOOT.script!, { atNs: 20e9, action: 'reboot' }] });
    expect(lifePhases(again.config, again.events).map(({ kind }) => kind)).toEqual(['off', 'pinning', 'booting', 'running', 'booting', 'running']);
    const refused = lifeRun({ ...BOOT, 'memlock-limit': GIB });
    expect(lifePhases(refused.config, refused.events).map(({ kind }) => kind)).toEqual(['off']);
  });

  it('is told of a guest that only reboots, on a host that it has moved to as well', () => {
    const { config, events } = lifeRun({ script: [{ atNs: 0, action: 'migrate' }, { atNs: 60e9, action: 'reboot' }], memory: GIB, 'working-set': 256 * 2 ** 20 });
    expect(lifePhases(config, events).map(({ kind }) => kind)).toEqual(['running', 'booting', 'running']);
    const power = lifeRun({ guest: 'pef', mechanism: 'plain', memory: GIB, 'working-set': 256 * 2 ** 20, script: [{ atNs: 1e9, action: 'reboot' }] });
    expect(lifePhases(power.config, power.events)).toEqual([]);
  });

  it('says at each moment what it does', () => {
    const { config, result, series, events } = lifeRun(BOOT);
    const title = (atNs: number) => plain(verdictAt(config, result, series, events, atNs).title);
    expect(title(0)).toBe('The guest is off; it boots at 1.00 s.');
    expect(title(1.5e9)).toMatch(/^The host pins every page before the guest runs: [\d ]+ of 4 194 304 pages so far\.$/);
    expect(title(5e9)).toBe('The guest boots: 4 194 304 of 4 194 304 pages pinned so far.');
    expect(title(result.endNs)).toBe('Pinning all 16 GiB costs 1.52 s of a 7.38 s boot. On demand it would be 5.86 s.');
  });

  it('names the limit that keeps it from starting', () => {
    const { config, result, series, events } = lifeRun({ ...BOOT, 'memlock-limit': 8 * GIB });
    expect(verdictAt(config, result, series, events, result.endNs)).toMatchObject({
      binds: 'memlock', title: 'RLIMIT_MEMLOCK binds: 8 GiB may be pinned, 16 GiB is needed.',
    });
  });
});
