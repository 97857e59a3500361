import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPageStatusStore, statusBackendOf } from '../../../../src/engine/host/pageStatus/createPageStatusStore';
import type { StatusBackend } from '../../../../src/engine/host/pageStatus/createPageStatusStore';
import type { GfnRange } from '../../../../src/engine/host/pageStatus/gfnRange';
import { GfnRangeSet } from '../../../../src/engine/host/pageStatus/gfnRangeSet';
import { KvmEncBitmap } from '../../../../src/engine/host/pageStatus/kvmEncBitmap';
import { KvmSharedList } from '../../../../src/engine/host/pageStatus/kvmSharedList';
import { writePrivatePlane } from '../../../../src/engine/host/pageStatus/privatePlane';
import { QemuV4SharedList } from '../../../../src/engine/host/pageStatus/qemuV4SharedList';
import { syncEncBitmap } from '../../../../src/engine/host/pageStatus/syncEncBitmap';
import { VmmSharedList } from '../../../../src/engine/host/pageStatus/vmmSharedList';

const BACKENDS: readonly StatusBackend[] = ['kvm-bitmap', 'kvm-list', 'vmm-list'];
const PAGES = 200;

type Op = { readonly op: 'share' | 'unshare'; readonly first: number; readonly pages: number };
const operation = fc.record<Op>({
  op: fc.constantFrom('share', 'unshare'), first: fc.nat(PAGES - 1), pages: fc.nat(70),
});
const operations = fc.array(operation, { maxLength: 40 });

interface Store {
  share(first: number, pages: number): void;
  unshare(first: number, pages: number): void;
}
function apply(store: Store, steps: readonly Op[]): void {
  for (const { op, first, pages } of steps) store[op](first, pages);
}

/** One flag per GFN: too simple to be wrong. */
function naive(steps: readonly Op[]): boolean[] {
  const shared = Array.from({ length: PAGES + 70 }, () => false);
  for (const { op, first, pages } of steps) shared.fill(op === 'share', first, first + pages);
  return shared;
}
function rangesOf(shared: readonly boolean[]): GfnRange[] {
  const ranges: GfnRange[] = [];
  shared.forEach((flag, page) => {
    const last = ranges.at(-1);
    if (flag && last?.end === page) ranges[ranges.length - 1] = { start: last.start, end: page + 1 };
    else if (flag) ranges.push({ start: page, end: page + 1 });
  });
  return ranges;
}
const asText = (ranges: readonly GfnRange[]): string => ranges.map((range) => `[${String(range.start)},${String(range.end)})`).join('');

describe.each(BACKENDS)('%s', (backend) => {
  it('follows the worked examples', () => {
    const store = createPageStatusStore(backend);
    const after = (op: 'share' | 'unshare', first: number, pages: number): string => {
      store[op](first, pages);
      return asText(store.ranges());
    };
    expect(asText(store.ranges())).toBe('');
    store.share(10, 10);
    expect(after('share', 15, 10)).toBe('[10,25)');
    expect(after('unshare', 12, 3)).toBe('[10,12)[15,25)');
    expect(after('share', 12, 3)).toBe('[10,25)');
    expect(after('share', 25, 1)).toBe('[10,26)');
    expect(after('unshare', 0, 100)).toBe('');
  });

  it('equals one flag per page after anything (INV-14, INV-17)', () => {
    fc.assert(fc.property(operations, (steps) => {
      const store = createPageStatusStore(backend);
      apply(store, steps);
      const truth = naive(steps);
      expect(store.ranges()).toEqual(rangesOf(truth));
      expect(truth.map((_, page) => store.isShared(page))).toEqual(truth);
      expect(store.sharedPages).toBe(truth.filter(Boolean).length);
    }));
  });

  it('travels: what one host serialises, the next loads, and on (F-04, A to B to C)', () => {
    fc.assert(fc.property(operations, operations, (onA, onB) => {
      const [a, b, c] = [createPageStatusStore(backend), createPageStatusStore(backend), createPageStatusStore(backend)];
      apply(a, onA);
      b.load(a.serialise() as never);
      apply(b, onB);
      c.load(b.serialise() as never);
      expect(c.ranges()).toEqual(rangesOf(naive([...onA, ...onB])));
      apply(b, [{ op: 'share', first: 0, pages: 5 }]);
      expect(c.ranges()).toEqual(rangesOf(naive([...onA, ...onB])));
    }));
  });

  it('forgets everything at a reset', () => {
    const store = createPageStatusStore(backend);
    store.share(3, 200);
    store.reset();
    expect([store.sharedPages, store.isShared(3), store.ranges()]).toEqual([0, false, []]);
  });

  it('keeps 20,000 calls of a boot in a 192 GiB guest', () => {
    const store = createPageStatusStore(backend);
    const last = 192 * 262_144;
    for (let i = 0; i < 20_000; i += 1) store[i % 2 === 0 ? 'share' : 'unshare'](1000 + (i % 7) * 16, 16);
    store.share(last - 512, 512);
    expect(store.ranges()).toEqual([...afterToggles(), { start: last - 512, end: last }]);
  });
});

/** The same toggles over one flag per page. */
function afterToggles(): GfnRange[] {
  const shared = Array.from({ length: 1200 }, () => false);
  for (let i = 0; i < 20_000; i += 1) shared.fill(i % 2 === 0, 1000 + (i % 7) * 16, 1016 + (i % 7) * 16);
  return rangesOf(shared);
}

