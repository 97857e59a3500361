import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DirtyLog } from '../../../src/engine/host/dirtyLog';
import { createPlanes, type PagePlanes } from '../../../src/engine/memory/pagePlanes';
import { pagesOf, planeOf } from '../planeSets';

const PAGES = 512;
const CHUNK = 96;

/** qemu-migration.md 1.6 page by page: what the log shows, what is to send, what each side's page holds. */
class NaiveLog {
  readonly shown = new Set<number>();
  readonly hiding = new Set<number>();
  readonly toSend = new Set<number>();
  readonly zero: Set<number>;
  readonly owed = new Set<number>();
  readonly source = new Map<number, number>();
  readonly destination = new Map<number, number>();
  private readonly isKvm: boolean;

  constructor(isKvm: boolean, zero: readonly number[]) {
    this.isKvm = isKvm;
    this.zero = new Set(zero);
  }

  /** The log starts all set with kvm: nothing is protected before the first clear. */
  start(): void {
    this.shown.clear();
    for (let page = 0; page < PAGES; page++) {
      this.toSend.add(page);
      if (this.isKvm) this.hiding.add(page);
    }
    this.oweAll();
  }

  write(page: number): void {
    this.source.set(page, (this.source.get(page) ?? 0) + 1);
    this.zero.delete(page);
    if (!this.hiding.has(page)) this.shown.add(page);
  }

  sync(): number {
    let added = 0;
    for (const page of this.shown) {
      if (!this.toSend.has(page)) added++;
      this.toSend.add(page);
      if (this.isKvm) this.hiding.add(page);
    }
    this.shown.clear();
    this.oweAll();
    return added;
  }

  send(page: number, isLastStage: boolean): void {
    const chunk = Math.floor(page / CHUNK);
    if (!isLastStage && this.owed.has(chunk)) {
      this.owed.delete(chunk);
      for (let other = chunk * CHUNK; other < (chunk + 1) * CHUNK; other++) this.hiding.delete(other);
    }
    this.toSend.delete(page);
    this.destination.set(page, this.source.get(page) ?? 0);
  }

  private oweAll(): void {
    if (this.isKvm) for (let chunk = 0; chunk * CHUNK < PAGES; chunk++) this.owed.add(chunk);
  }
}

type Step = { readonly write: readonly number[] } | { readonly send: number } | 'sync';
const page = fc.oneof(fc.nat(PAGES - 1), fc.constantFrom(0, 31, 32, 95, 96, 97, 191, 192, 480, 511), fc.integer({ min: 90, max: 99 }));
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ write: fc.array(page, { minLength: 1, maxLength: 6 }) }),
  fc.record({ send: page }),
  fc.record({ send: page }),
  fc.constant('sync' as const),
);

/** The engine's log and its twin, fed with the same steps. */
function pair(accel: 'kvm' | 'tcg', zero: readonly number[]) {
  const planes = createPlanes(PAGES, { imported: accel === 'kvm', zero: true, status: false, pinned: false });
  planes.zero!.set(planeOf(planes.words, zero));
  const log = new DirtyLog(planes, CHUNK);
  const naive = new NaiveLog(accel === 'kvm', zero);
  return { planes, log, naive };
}

function writePage(planes: PagePlanes, at: number): void {
  planes.dirty[at >>> 5]! |= 1 << (at & 31);
}

function sendPage({ planes, log }: { readonly planes: PagePlanes; readonly log: DirtyLog }, at: number, isLastStage: boolean): void {
  if (!isLastStage && log.owesClear(at >>> 5)) log.clearChunk(at >>> 5);
  planes.toSend[at >>> 5]! &= ~(1 << (at & 31));
}

const sorted = (pages: Iterable<number>): readonly number[] => [...pages].toSorted((a, b) => a - b);
/** The writes that the next synchronisation can see. */
const shownBy = ({ dirty, imported }: PagePlanes): readonly number[] => pagesOf(dirty.map((word, i) => word & ~(imported?.[i] ?? 0)));

