import { describe, expect, test } from 'vitest';
import { Conversions } from '../../../src/engine/guest/conversions';
import type { PageStatusLife } from '../../../src/engine/guest/pageStatusLife';
import { createPlanes } from '../../../src/engine/memory/pagePlanes';
import { countOf, pagesOf } from '../planeSets';

const PAGES = 65_536;
const OUTSTANDING = 1024;

/** Conversions over a status life that only toggles; `order` is what was turned over. */
function watched() {
  const planes = createPlanes(PAGES, { imported: false, zero: false, status: true, pinned: false });
  const order: number[] = [];
  const status = {
    turnOver: (page: number) => {
      planes.privateTruth![page >>> 5]! ^= 1 << (page & 31);
      order.push(page);
    },
  };
  return { planes, order, conversions: new Conversions(7, planes, status as unknown as PageStatusLife) };
}

describe('conversions', () => {
  test('take pages until enough are in use, then give the oldest back for each that is taken', () => {
    const { order, conversions } = watched();
    for (let due = 1; due <= 3000; due++) conversions.run(due);
    const taken = [...order.slice(0, OUTSTANDING), ...order.slice(OUTSTANDING).filter((_, i) => i % 2 === 1)];
    const returned = order.slice(OUTSTANDING).filter((_, i) => i % 2 === 0);
    expect(returned).toEqual(taken.slice(0, returned.length));
    expect(conversions.state.outstanding).toEqual(taken.slice(returned.length));
    expect(conversions.state.outstanding.length).toBe(OUTSTANDING);
  });

  test.each([1, 10, 1023, 5000, 400_000])('leave the same statuses in steps of %d as one by one; every page that changed is written', (step) => {
    const [single, bulk] = [watched(), watched()];
    const end = 20_000;
    for (let due = 1; due <= end; due++) single.conversions.run(due);
    for (let due = step; due < end + step; due += step) bulk.conversions.run(Math.min(due, end));
    expect(bulk.planes.privateTruth).toEqual(single.planes.privateTruth);
    expect(bulk.conversions.state).toEqual(single.conversions.state);
    const written = new Set(pagesOf(bulk.planes.dirty));
    expect(pagesOf(bulk.planes.privateTruth!).every((page) => written.has(page))).toBe(true);
    expect(countOf(bulk.planes.dirty) / countOf(single.planes.dirty)).toBeCloseTo(1, 1);
    expect(bulk.planes.stale).toEqual(bulk.planes.dirty);
  });

  test('pages that come and go between two looks cost no hypercall, only a write: a day of them is cheap', () => {
    const { order, conversions, planes } = watched();
    conversions.run(1e8);
    expect(order.length).toBe(OUTSTANDING);
    expect(countOf(planes.dirty)).toBe(PAGES - 256);
    conversions.run(1e8 + 10);
    expect(order.length).toBe(OUTSTANDING + 10);
  });

  test('a restart forgets what was in use, not where the draws stand', () => {
    const { conversions, order } = watched();
    conversions.run(2000);
    conversions.reset();
    expect(conversions.state.outstanding).toEqual([]);
    conversions.run(2000 + 50);
    expect(conversions.state.outstanding).toEqual(order.slice(-50));
    expect(order.slice(-50)).not.toEqual(order.slice(0, 50));
  });
});
