import { describe, expect, it } from 'vitest';
import { createPlanes, type PagePlanes, type Plane } from '../../../src/engine/memory/pagePlanes';
import { PlanePool } from '../../../src/engine/memory/planePool';
import { resizePlanes } from '../../../src/engine/memory/resizePlanes';

const ALL = { imported: true, zero: true, status: true, pinned: true };
const NONE = { imported: false, zero: false, status: false, pinned: false };
const PAGES = 16_384;

const bitPlanes = (planes: PagePlanes): readonly Plane[] => Object.values(planes).filter((plane) => plane instanceof Int32Array);
const buffers = (planes: PagePlanes): ReadonlySet<ArrayBufferLike> => new Set(bitPlanes(planes).map(({ buffer }) => buffer));

function soil(planes: PagePlanes): void {
  for (const plane of bitPlanes(planes)) plane.fill(0x5a5a5a5a);
  planes.lastSentNs.fill(7);
}

describe('PlanePool', () => {
  it('makes planes as they are made without it, also from memory that another run wrote all over', () => {
    const pool = new PlanePool();
    for (const choice of [ALL, NONE, ALL]) {
      const planes = pool.create(PAGES, choice);
      expect(planes).toEqual(createPlanes(PAGES, choice));
      expect(buffers(planes).size).toBe(bitPlanes(planes).length);
      soil(planes);
      pool.giveBack(planes);
    }
  });

  it('gives the memory of the last run to the next and makes none', () => {
    const pool = new PlanePool();
    const first = pool.create(PAGES, ALL);
    const before = buffers(first);
    pool.giveBack(first);
    const second = pool.create(PAGES, ALL);
    expect(buffers(second)).toEqual(before);
    expect(pool.spareBytes).toBe(0);
  });

  it('leaves nothing of it in the hands of who gave it back', () => {
    const pool = new PlanePool();
    const old = pool.create(PAGES, ALL);
    pool.giveBack(old);
    const planes = pool.create(PAGES, ALL);
    soil(old);
    expect(old).toMatchObject({ pages: 0, words: 0 });
    expect(planes).toEqual(createPlanes(PAGES, ALL));
  });

  it('does not carry out writes that still wait on what is given back', () => {
    const pool = new PlanePool();
    const planes = pool.create(PAGES, NONE);
    const carried: number[] = [];
    planes.written.later({ carryOut: (first) => void carried.push(first) });
    pool.giveBack(planes);
    expect(pool.create(PAGES, NONE)).toEqual(createPlanes(PAGES, NONE));
    expect(carried).toEqual([]);
  });

  it('takes planes whole that show a part of their pages', () => {
    const pool = new PlanePool();
    const planes = pool.create(PAGES, NONE);
    soil(planes);
    resizePlanes(planes, 1024);
    pool.giveBack(planes);
    expect(pool.create(PAGES, NONE)).toEqual(createPlanes(PAGES, NONE));
  });

  it('holds no more than one spare set once planes were made: the last run had two, its own and its player\'s', () => {
    const pool = new PlanePool();
    const sets = [1, 2, 3].map(() => pool.create(PAGES, ALL));
    const bytes = bitPlanes(sets[0]!).reduce((sum, plane) => sum + plane.buffer.byteLength, 0);
    for (const planes of sets) pool.giveBack(planes);
    pool.create(PAGES, ALL);
    expect(pool.spareBytes).toBe(bytes);
  });

  it('lets what it kept go when a guest of another size comes', () => {
    const pool = new PlanePool();
    pool.giveBack(pool.create(PAGES, ALL));
    expect(pool.spareBytes).toBeGreaterThan(0);
    const planes = pool.create(2 * PAGES, ALL);
    expect(pool.spareBytes).toBe(0);
    expect(planes).toEqual(createPlanes(2 * PAGES, ALL));
  });

  it('serves a guest whose size is dragged, with a quarter more memory than it needs at most', () => {
    const pool = new PlanePool();
    let kept = new Set<ArrayBufferLike>();
    let made = 0;
    for (let pages = 2 * PAGES; pages > PAGES; pages -= 512) {
      const planes = pool.create(pages, NONE);
      const now = buffers(planes);
      made += [...now].filter((buffer) => !kept.has(buffer)).length;
      kept = new Set(now);
      for (const plane of bitPlanes(planes)) expect(plane.buffer.byteLength).toBeLessThanOrEqual(plane.byteLength * 1.25);
      pool.giveBack(planes);
    }
    expect(made).toBe(4 * kept.size);
  });
});
