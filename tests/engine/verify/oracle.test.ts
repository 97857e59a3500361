import { describe, expect, test } from 'vitest';
import type { EngineConfig } from '../../../src/engine/config';
import { CRITICAL_CODE } from '../../../src/engine/record/mapMode';
import { Simulation } from '../../../src/engine/simulation';
import { judgeDestination } from '../../../src/engine/verify/oracle';
import { encryptedConfig, testConfig } from '../testConfig';

const busy = { writesPerSecond: 20_000, workingSetPages: 2048 } as const;
const plain = testConfig({ workload: busy });
const encrypted = encryptedConfig('psp', { workload: { ...busy, conversionsPerSecond: 2000 } });

function run(config: EngineConfig, corrupt: (simulation: Simulation) => void = () => undefined): Simulation {
  const simulation = new Simulation(config);
  corrupt(simulation);
  for (let calls = 0; calls < 10_000 && !simulation.advance(Infinity, 1e6); calls++);
  expect(simulation.thread.counters.status).toBe('completed');
  return simulation;
}

const bitOf = (page: number): number => 1 << (page & 31);

describe('the oracle on planes with planted errors', () => {
  test('a clean run is clean, every page was looked at', () => {
    for (const config of [plain, encrypted]) {
      expect(judgeDestination(run(config).planes)).toEqual({
        integrity: { pagesChecked: 4096, stale: 0, wrongKey: 0, misclassified: 0, lost: 0, unpinnedMoves: 0, violations: [] }, critical: [],
        found: { stale: [], wrongKey: [], misclassified: [], lost: [] },
      });
    }
  });

  test.each([0, 31, 32, 777, 4095])('page %d: stale, lost and misclassified are each named and counted', (page) => {
    const { planes } = run(encrypted);
    planes.stale[page >>> 5]! ^= bitOf(page);
    expect(judgeDestination(planes)).toMatchObject({
      integrity: { stale: 1, lost: 0, misclassified: 0, violations: [{ invariant: 'INV-01', pages: [page], count: 1 }] }, critical: [page, CRITICAL_CODE.stale],
    });
    for (const plane of [planes.sent0, planes.sent1, planes.sent2]) plane[page >>> 5]! &= ~bitOf(page);
    // A page that never came is lost, whatever else may be said of it.
    expect(judgeDestination(planes)).toMatchObject({
      integrity: { stale: 0, lost: 1, violations: [{ invariant: 'INV-01', pages: [page], count: 1 }] }, critical: [page, CRITICAL_CODE.lost],
    });
    planes.stale[page >>> 5]! ^= bitOf(page);
    planes.sent1[page >>> 5]! |= bitOf(page);
    planes.privateAtDestination![page >>> 5]! ^= bitOf(page);
    expect(judgeDestination(planes)).toMatchObject({
      integrity: { stale: 0, lost: 0, misclassified: 1, violations: [{ invariant: 'INV-02', pages: [page], count: 1 }] }, critical: [page, CRITICAL_CODE.misclassified],
    });
  });

  test('names the first 16 pages, counts all, keeps 65 536 of a kind for the maps', () => {
    const { planes } = run(testConfig({ guest: { pages: 73_728 } }));
    planes.stale.fill(-1);
    const { integrity, critical } = judgeDestination(planes);
    expect(integrity.stale).toBe(73_728);
    expect(integrity.violations[0]!.pages).toEqual(Array.from({ length: 16 }, (_, i) => i));
    expect(critical).toHaveLength(2 * 65_536);
  });

  test('sorts the pages of all kinds for the maps', () => {
    const { planes } = run(encrypted);
    for (const page of [900, 40]) planes.stale[page >>> 5]! |= bitOf(page);
    for (const page of [41, 900]) planes.privateAtDestination![page >>> 5]! ^= bitOf(page);
    const { critical } = judgeDestination(planes);
    expect(critical.filter((_, i) => i % 2 === 0)).toEqual([40, 41, 900, 900]);
  });
});

