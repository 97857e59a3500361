import fc from 'fast-check';
import { expect, it } from 'vitest';
import { VmmSharedList } from '../../../../src/engine/host/pageStatus/vmmSharedList';
import { countSharedRegions, sharedRegionList } from '../../../../src/engine/vmm/paths/sharedRegionList';

const planes = fc.array(fc.oneof(fc.constantFrom(0, -1), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })), { minLength: 1, maxLength: 40 }).map((words) => Int32Array.from(words));

it('has as many regions and bytes as the list that the VMM keeps of the same pages', () => {
  fc.assert(fc.property(planes, (plane) => {
    const list = new VmmSharedList();
    for (let page = 0; page < plane.length * 32; page += 1) if (((plane[page >>> 5]! >>> (page & 31)) & 1) === 0) list.share(page, 1);
    expect(countSharedRegions(plane)).toBe(list.ranges().length);
    expect(sharedRegionList('merged', plane)).toEqual({ regions: list.ranges().length, bytes: 12 + list.serialise().length });
  }));
});

it('is sent where there is one to send: not in the first posting, which had no way to set it', () => {
  const plane = Int32Array.from([-1]);
  expect([sharedRegionList('rfc-v1', plane), sharedRegionList('none', plane)]).toEqual([undefined, undefined]);
  expect(sharedRegionList('v10-list', plane)).toEqual({ regions: 0, bytes: 16 });
});
