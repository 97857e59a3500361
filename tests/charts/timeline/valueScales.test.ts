import { rgb, scaleLinear, scaleLog } from 'd3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseColour } from '../../../src/charts/mixColours';
import type { RowBox } from '../../../src/charts/timeline/timelineFrame';
import { linearScale, logScale } from '../../../src/charts/timeline/valueScales';

const ROW: RowBox = { id: 'remaining', y: 40, height: 90 };
const RANGE = [ROW.y + ROW.height, ROW.y];

describe('scales by hand', () => {
  it('draw what the clamped linear scale of d3 draws', () => {
    fc.assert(
      fc.property(fc.double({ min: 100, max: 1e9, noNaN: true }), fc.double({ min: -1e3, max: 2e9, noNaN: true }), (top, value) => {
        expect(linearScale(ROW, top)(value)).toBeCloseTo(scaleLinear().domain([0, top]).range(RANGE).clamp(true)(value), 6);
      }),
    );
  });

  it('draw what the clamped log scale of d3 draws, and put nothing on the base line', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 6, max: 10 }), fc.double({ min: 1e-3, max: 1e12, noNaN: true }), (low, high, value) => {
        const [floor, top] = [10 ** low, 10 ** high];
        expect(logScale(ROW, floor, top)(value)).toBeCloseTo(scaleLog().domain([floor, top]).range(RANGE).clamp(true)(value), 6);
      }),
    );
    expect(logScale(ROW, 10, 1e6)(0)).toBe(RANGE[0]);
  });

  it('read colours as d3 reads them', () => {
    for (const css of ['#2d6ca8', '#FFB84D', '#000000', '#ffffff']) {
      const { r, g, b } = rgb(css);
      expect(parseColour(css)).toEqual([r, g, b]);
    }
  });
});
