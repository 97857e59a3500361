import { describe, expect, it } from 'vitest';
import { thresholdSpan } from '../../../src/charts/timeline/drawMoment';
import type { TimelineScene } from '../../../src/charts/timeline/timelineScene';

const row = { id: 'remaining', y: 100, height: 80 } as const;

function span(values: readonly number[], from: number, to: number): readonly [number, number] {
  const value = Float64Array.from(values);
  return thresholdSpan({ threshold: { value } as TimelineScene['threshold'], domains: { rate: 1, dirtying: 1, remaining: 1e8, remainingFloor: 1e4 } }, row, from, to);
}

describe('the place of the threshold’s sentence', () => {
  it('knows all steps of the line above or below it, not the one at the play head alone', () => {
    expect(span([1e5, 1e5, 1e6, 1e6], 0, 4)).toEqual([140, 160]);
    expect(span([1e5, 1e5, 1e6, 1e6], 0, 2)).toEqual([160, 160]);
  });

  it('is the base of the row where there is no line', () => {
    expect(span([Number.NaN, 0, Number.NaN], 0, 3)).toEqual([180, 180]);
    expect(span([], -5, 200)).toEqual([180, 180]);
  });
});
