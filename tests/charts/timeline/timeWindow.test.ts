import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MIN_SPAN_NS, fitWindow, isFit, keepInside, panWindow, zoomWindow } from '../../../src/charts/timeline/timeWindow';

const END = 120e9;
const span = fc.record({ from: fc.double({ min: 0, max: 0.9, noNaN: true }), share: fc.double({ min: 0.001, max: 1, noNaN: true }) });
const windowOf = (at: { from: number; share: number }) => keepInside({ fromNs: at.from * END, toNs: (at.from + at.share) * END }, END);

describe('time window', () => {
  it('never leaves the run, whatever is done to it', () => {
    fc.assert(fc.property(span, fc.double({ min: 0.01, max: 100, noNaN: true }), fc.double({ min: -3, max: 3, noNaN: true }), fc.double({ min: 0, max: END, noNaN: true }), (at, factor, share, anchor) => {
      for (const result of [zoomWindow(windowOf(at), factor, anchor, END), panWindow(windowOf(at), share, END)]) {
        expect(result.fromNs).toBeGreaterThanOrEqual(0);
        expect(result.toNs).toBeLessThanOrEqual(END * (1 + 1e-12));
        expect(result.toNs - result.fromNs).toBeGreaterThanOrEqual(MIN_SPAN_NS * (1 - 1e-6));
      }
    }));
  });

  it('keeps the anchor under the pointer while it zooms in', () => {
    fc.assert(fc.property(span, fc.double({ min: 0, max: 1, noNaN: true }), (at, share) => {
      const before = windowOf(at);
      const anchor = before.fromNs + share * (before.toNs - before.fromNs);
      const after = zoomWindow(before, 0.5, anchor, END);
      expect((anchor - after.fromNs) / (after.toNs - after.fromNs)).toBeCloseTo(share, 6);
    }));
  });

  it('keeps its span when it is panned against an end', () => {
    const window = { fromNs: 100e9, toNs: 110e9 };
    expect(panWindow(window, 5, END)).toEqual({ fromNs: 110e9, toNs: 120e9 });
    expect(panWindow(window, -50, END)).toEqual({ fromNs: 0, toNs: 10e9 });
  });

  it('is fitted when it shows the whole run, and a run without length still has a window', () => {
    expect(isFit(zoomWindow({ fromNs: 10e9, toNs: 70e9 }, 9, 20e9, END), END)).toBe(true);
    expect(fitWindow(0).toNs).toBeGreaterThan(0);
  });
});
