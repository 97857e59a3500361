import { expect, test } from 'vitest';
import { createPlanes } from '../../../src/engine/memory/pagePlanes';
import { planeBytes } from '../../../src/engine/record/checkpoint';

const ALL = { imported: true, zero: true, status: true, pinned: true };
const NONE = { imported: false, zero: false, status: false, pinned: false };

test('twelve bits a page with every plane, six without those that a scenario can lack', () => {
  const pages = 1 << 20;
  const times = (pages / 512) * 8;
  expect(planeBytes(createPlanes(pages, NONE))).toBe((pages / 8) * 6 + times);
  expect(planeBytes(createPlanes(pages, ALL))).toBe((pages / 8) * 12 + times);
});

test('nothing is set and nothing was sent in new planes', () => {
  const planes = createPlanes(1024, ALL);
  expect(planes.words).toBe(32);
  expect([...planes.lastSentNs]).toEqual([-1, -1]);
  expect(Object.values(planes).filter((plane) => plane instanceof Int32Array).flatMap((plane) => [...plane]).every((word) => word === 0)).toBe(true);
});