/** A rule of the engine broken for a whole run: what a bug in it would do. */
describe('the oracle on a run with a broken rule', () => {
  test('a synchronisation that forgets a word: its pages are stale', () => {
    const word = 20;
    const { state } = run(plain, ({ log, planes }) => {
      const sync = log.sync.bind(log);
      log.sync = () => {
        planes.dirty[word] = 0;
        return sync();
      };
    });
    expect(state.integrity.stale).toBeGreaterThan(0);
    expect(state.integrity.violations[0]!.pages.every((page) => page >>> 5 === word)).toBe(true);
  });

  test('a synchronisation that clears the log without importing it', () => {
    const { state } = run(plain, ({ log, planes }) => {
      const sync = log.sync.bind(log);
      let count = 0;
      log.sync = () => {
        if (++count === 2) planes.dirty.fill(0);
        return sync();
      };
    });
    expect(state.integrity.stale).toBeGreaterThan(0);
  });

  test('a clear that also forgets writes to pages that were not imported', () => {
    const { state } = run(plain, ({ log, planes }) => {
      const clearChunk = log.clearChunk.bind(log);
      log.owesClear = (word) => word % 64 === 0;
      log.clearChunk = (word) => {
        clearChunk(word);
        planes.dirty.fill(0);
      };
    });
    expect(state.integrity.stale).toBeGreaterThan(0);
  });

  test('a chunk that is cleared after its pages were sent hides writes that came in between', () => {
    const { state } = run(plain, ({ log }) => {
      let sends = 0;
      const owesClear = log.owesClear.bind(log);
      log.owesClear = (word) => owesClear(word) && ++sends > 40;
    });
    expect(state.integrity.stale).toBeGreaterThan(0);
  });

  test('a sender that takes a page for sent without sending it: lost, by name', () => {
    const page = 1234;
    const { state } = run(plain, ({ thread, planes }) => {
      const sender = thread.sender as unknown as { markSent: (word: number, mask: number) => void };
      const markSent = sender.markSent.bind(sender);
      sender.markSent = (word, mask) => {
        if (word !== page >>> 5) return markSent(word, mask);
        planes.toSend[word]! &= ~mask;
        markSent(word, mask & ~bitOf(page));
      };
    });
    expect(state.integrity).toMatchObject({ lost: 1, stale: 0 });
    expect(state.integrity.violations).toContainEqual(expect.objectContaining({ invariant: 'INV-01', pages: [page], count: 1 }));
  });

  test('a last stage that leaves a word out', () => {
    const word = 20;
    const { state } = run(plain, ({ thread, planes }) => {
      const { sender, counters } = thread;
      const beginLastStage = sender.beginLastStage.bind(sender);
      sender.beginLastStage = () => {
        for (let left = planes.toSend[word]!; left !== 0; left &= left - 1) counters.dirtyPages--;
        planes.toSend[word] = 0;
        beginLastStage();
      };
    });
    expect(state.integrity.stale).toBeGreaterThan(0);
    expect(state.integrity.violations[0]!.pages.every((page) => page >>> 5 === word)).toBe(true);
  });

  test('a guest that goes on writing after the last pages', () => {
    const { state } = run(plain, ({ guest }) => {
      guest.stop = () => undefined;
    });
    expect(state.integrity.stale).toBeGreaterThan(0);
  });

  test('a hypercall that never reaches the host: the page is decoded under the wrong status, and named (F-01, F-02)', () => {
    for (const lost of [0, 40, 333]) {
      let page = -1;
      const { state } = run(encrypted, ({ life }) => {
        const { channel } = life.status!;
        const call = channel.call.bind(channel);
        let calls = 0;
        channel.call = (first, pages, isEncrypted, memslotEnd) => {
          if (calls++ !== lost) return call(first, pages, isEncrypted, memslotEnd);
          page = first;
          return 0;
        };
      });
      expect(state.integrity.misclassified).toBe(1);
      expect(state.integrity.violations).toContainEqual(expect.objectContaining({ invariant: 'INV-02', pages: [page] }));
      expect(state.integrity.violations).toContainEqual(expect.objectContaining({ invariant: 'INV-14', pages: [page] }));
    }
  });

  test('a page that is announced but not written anew is sent again all the same (INV-10)', () => {
    const { state } = run(encrypted, ({ life }) => {
      const converter = life.conversions as unknown as { turnOver: (page: number) => void };
      converter.turnOver = (page) => life.status!.turnOver(page);
    });
    expect(state.integrity).toMatchObject({ misclassified: 0, stale: 0, violations: [] });
  });
});

test('a violation is an event of the destination, at the moment when the guest first runs there', () => {
  const { state, events, thread } = run(plain, ({ guest }) => {
    guest.stop = () => undefined;
  });
  expect(events.events.filter(({ kind, name }) => kind === 'violation' && name === 'INV-01')).toEqual([
    { atNs: thread.state.resumeNs, kind: 'violation', host: 'destination', name: 'INV-01', value: state.integrity.violations[0]!.text, count: state.integrity.stale },
  ]);
});
