import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { helperPageNs } from '../../../src/engine/helper/helperCosts';
import { HelperRing } from '../../../src/engine/helper/helperRing';
import { PSP_PAGE_NS_2021 } from '../../../src/engine/sev/commandCosts';

const helper = (ringDepth: number, vcpus = 1, pageNs = 1270) => ({ ringDepth, vcpus, pageNs, imageBytes: 0 });

/** Microseconds of a page in a long row, by the ring itself. */
function microseconds(ringDepth: number, vcpus = 1, pageNs = 1270): number {
  const pages = 1000 * ringDepth;
  return new HelperRing(helper(ringDepth, vcpus, pageNs)).take(pages) / pages / 1000;
}

describe('worked values (confidential-migration.md 4.7 and 9)', () => {
  it('are 1.44 us at depth 64, 12.3 us at depth 1, 26.5 us in pure C', () => {
    expect(microseconds(64)).toBeCloseTo(1.44, 2);
    expect(microseconds(1)).toBeCloseTo(12.27, 2);
    expect(microseconds(64, 1, 26_300)).toBeCloseTo(26.5, 1);
  });

  it('make a PSP page take 1,734 times as long', () => {
    expect(Math.round(PSP_PAGE_NS_2021 / 1000 / microseconds(64))).toBe(1734);
  });

  it('are what the closed form says, for any depth and number of vCPUs', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 1024 }), fc.integer({ min: 1, max: 300 }), fc.integer({ min: 100, max: 1e6 }), (depth, vcpus, pageNs) => {
      expect(microseconds(depth, vcpus, pageNs) * 1000).toBeCloseTo(helperPageNs('mirror-ring', helper(depth, vcpus, pageNs)), 6);
    }));
  });
});

interface Counts {
  readonly ns: number;
  readonly doorbells: number;
  readonly exits: number;
  readonly fullExits: number;
  readonly workNs: number;
}

/** Batch by batch: pages are put in one by one, a batch goes off when the ring is full or the section ends. */
function naive(pieces: readonly number[], { ringDepth, vcpus, pageNs }: ReturnType<typeof helper>): Counts {
  let [ns, doorbells, exits, fullExits, workNs, batch] = [0, 0, 0, 0, 0, 0];
  const go = (): void => {
    if (batch === 0) return;
    const perVcpu = Array.from({ length: vcpus }, (_, vcpu) => Math.ceil((batch - vcpu) / vcpus)).map((pages) => Math.max(0, pages));
    const busiest = Math.max(...perVcpu) * pageNs;
    const woken = perVcpu.filter((pages) => pages > 0).length;
    ns += busiest + 11_000;
    workNs += busiest + 1000;
    doorbells += 1;
    exits += woken;
    if (batch === ringDepth) fullExits += woken;
    batch = 0;
  };
  for (const piece of pieces) {
    for (let page = 0; page < piece; page += 1) {
      batch += 1;
      if (batch === ringDepth) go();
    }
  }
  go();
  return { ns, doorbells, exits, fullExits, workNs };
}

describe('HelperRing', () => {
  it('costs and counts as its batches do, however the pages come', () => {
    const anyHelper = fc.record({ ringDepth: fc.integer({ min: 1, max: 70 }), vcpus: fc.integer({ min: 1, max: 9 }), pageNs: fc.constantFrom(1, 1270), imageBytes: fc.constant(0) });
    fc.assert(fc.property(fc.array(fc.nat(100), { maxLength: 20 }), anyHelper, (pieces, config) => {
      const ring = new HelperRing(config);
      let ns = 0;
      for (const pages of pieces) {
        ns += ring.take(pages);
        expect(ring.state.open).toBeLessThan(config.ringDepth);
      }
      ns += ring.flush();
      const { doorbells, exits, fullExits, workNs } = ring.state;
      expect({ ns, doorbells, exits, fullExits, workNs }).toEqual(naive(pieces, config));
      expect(ring.state.pages).toBe(pieces.reduce((sum, pages) => sum + pages, 0));
      expect(ring.flush()).toBe(0);
    }));
  });
});
