import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { WorkloadConfig } from '../../../../src/engine/config';
import { Saturation } from '../../../../src/engine/guest/workload/saturation';
import { testBit } from '../../../../src/engine/memory/bitRange';
import { createPlanes } from '../../../../src/engine/memory/pagePlanes';
import { testConfig } from '../../testConfig';

const PAGES = 512;

function workload(changes: Partial<WorkloadConfig>): WorkloadConfig {
  return testConfig({ workload: { kind: 'uniform', writesPerSecond: 1, ...changes } }).workload;
}

test('is reached when every page of the working set is dirty and stale, whatever is set and cleared between two looks', () => {
  const change = fc.record({ plane: fc.constantFrom('dirty', 'stale' as const), from: fc.nat(PAGES), pages: fc.nat(PAGES), isSet: fc.constantFrom(true, true, false) });
  fc.assert(
    fc.property(fc.nat(PAGES - 1), fc.integer({ min: 1, max: PAGES }), fc.array(change, { maxLength: 30 }), (firstPage, wanted, changes) => {
      const workingSetPages = Math.min(wanted, PAGES - firstPage);
      const planes = createPlanes(PAGES, { imported: false, zero: false, status: false, pinned: false });
      const saturation = new Saturation(workload({ firstPage, workingSetPages }));
      for (const { plane, from, pages, isSet } of [...changes, { plane: 'dirty', from: 0, pages: PAGES, isSet: true }, { plane: 'stale', from: 0, pages: PAGES, isSet: true }] as const) {
        for (let page = from; page < Math.min(PAGES, from + pages); page++) {
          if (isSet) planes[plane][page >>> 5]! |= 1 << (page & 31);
          else planes[plane][page >>> 5]! &= ~(1 << (page & 31));
        }
        const each = Array.from({ length: workingSetPages }, (_, i) => testBit(planes.dirty, firstPage + i) && testBit(planes.stale, firstPage + i));
        expect(saturation.isReached(planes.written)).toBe(each.every(Boolean));
      }
    }),
  );
});

test('is there from the start for a guest that writes nothing; a hot set beyond the working set counts too', () => {
  const planes = createPlanes(PAGES, { imported: false, zero: false, status: false, pinned: false });
  expect(new Saturation(workload({ kind: 'idle' })).isReached(planes.written)).toBe(true);
  expect(new Saturation(workload({ writesPerSecond: 0 })).isReached(planes.written)).toBe(true);
  planes.stale.fill(-1);
  planes.dirty.fill(-1, 0, 2);
  expect(new Saturation(workload({ kind: 'hotset', firstPage: 0, workingSetPages: 64, hotPages: 64 })).isReached(planes.written)).toBe(true);
  expect(new Saturation(workload({ kind: 'hotset', firstPage: 0, workingSetPages: 64, hotPages: 65 })).isReached(planes.written)).toBe(false);
});
