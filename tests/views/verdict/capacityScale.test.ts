import { describe, expect, it } from 'vitest';
import { capacityScale } from '../../../src/views/verdict/capacityScale';

const bars = (...values: readonly number[]) => values.map((pagesPerSecond) => ({ pagesPerSecond }));

describe('scale of the capacities', () => {
  it('is linear while stages are comparable', () => {
    const scale = capacityScale(bars(694e3, 769e3, 756e3, 267e3));
    expect(scale.log).toBe(false);
    expect(scale.share(769e3)).toBe(1);
    expect(scale.share(384.5e3)).toBeCloseTo(0.5);
  });

  it('is log between a PSP and a link, and the smallest is still a bar', () => {
    const scale = capacityScale(bars(244, 300e3, 12e3));
    expect(scale.log).toBe(true);
    expect(scale.share(300e3)).toBe(1);
    expect(scale.share(244)).toBeGreaterThan(0.1);
    expect(scale.share(12e3)).toBeGreaterThan(scale.share(244));
  });

  it('stands nothing, no limit and zero', () => {
    expect(capacityScale([]).share(5)).toBe(0);
    expect(capacityScale(bars(Infinity, 100)).share(100)).toBe(1);
    expect(capacityScale(bars(100)).share(0)).toBe(0);
  });
});