describe('three stores', () => {
  it('belong to the versions that had them', () => {
    expect((['none', 'rfc-v1', 'v10-list', 'v13-msr', 'merged'] as const).map(statusBackendOf)).toEqual([undefined, 'kvm-bitmap', 'kvm-list', 'vmm-list', 'vmm-list']);
  });

  it('write the same plane, bit 1 = private, MMIO beyond RAM left out', () => {
    const planes = BACKENDS.map((backend) => {
      const store = createPageStatusStore(backend);
      store.share(30, 5);
      store.share(1020, 50);
      const plane = new Int32Array(32);
      writePrivatePlane(plane, 1024, store.ranges());
      return plane;
    });
    expect(planes[0]).toEqual(planes[1]);
    expect(planes[0]).toEqual(planes[2]);
    expect([planes[0]![0]! >>> 0, planes[0]![1]! >>> 0, planes[0]![31]! >>> 0]).toEqual([0x3fffffff, 0xfffffff8, 0x0fffffff]);
  });
});

describe('GfnRangeSet', () => {
  it('counts as it goes', () => {
    fc.assert(fc.property(operations, (steps) => {
      const set = new GfnRangeSet();
      const change = { share: set.add.bind(set), unshare: set.remove.bind(set) };
      for (const { op, first, pages } of steps) change[op](first, pages);
      expect(set.pages).toBe(naive(steps).filter(Boolean).length);
      expect(set.rangeCount).toBe(set.ranges().length);
    }));
  });
});

describe('the VMM’s list on the wire', () => {
  it('is be32 1, start, end per region and a closing 2', () => {
    const list = new VmmSharedList();
    list.share(0xfffffff0, 8);
    list.share(1, 2);
    expect([...list.serialise()]).toEqual([0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0, 1, 0xff, 0xff, 0xff, 0xf0, 0xff, 0xff, 0xff, 0xf8, 0, 0, 0, 2]);
  });

  it('holds 32-bit frame numbers and no more', () => {
    const list = new VmmSharedList();
    list.share(2 ** 32 - 1, 1);
    expect(() => list.serialise()).toThrow(/32 bits/);
  });
});

describe('historical errors, only when asked for', () => {
  it('GET before v5 calls up to 7 pages after an odd count private (F-07)', () => {
    const bitmap = new KvmEncBitmap();
    bitmap.share(0, 64);
    const known = (variant?: 'unmasked-tail'): number => {
      const into = new Int32Array(2);
      bitmap.get(0, 13, into, variant);
      return into[0]! >>> 0;
    };
    expect(known()).toBe(0);
    expect(known('unmasked-tail')).toBe(0xe000);
    fc.assert(fc.property(fc.nat(60), fc.integer({ min: 1, max: 60 }), (first, pages) => {
      const right = new Int32Array(4).fill(0x55555555);
      const wrong = right.slice();
      bitmap.get(first, pages, right);
      bitmap.get(first, pages, wrong, 'unmasked-tail');
      const differing = [...Array(128).keys()].filter((page) => ((right[page >> 5]! ^ wrong[page >> 5]!) >>> (page & 31)) & 1);
      expect(differing.every((page) => page >= pages && page < Math.ceil(pages / 8) * 8)).toBe(true);
    }));
  });

  it('GET reads any window', () => {
    fc.assert(fc.property(operations, fc.nat(150), fc.nat(90), (steps, first, pages) => {
      const bitmap = new KvmEncBitmap();
      apply(bitmap, steps);
      const into = new Int32Array(3);
      bitmap.get(first, pages, into);
      for (let page = 0; page < pages; page += 1) {
        expect(((into[page >> 5]! >>> (page & 31)) & 1) === 0).toBe(bitmap.isShared(first + page));
      }
    }));
  });

  it('QEMU’s sync of v1 loses 64 neighbouring shared pages (F-08)', () => {
    const bitmap = new KvmEncBitmap();
    bitmap.share(64, 64);
    bitmap.share(130, 2);
    const synced = (variant?: 'skip-zero-words'): string => {
      const known = new Int32Array(8).fill(-1);
      syncEncBitmap(known, bitmap.serialise(), variant);
      const store = new KvmEncBitmap();
      store.load(known);
      return asText(store.ranges());
    };
    expect(synced()).toBe('[64,128)[130,132)');
    expect(synced('skip-zero-words')).toBe('[130,132)');
  });

  it('QEMU v4’s list leaves a page shared that the guest made private', () => {
    const v4 = new QemuV4SharedList();
    const right = new KvmSharedList();
    const steps: readonly Op[] = [
      { op: 'share', first: 10, pages: 5 }, { op: 'share', first: 20, pages: 5 }, { op: 'share', first: 12, pages: 10 },
      { op: 'unshare', first: 18, pages: 7 },
    ];
    apply(v4, steps);
    apply(right, steps);
    expect(asText(right.ranges())).toBe('[10,18)');
    expect(asText(v4.ranges())).toBe('[10,18)[20,25)');
    expect([right.isShared(21), v4.isShared(21)]).toEqual([false, true]);
  });

  it('QEMU v4’s list is right while regions stay apart', () => {
    const v4 = new QemuV4SharedList();
    apply(v4, [{ op: 'share', first: 10, pages: 10 }, { op: 'unshare', first: 12, pages: 3 }]);
    expect(asText(v4.ranges())).toBe('[10,12)[15,20)');
  });
});