describe.each(['kvm', 'tcg'] as const)('the dirty log of %s', (accel) => {
  test('shows, imports and forgets what the rules say page by page, whatever the order of steps', () => {
    fc.assert(
      fc.property(fc.uniqueArray(page), fc.array(step, { maxLength: 60 }), (zero, steps) => {
        const both = pair(accel, zero);
        const { planes, log, naive } = both;
        for (const at of [3, 96]) {
          writePage(planes, at);
          naive.write(at);
        }
        log.start();
        naive.start();
        const added: (readonly [number, number])[] = [];
        for (const now of steps) {
          if (now === 'sync') {
            added.push([log.sync(), naive.sync()]);
          } else if ('write' in now) {
            for (const at of now.write) {
              writePage(planes, at);
              naive.write(at);
            }
          } else if (naive.toSend.has(now.send)) {
            sendPage(both, now.send, false);
            naive.send(now.send, false);
          }
          expect(added.filter(([fast, slow]) => fast !== slow)).toEqual([]);
          expect(pagesOf(planes.toSend)).toEqual(sorted(naive.toSend));
          expect(shownBy(planes)).toEqual(sorted(naive.shown));
          expect(pagesOf(planes.zero!.map((word, i) => word & ~planes.dirty[i]!))).toEqual(sorted(naive.zero));
        }
      }),
      { numRuns: 150 },
    );
  });

  test('loses no write: after a last synchronisation and a last stage both sides hold the same', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const both = pair(accel, []);
        const { planes, log, naive } = both;
        log.start();
        naive.start();
        for (const now of steps) {
          if (now === 'sync') log.sync();
          else if ('write' in now) now.write.forEach((at) => [writePage(planes, at), naive.write(at)]);
          else if (pagesOf(planes.toSend).includes(now.send)) {
            sendPage(both, now.send, false);
            naive.send(now.send, true);
          }
        }
        log.sync();
        for (const at of pagesOf(planes.toSend)) {
          sendPage(both, at, true);
          naive.send(at, true);
        }
        for (const [at, version] of naive.source) expect([at, naive.destination.get(at)]).toEqual([at, version]);
      }),
      { numRuns: 150 },
    );
  });
});

describe('the three cases of a page under kvm', () => {
  const started = () => {
    const both = pair('kvm', []);
    both.log.start();
    for (let at = 0; at < PAGES; at++) sendPage(both, at, false);
    writePage(both.planes, 10);
    both.log.sync();
    return both;
  };

  test('dirty at the synchronisation, written before its chunk is cleared: seen by nobody, sent once', () => {
    const both = started();
    writePage(both.planes, 10);
    sendPage(both, 10, false);
    expect(both.log.sync()).toBe(0);
  });

  test('written after the clear, though not sent yet itself: sent now and again after the next synchronisation', () => {
    const both = started();
    writePage(both.planes, 11);
    both.log.sync();
    sendPage(both, 10, false);
    writePage(both.planes, 11);
    sendPage(both, 11, false);
    expect(both.log.sync()).toBe(1);
    expect(pagesOf(both.planes.toSend)).toEqual([11]);
  });

  test('clean at the synchronisation and written at any time after: recorded', () => {
    const both = started();
    writePage(both.planes, 12);
    sendPage(both, 10, false);
    expect(both.log.sync()).toBe(1);
    expect(pagesOf(both.planes.toSend)).toEqual([12]);
  });
});

test('a chunk is 1 GiB unless told otherwise, and a clear reaches no other', () => {
  const planes = createPlanes(3 * 262_144, { imported: true, zero: false, status: false, pinned: false });
  const log = new DirtyLog(planes);
  log.start();
  expect(log.state.owed).toEqual([1, 1, 1]);
  expect(log.owesClear(8191)).toBe(true);
  log.clearChunk(8192);
  expect(log.state.owed).toEqual([1, 0, 1]);
  expect([log.owesClear(8191), log.owesClear(8192), log.owesClear(16_383), log.owesClear(16_384)]).toEqual([true, false, false, true]);
  expect([planes.imported![8191], planes.imported![8192], planes.imported![16_383], planes.imported![16_384]]).toEqual([-1, 0, 0, -1]);
});
