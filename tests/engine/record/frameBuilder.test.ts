import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPlanes } from '../../../src/engine/memory/pagePlanes';
import type { PagePlanes, Plane } from '../../../src/engine/memory/pagePlanes';
import type { Frame, FrameRequest } from '../../../src/engine/record/frame';
import { buildFrame } from '../../../src/engine/record/frameBuilder';
import { frameBuffers } from '../../../src/engine/record/frameBuffers';
import type { FrameContext } from '../../../src/engine/record/frameContext';
import { MAP_MODES } from '../../../src/engine/record/mapMode';
import { naiveFrame } from './naiveFrame';

const CHOICE = { imported: false, zero: false, status: true, pinned: true, gfn: false };
const POWER = { ...CHOICE, status: false, pinned: false, gfn: true };
const SECOND = 1e9;

const quiet: FrameContext = {
  atNs: 100 * SECOND, scanPage: -1, sendingFromPage: 0, sendingToPage: 0,
  migrationBegan: true, critical: new Int32Array(0), integrityChecked: false,
};

function setPages(plane: Plane | undefined, from: number, to: number): void {
  for (let page = from; page < to; page++) plane![page >> 5]! |= 1 << (page & 31);
}

/** Words all clear, all set, or anything: the three that kernels treat apart. */
function fill(plane: Plane | undefined, words: readonly number[]): void {
  plane?.forEach((_, w) => {
    plane[w] = words[(w * 7 + (w >> 4)) % words.length]!;
  });
}

const words = fc.array(fc.oneof(fc.constantFrom(0, -1), fc.integer(), fc.integer().map((x) => x & (x << 3) & 0x11111111)), { minLength: 1, maxLength: 60 });

/** Stretches where every word is the same, as after a pass, beside scattered ones. */
const planesOf = (choice: typeof CHOICE): fc.Arbitrary<PagePlanes> =>
  fc.record({ blocks: fc.integer({ min: 1, max: 6 }), fills: fc.array(words, { minLength: 14, maxLength: 14 }), sameTo: fc.double({ min: 0, max: 1, noNaN: true }), ages: fc.array(fc.integer({ min: -1, max: 60 }), { minLength: 6, maxLength: 6 }) })
    .map(({ blocks, fills, sameTo, ages }) => {
      const planes = createPlanes(blocks * 512, choice);
      const all = [planes.sent0, planes.sent1, planes.sent2, planes.stale, planes.dirty, planes.toSend, planes.privateTruth, planes.privateBelief, planes.privateAtDestination, planes.pinned, planes.gfnSecure, planes.gfnPagedOut, planes.gfnShared, planes.gfnCorrupt];
      all.forEach((plane, i) => fill(plane, fills[i]!));
      planes.sent0.fill(-1, 0, Math.floor(planes.words * sameTo));
      planes.privateBelief?.set(planes.privateTruth!.subarray(0, Math.floor(planes.words * sameTo)));
      // a frame is in one state
      planes.gfnSecure?.forEach((secure, w) => {
        planes.gfnPagedOut![w]! &= ~secure;
        planes.gfnShared![w]! &= ~(secure | planes.gfnPagedOut![w]!);
      });
      planes.lastSentNs.forEach((_, b) => {
        planes.lastSentNs[b] = ages[b]! < 0 ? -1 : quiet.atNs - ages[b]! * SECOND;
      });
      return planes;
    });

const contextOf = (pages: number): fc.Arbitrary<FrameContext> =>
  fc.record({
    from: fc.integer({ min: 0, max: pages - 1 }), to: fc.integer({ min: 0, max: pages }),
    migrationBegan: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, fc.constant(false)),
    integrityChecked: fc.boolean(), scanPage: fc.constantFrom(-1, 0, pages - 1),
    gfn: fc.constantFrom('NORMAL', 'TRANSIENT', 'SECURE' as const).map((vmState) => ({ vmState })),
    critical: fc.array(fc.tuple(fc.integer({ min: 0, max: pages - 1 }), fc.integer({ min: 8, max: 15 })), { maxLength: 6 }),
  }).map(({ from, to, critical, ...rest }) => ({
    ...quiet, ...rest, sendingFromPage: from, sendingToPage: to,
    critical: Int32Array.from(critical.sort((a, b) => a[0] - b[0]).flat()),
  }));

const requestOf = (pages: number): fc.Arbitrary<FrameRequest> =>
  fc.record({
    mode: fc.constantFrom(...MAP_MODES), tileLog: fc.integer({ min: 0, max: 16 }),
    from: fc.double({ min: 0, max: 1, noNaN: true }), tileCount: fc.integer({ min: 0, max: 5000 }),
    lensPage: fc.option(fc.integer({ min: 0, max: pages - 1 }), { nil: undefined }),
  }).map(({ mode, tileLog, from, tileCount, lensPage }) => {
    const tiles = Math.ceil(pages / 2 ** tileLog);
    return { atNs: quiet.atNs, mode, tilePages: 2 ** tileLog, firstTile: Math.floor(from * tiles), tileCount, ...(lensPage === undefined ? {} : { lensPage }) };
  });

function expectTwin(planes: PagePlanes, context: FrameContext, request: FrameRequest, frame: Frame): void {
  const rings: string[] = [];
  for (const host of ['source', 'destination'] as const) {
    const twin = naiveFrame(planes, context, request, host);
    expect([...frame[host].tiles]).toEqual(twin.tiles);
    expect(frame[host].counts).toEqual(twin.counts);
    expect([...frame[host].lens]).toEqual(twin.lens);
    rings.push(...twin.rings);
  }
  const pairs = Array.from({ length: frame.rings.length / 2 }, (_, i) => `${frame.rings[2 * i]}:${frame.rings[2 * i + 1]}`);
  expect(pairs).toHaveLength(Math.min(256, rings.length));
  expect(new Set(pairs).size).toBe(pairs.length);
  expect(rings).toEqual(expect.arrayContaining(pairs));
}

