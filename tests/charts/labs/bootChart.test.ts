import { describe, expect, it } from 'vitest';
import { layoutBootChart, sizeAt, valueOf, type BootChartInput } from '../../../src/charts/labs/bootChart';
import { layoutDurationBars } from '../../../src/charts/labs/durationBars';
import { layoutResiduals } from '../../../src/charts/labs/residualChart';

const input = (ownGb: number): BootChartInput => ({
  measured: [{ gb: 4, launch: 6.16, demand: 5.71 }, { gb: 64, launch: 12.17, demand: 6.16 }, { gb: 192, launch: 24.56, demand: 6.8 }],
  curves: { launch: { intercept: 5.8, slope: 0.0975 }, demand: { intercept: 5.77, slope: 0.0055 } },
  ownGb,
});

describe('boot chart', () => {
  it.each([1, 4, 100, 192, 512, 1024])('keeps everything within its plot for a guest of %i GB', (gb) => {
    const { plot, points, curves, own } = layoutBootChart(input(gb), 600, 280);
    const inside = (x: number, y: number): boolean => x >= plot.x - 0.01 && x <= plot.x + plot.width + 0.01 && y >= plot.y - 0.01 && y <= plot.y + plot.height + 0.01;
    expect(points.every(({ x, y }) => inside(x, y))).toBe(true);
    expect(curves.flatMap(({ inside: line, beyond }) => [line, ...(beyond === undefined ? [] : [beyond])]).every((line) => inside(line.x1, line.y1) && inside(line.x2, line.y2))).toBe(true);
    expect(inside(own.x, own.launchY) && inside(own.x, own.demandY)).toBe(true);
  });

  it('draws as measured what was measured, and dashed what lies beyond', () => {
    const within = layoutBootChart(input(64), 600, 280);
    expect([within.beyondX, within.own.measured, ...within.curves.map(({ beyond }) => beyond)]).toEqual([undefined, true, undefined, undefined]);
    const beyond = layoutBootChart(input(512), 600, 280);
    const last = beyond.points.findLast(({ id }) => id === 'launch')!;
    expect(beyond.own.measured).toBe(false);
    expect(beyond.beyondX).toBe(last.x);
    for (const { inside, beyond: dashed } of beyond.curves) expect([dashed?.x1, dashed?.y1]).toEqual([inside.x2, inside.y2]);
  });

  it('always labels the own size, and drops labels that would touch it', () => {
    const labels = (gb: number, width: number) => layoutBootChart(input(gb), width, 280).xTicks.map((tick) => `${tick.gb}${tick.own ? ' own' : ''}`);
    expect(labels(192, 600)).toEqual(['4', '64', '192 own']);
    expect(labels(8, 600)).toEqual(['8 own', '64', '192']);
    expect(labels(1024, 358)).toEqual(['64', '192', '1024 own']);
  });

  it('reads back the size under a pixel', () => {
    const chart = layoutBootChart(input(192), 600, 280);
    for (const { gb, x } of chart.points) expect(sizeAt(chart, x)).toBeCloseTo(gb, 6);
    expect(sizeAt(chart, -50)).toBe(1);
    expect(sizeAt(chart, 9999)).toBeCloseTo(chart.topGb, 6);
  });
});

describe('residuals', () => {
  it('rise above the line where the model is too fast, and fill the scale where they exceed it', () => {
    const worse: BootChartInput = { ...input(64), measured: [{ gb: 64, launch: 14, demand: 6 }] };
    const { bars, zeroY, height } = layoutResiduals(worse, layoutBootChart(worse, 600, 280), 0.15, 60);
    const [launch, demand] = bars;
    expect(launch!.seconds).toBeCloseTo(14 - valueOf(worse.curves.launch, 64), 9);
    expect([launch!.clipped, launch!.y, launch!.y + launch!.height]).toEqual([true, 0, zeroY]);
    expect([demand!.clipped, demand!.y]).toEqual([false, zeroY]);
    expect(demand!.y + demand!.height).toBeLessThan(height);
  });

  it('lie in the band as long as the tolerance allows, one for each point', () => {
    const { bars, band } = layoutResiduals(input(64), layoutBootChart(input(64), 600, 280), 0.15, 60);
    expect(bars).toHaveLength(6);
    for (const { y, height } of bars) expect([y >= band.y, y + height <= band.y + band.height]).toEqual([true, true]);
  });
});

describe('bars of durations', () => {
  it('keep their order on whole decades, and show what is more than nothing', () => {
    const { share, ticks } = layoutDurationBars([420, 2.1, 3.7]);
    expect(ticks.map(({ seconds }) => seconds)).toEqual([1, 10, 100, 1000]);
    expect(share(2.1)).toBeLessThan(share(3.7));
    expect(share(3.7)).toBeLessThan(share(420));
    expect([share(1000), share(0), share(1) > 0]).toEqual([1, 0, true]);
    expect(layoutDurationBars([0.03, 12]).ticks[0]!.seconds).toBeCloseTo(0.01, 9);
  });
});
