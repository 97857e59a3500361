import { describe, expect, it } from 'vitest';
import { phaseSpans } from '../../../src/charts/timeline/drawPhases';
import { timelineDomains } from '../../../src/charts/timeline/domains';
import { momentValues } from '../../../src/charts/timeline/momentValues';
import { stackRates } from '../../../src/charts/timeline/rateStack';
import { serversOf } from '../../../src/charts/timeline/servers';
import type { TimelineInput } from '../../../src/charts/timeline/timelineInput';
import type { SceneOptions } from '../../../src/charts/timeline/timelineScene';
import { buildScene, hasThrottle, sceneNs, sceneX } from '../../../src/charts/timeline/timelineScene';
import { timelineSummary } from '../../../src/charts/timeline/timelineSummary';
import { timelineTable } from '../../../src/charts/timeline/timelineTable';
import { fitWindow } from '../../../src/charts/timeline/timeWindow';
import { recordedRun } from './recordedRun';

const run = recordedRun();
const input: TimelineInput = {
  series: run.series, events: run.events, computedNs: run.endNs, endNs: run.endNs, done: true,
  servers: serversOf('mirror-ring'), autoConverge: false, capacity: 694e3, pageBytes: 4096,
};
const options: SceneOptions = { window: fitWindow(run.endNs), width: 832, rowScale: 1, utilisation: true };
const scene = buildScene(input, options);

describe('timeline scene', () => {
  it('puts the plot between gutters of 120 and 92 px and gives back the moment of a pixel', () => {
    expect([scene.frame.plotX, scene.frame.plotWidth]).toEqual([120, 620]);
    expect(sceneX(scene, run.endNs / 2)).toBe(430);
    expect(sceneNs(scene, 430)).toBe(Math.round(run.endNs / 2));
    expect(sceneNs(scene, 0)).toBe(0);
    expect(sceneNs(scene, 9999)).toBe(Math.round(run.endNs));
  });

  it('has rows in the order of the picture, a strip per server, and the throttle only where it was used', () => {
    expect(scene.frame.rows.map((row) => row.server ?? row.id)).toEqual([
      'phase', 'rate', 'remaining', 'dirtying', 'psp-source', 'psp-destination', 'helper-source', 'helper-destination', 'link', 'throttle',
    ]);
    const calm = { ...input, series: undefined };
    expect(hasThrottle(calm)).toBe(false);
    expect(hasThrottle({ ...calm, autoConverge: true })).toBe(true);
  });

  it('drops the gutters on a phone, the strips on a low screen, the transfer of a guest that may not move', () => {
    expect(buildScene(input, { ...options, width: 358 }).frame).toMatchObject({ compact: true, plotX: 0, plotWidth: 358 });
    expect(buildScene(input, { ...options, utilisation: false }).frame.rows.some((row) => row.id === 'busy')).toBe(false);
    expect(buildScene({ ...input, refusedNs: 1e10 }, options).frame.rows.map((row) => row.id)).toEqual(['phase', 'dirtying', 'rate']);
  });

  it('shows a stop of 0.6 s and the setup in at least two pixels of a run of two minutes', () => {
    const tiny = buildScene(input, { ...options, width: 300 + 212 });
    const least = phaseSpans(tiny).filter((span) => span.phase.kind === 'stopped' || span.phase.kind === 'setup');
    expect(least.map((span) => span.phase.kind)).toEqual(['setup', 'stopped']);
    for (const span of least) expect(span.width).toBeGreaterThanOrEqual(2);
  });

  it('takes the rate axis from the binding stage and the log floor from the threshold', () => {
    expect(scene.domains).toEqual({ rate: 8e5, dirtying: 1.6e6, remaining: 1e8, remainingFloor: 1e4 });
    expect(timelineDomains(undefined, { ...input, domains: { rate: 42 } }).rate).toBe(42);
  });

  it('hides remaining and threshold outside the migration', () => {
    const at = (ns: number) => scene.remaining.value[Math.round(sceneX(scene, ns) - 120)];
    expect(at(5e9)).toBeNaN();
    expect(at(40e9)).toBeGreaterThan(3e7);
    expect(at(run.endNs - 1e9)).toBeNaN();
    expect(scene.threshold.value[Math.round(sceneX(scene, 11e9) - 120)]).toBeNaN();
  });

  it('reads the values of a moment: rate by path, link, remaining, use', () => {
    const values = momentValues(scene, 61.3e9, 2e8);
    expect(values.phase).toBe('active, pass 1');
    expect(values.pagesPerSecond).toBeCloseTo(694e3, -2);
    expect(values.rates.plain / values.pagesPerSecond).toBeCloseTo(0.015, 4);
    expect(values.bitsPerSecond).toBeCloseTo(694e3 * 4132 * 8, -5);
    expect(values.remaining).toBeCloseTo(48 * 1024 * 1024 - 694e3 * (61.3 - 12.66), -5);
    expect(values.busy.get('link')).toBeCloseTo(0.92, 3);
    expect(values.busy.get('psp-source')).toBeCloseTo(0);
    expect(momentValues(scene, 11e9, 2e8).busy.get('psp-source')).toBeCloseTo(1, 3);
  });

  it('never reads beyond what is computed', () => {
    const part = buildScene({ ...input, computedNs: 40e9, done: false }, options);
    expect(momentValues(part, 100e9, 2e8).atNs).toBe(40e9);
    expect(part.remaining.value[Math.round(sceneX(part, 60e9) - 120)]).toBeNaN();
    expect(timelineSummary(part, 40e9)).toContain('recorded to 0:40.0, still computing');
    expect(timelineSummary({ ...part, input: { ...part.input, stopped: true } }, 40e9)).toContain('recorded to 0:40.0, not computed further');
  });

  it('says the same numbers in the table as in the gutter', () => {
    const table = timelineTable(scene);
    expect(table.rows).toHaveLength(24);
    const names = table.columns.map((column) => column.name);
    expect(names).toContain('helper');
    expect(names).not.toContain('zero');
    const row = table.rows[11] ?? [];
    expect(row).toHaveLength(names.length);
    const atNs = (run.endNs * 12) / 24;
    expect(row[names.indexOf('remaining')]?.replaceAll('\u202f', '')).toBe(String(Math.round(momentValues(scene, atNs, 0).remaining)));
    expect(row[names.indexOf('source helper')]).toBe('100');
  });
});

describe('stacked rates', () => {
  const columns = (value: number) => ({ min: Float64Array.of(value), max: Float64Array.of(value), value: Float64Array.of(value) });

  it('shows what is above zero with at least one pixel and cuts what exceeds the axis, and says so', () => {
    const stack = stackRates({ psp: columns(1), zero: columns(0), plain: columns(0), helper: columns(2e6) }, columns(2e6), 8e5, 52);
    expect(stack.edges.psp[0]).toBe(1);
    expect(stack.edges.plain[0]).toBe(1);
    expect(stack.edges.helper[0]).toBe(52);
    expect(stack.clipped[0]).toBe(1);
  });

  it('adds up: the upper edge is the sum of the paths', () => {
    const stack = stackRates({ psp: columns(0), zero: columns(1e5), plain: columns(2e5), helper: columns(1e5) }, columns(4e5), 8e5, 80);
    expect(stack.edges.helper[0]).toBeCloseTo(40);
    expect(stack.clipped[0]).toBe(0);
  });
});