describe('buildFrame', () => {
  it.each([CHOICE, { ...CHOICE, status: false, pinned: false }, POWER])('equals a page-by-page twin, planes %o', (choice) => {
    const cases = planesOf(choice).chain((planes) => fc.tuple(fc.constant(planes), contextOf(planes.pages), requestOf(planes.pages)));
    fc.assert(fc.property(cases, ([planes, context, request]) => {
      expectTwin(planes, context, request, buildFrame(planes, context, request));
    }), { numRuns: 150 });
  });

  it('builds the same in recycled buffers, whatever they held and however large they are', () => {
    const cases = planesOf(CHOICE).chain((planes) => fc.tuple(fc.constant(planes), contextOf(planes.pages), requestOf(planes.pages), fc.array(fc.integer({ min: 0, max: 9000 }), { maxLength: 6 })));
    fc.assert(fc.property(cases, ([planes, context, request, sizes]) => {
      const recycled = sizes.map((size) => new Uint8Array(size).fill(0xaa).buffer);
      expect(buildFrame(planes, context, request, recycled)).toEqual(buildFrame(planes, context, request));
    }), { numRuns: 60 });
  });

  it('takes the buffers of the frame before, each once', () => {
    const planes = createPlanes(2048, CHOICE);
    const request: FrameRequest = { atNs: 0, mode: 'state', tilePages: 32, firstTile: 0, tileCount: 64, lensPage: 512 };
    const first = buildFrame(planes, quiet, request);
    const buffers = frameBuffers(first);
    expect(buffers).toHaveLength(4);
    const again = buildFrame(planes, quiet, request, [...buffers, ...buffers]);
    expect(new Set(frameBuffers(again))).toEqual(new Set(buffers));
  });

  it('counts every page of the guest once, in every mode and viewport', () => {
    const sums: Record<string, readonly number[]> = { state: [0, 1, 2], status: [0, 1, 3], sent: [0, 1, 2, 3, 4, 5], age: [0, 1, 2, 3, 4, 5], pinned: [0, 1], integrity: [0, 1, 2, 3, 4, 5, 6, 7], gfn: [0, 1, 2, 3, 4, 5] };
    const cases = fc.oneof(planesOf(CHOICE), planesOf(POWER)).chain((planes) => fc.tuple(fc.constant(planes), contextOf(planes.pages), requestOf(planes.pages)));
    fc.assert(fc.property(cases, ([planes, context, request]) => {
      const frame = buildFrame(planes, context, request);
      for (const side of [frame.source, frame.destination]) {
        expect(sums[request.mode]!.reduce((sum, place) => sum + side.counts[place]!, 0)).toBe(planes.pages);
      }
    }), { numRuns: 100 });
  });

  it('keeps one critical page visible among 32 768 tiles, and in every mode', () => {
    const planes = createPlanes(32768 * 512, { imported: false, zero: false, status: false, pinned: false });
    planes.sent0.fill(-1);
    const context = { ...quiet, critical: Int32Array.of(5_000_001, 11) };
    for (const mode of MAP_MODES) {
      const frame = buildFrame(planes, context, { atNs: 0, mode, tilePages: 512, firstTile: 0, tileCount: 32768 });
      expect(frame.destination.tiles[Math.floor(5_000_001 / 512)]).toBe(11);
      expect([...frame.rings]).toEqual([Math.floor(5_000_001 / 512), 11]);
    }
  });

  it('shows a tile with its first page sent by its share to send again, an unsent tile as not sent', () => {
    const planes = createPlanes(1024, { imported: false, zero: false, status: false, pinned: false });
    setPages(planes.sent0, 0, 1);
    const frame = buildFrame(planes, quiet, { atNs: 0, mode: 'state', tilePages: 512, firstTile: 0, tileCount: 2 });
    expect([...frame.source.tiles]).toEqual([1, 0]);
    expect(frame.source.counts).toEqual([1, 0, 1023, 0, 0]);
  });

  it('scales the classes with the tile, the lowest always at one page', () => {
    const planes = createPlanes(4096, { imported: false, zero: false, status: false, pinned: false });
    planes.sent0.fill(-1);
    const classOf = (stale: number, tilePages: number): number => {
      planes.stale.fill(0);
      setPages(planes.stale, 0, stale);
      return buildFrame(planes, quiet, { atNs: 0, mode: 'state', tilePages, firstTile: 0, tileCount: 1 }).source.tiles[0]!;
    };
    expect([0, 1, 15, 16, 127, 128, 383, 384, 512].map((n) => classOf(n, 512))).toEqual([1, 2, 2, 3, 3, 4, 4, 5, 5]);
    expect([1, 2, 16, 48].map((n) => classOf(n, 64))).toEqual([2, 3, 4, 5]);
    expect([1, 127, 128].map((n) => classOf(n, 4096))).toEqual([2, 2, 3]);
    expect(classOf(1, 1)).toBe(5);
  });

  it('refuses a tile that is no power of two', () => {
    const planes = createPlanes(512, CHOICE);
    expect(() => buildFrame(planes, quiet, { atNs: 0, mode: 'state', tilePages: 48, firstTile: 0, tileCount: 1 })).toThrow('power of two, not 48');
  });
});
