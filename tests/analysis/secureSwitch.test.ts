import { describe, expect, it } from 'vitest';
import { gfnCountsAt, gfnCurve } from '../../src/analysis/gfnCurve';
import { lifePhases } from '../../src/analysis/lifePhases';
import { secureSwitchModel } from '../../src/analysis/secureSwitchModel';
import { secureSwitchSummary } from '../../src/analysis/secureSwitchSummary';
import { verdictAt } from '../../src/analysis/verdict';
import { GIB, MIB } from '../../src/base/units';
import type { EsmConfig } from '../../src/engine/config';
import { Simulation } from '../../src/engine/simulation';
import type { Scenario } from '../../src/scenario/scenario';
import { lifeRun } from './lifeRun';

const SWITCH: Partial<Scenario> = { guest: 'pef', mechanism: 'plain', memory: 4 * GIB, script: [{ atNs: 500e6, action: 'esm' }] };
const plain = (text: string) => text.replace(/[\u00a0\u2009\u202f]/g, ' ');
const MODES: readonly (readonly [EsmConfig['pages'], EsmConfig['gfnStates']])[] = [
  ['all', 'off'], ['needed', 'off'], ['needed', 'on'], ['needed', 'counter-proposal'], ['all', 'on'], ['all', 'counter-proposal'],
];

it('an INIT_ABORT that is refused after INIT_DONE ends nothing: the VM stays SECURE', () => {
  const { config, events } = lifeRun({ ...SWITCH, script: [{ atNs: 500e6, action: 'esm' }, { atNs: 30e9, action: 'fault', argument: 'F-35' }] });
  expect(lifePhases(config, events).map(({ kind }) => kind)).toEqual(['running', 'transient', 'converting', 'secure']);
});

describe('closed form of the switch', () => {
  it.each(MODES)('is what the engine computes: pages %s, GFN states %s', (pages, gfnStates) => {
    const { config, result } = lifeRun({ ...SWITCH, 'esm-pages': pages, 'gfn-states': gfnStates });
    const run = result.secureSwitch;
    const model = secureSwitchModel(config, config.esm);
    expect(run).toMatchObject({ outcome: 'secure', pagedIn: model.pagedIn, converted: model.converted, pagedOut: model.pagedOut, gfnStates: model.gfnStates });
    expect(run!.endNs - run!.startNs).toBe(model.timeNs);
  });

  it.each(MODES)('knows when secure memory is too small: pages %s, GFN states %s', (pages, gfnStates) => {
    const { devicePages } = secureSwitchModel(lifeRun(SWITCH).config, { pages, gfnStates });
    const outcomes = [devicePages, devicePages - 1].map((frames) => {
      const { config, result } = lifeRun({ ...SWITCH, 'esm-pages': pages, 'gfn-states': gfnStates, 'secure-memory': frames * 65_536 });
      return [secureSwitchModel(config, config.esm).fits, result.secureSwitch?.outcome];
    });
    expect(outcomes).toEqual([[true, 'secure'], [false, 'aborted']]);
  });

  it('gives the figures of the thread: 100 GiB in 420 s with all GFNs, in seconds with the necessary ones', () => {
    const { config } = lifeRun({ ...SWITCH, memory: 100 * GIB, shared: 0, 'paged-out': 0 });
    const seconds = (pages: EsmConfig['pages'], gfnStates: EsmConfig['gfnStates']) => (secureSwitchModel(config, { pages, gfnStates }).timeNs / 1e9).toFixed(1);
    expect(config.guest.pages).toBe(1_638_400);
    expect([seconds('all', 'off'), seconds('needed', 'off'), seconds('needed', 'on'), seconds('needed', 'counter-proposal')]).toEqual(['420.0', '2.1', '3.7', '420.0']);
  });
});

describe('curve of GFN states', () => {
  it.each(MODES)('ends where the engine says and keeps every GFN: pages %s, GFN states %s', (pages, gfnStates) => {
    const { config, events, result } = lifeRun({ ...SWITCH, 'esm-pages': pages, 'gfn-states': gfnStates });
    const curve = gfnCurve(config, events);
    const run = result.secureSwitch!;
    expect(gfnCountsAt(curve, run.endNs)).toEqual(run.gfnStates);
    expect(gfnCountsAt(curve, 0)).toEqual({ secure: 0, pagedOut: 0, shared: 0, normal: config.guest.pages });
    for (let k = 0; k <= 40; k += 1) {
      const counts = gfnCountsAt(curve, run.startNs + ((run.endNs - run.startNs) * k) / 40);
      expect(counts.secure + counts.pagedOut + counts.shared + counts.normal).toBe(config.guest.pages);
      expect(Math.min(...Object.values(counts))).toBeGreaterThanOrEqual(0);
    }
  });

  it.each([['all', 'off'], ['needed', 'off'], ['needed', 'on']] as const)('is in step with the planes: pages %s, GFN states %s', (pages, gfnStates) => {
    const { config, events, result } = lifeRun({ ...SWITCH, 'esm-pages': pages, 'gfn-states': gfnStates });
    const curve = gfnCurve(config, events);
    const simulation = new Simulation(config);
    for (let k = 1; k <= 12; k += 1) {
      const atNs = Math.round((result.endNs * k) / 12);
      simulation.advance(atNs, Infinity);
      expect(gfnCountsAt(curve, atNs)).toEqual(simulation.ultravisor!.counts);
    }
  });

  it('follows a plugged slot, a reset and an abort', () => {
    const plugged = lifeRun({ ...SWITCH, script: [...SWITCH.script!, { atNs: 9e9, action: 'hotplug', argument: '1GiB' }] });
    const all = (5 * GIB) / 65_536;
    const { secure, pagedOut, ...rest } = gfnCountsAt(gfnCurve(plugged.config, plugged.events), plugged.result.endNs);
    expect({ inside: secure + pagedOut, ...rest }).toEqual({ inside: all - 1024, shared: 1024, normal: 0 });
    const reset = lifeRun({ ...SWITCH, script: [...SWITCH.script!, { atNs: 9e9, action: 'reboot' }] });
    expect(gfnCountsAt(gfnCurve(reset.config, reset.events), reset.result.endNs)).toEqual({ secure: 0, pagedOut: 0, shared: 0, normal: (4 * GIB) / 65_536 });
    const aborted = lifeRun({ ...SWITCH, 'secure-memory': 256 * MIB });
    expect(gfnCountsAt(gfnCurve(aborted.config, aborted.events), aborted.result.endNs)).toMatchObject({ secure: 0, normal: (4 * GIB) / 65_536 });
  });
});

describe('summary of the switch', () => {
  it('sets four modes side by side, marks the own one, and says which figures were computed', () => {
    const { config, events, result } = lifeRun(SWITCH);
    const summary = secureSwitchSummary(config, result, events)!;
    expect(summary.modes.map(({ id, own, by }) => `${id}${own ? ' own' : ''} ${by}`)).toEqual(['A model', 'D model', 'B model', 'C own run']);
    expect(summary.modes.map(({ id, leftNormal }) => [id, leftNormal])).toEqual([['A', 0], ['D', 0], ['B', (4 * GIB - 512 * MIB - 64 * MIB) / 65_536], ['C', 0]]);
    expect(secureSwitchSummary(config, undefined, events)!.modes.every(({ by }) => by === 'model')).toBe(true);
  });

  it('adds a mode that nobody discussed if the scenario has it', () => {
    const { config, events, result } = lifeRun({ ...SWITCH, 'esm-pages': 'all', 'gfn-states': 'on' });
    expect(secureSwitchSummary(config, result, events)!.modes.map(({ id, own }) => [id, own]).at(-1)).toEqual(['other', true]);
  });

  it('is not there for a guest that moves, or has no ultravisor', () => {
    const { config, events } = lifeRun(SWITCH);
    expect(secureSwitchSummary({ ...config, script: [...config.script, { atNs: 9e9, action: 'migrate' }] }, undefined, events)).toBeUndefined();
    expect(secureSwitchSummary({ ...config, guest: { ...config.guest, kind: 'sev' } }, undefined, events)).toBeUndefined();
  });
});

it('knows the phases of a switch and a reset', () => {
  const { config, events } = lifeRun({ ...SWITCH, script: [...SWITCH.script!, { atNs: 9e9, action: 'reboot' }] });
  expect(lifePhases(config, events).map(({ kind }) => kind)).toEqual(['running', 'transient', 'converting', 'secure', 'running']);
});

it('knows when a switch is given up', () => {
  const { config, events } = lifeRun({ ...SWITCH, 'secure-memory': 768 * MIB });
  expect(lifePhases(config, events).map(({ kind }) => kind)).toEqual(['running', 'transient', 'converting', 'aborting', 'running']);
});

describe('sentences of a switch', () => {
  const script: Scenario['script'] = [...SWITCH.script!, { atNs: 9e9, action: 'reboot' }];
  const titles = (fields: Partial<Scenario>, moments: readonly number[]) => {
    const { config, result, series, events } = lifeRun({ ...SWITCH, ...fields });
    return moments.map((atNs) => plain(verdictAt(config, result, series, events, atNs).title));
  };

  it('tells the story of the series', () => {
    const [before, during, after, reset] = titles({ script }, [0, 1e9, 8e9, 20e9]);
    expect(before).toBe('The VM is NORMAL; it calls UV_ESM at 0.50 s.');
    expect(during).toMatch(/^TRANSIENT: the guest is inside UV_ESM; [\d ]+ GFNs are SECURE, [\d ]+ still NORMAL\.$/);
    expect(after).toBe('2.19 s instead of 16.8 s, and no GFN is left NORMAL.');
    expect(reset).toMatch(/^Reset at 9\.\d\d s: [\d ]+ secure pages dropped, and every GFN is NORMAL again\.$/);
  });

  it('says what is wrong without it, before the reset and after', () => {
    const [after, reset] = titles({ script, 'gfn-states': 'off' }, [8e9, 20e9]);
    expect(after).toBe('2.13 s instead of 16.8 s, but 56 320 GFNs stay NORMAL in a secure VM: what the guest writes there is lost at a reset.');
    expect(reset).toMatch(/but [\d ]+ GFNs had two owners: the guest now reads stale memory there\.$/);
  });

  it('says when it is given up', () => {
    expect(titles({ 'secure-memory': 256 * MIB }, [20e9])[0]).toMatch(/^The switch is given up after [\d.]+ s: 256 MiB of secure memory are too few/);
  });
});
