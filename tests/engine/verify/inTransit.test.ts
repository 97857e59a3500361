import { describe, expect, it } from 'vitest';
import type { EngineConfig } from '../../../src/engine/config';
import type { HelperChannelState } from '../../../src/engine/helper/helperChannel';
import type { MirrorVm } from '../../../src/engine/helper/mirrorVm';
import { captureCheckpoint, restoreCheckpoint } from '../../../src/engine/record/checkpoint';
import type { Violation } from '../../../src/engine/record/runResult';
import { Simulation } from '../../../src/engine/simulation';
import { encryptedConfig, type ConfigChanges } from '../testConfig';

const idle: ConfigChanges = { workload: { kind: 'idle', writesPerSecond: 0 } };
const ring = encryptedConfig('mirror-ring', idle);

/** Runs with something planted when the clock first reaches `atNs`; nothing of it is told to the injector. */
function run(config: EngineConfig, plant: (simulation: Simulation) => void, atNs = 0): Simulation {
  const simulation = new Simulation(config);
  while (!simulation.advance(atNs, 1e9));
  plant(simulation);
  while (!simulation.advance(Infinity, 1e9));
  return simulation;
}

/** The one that speaks of this. */
const told = (simulation: Simulation, invariant: string, text: RegExp): Violation | undefined => found(simulation, invariant).find((violation) => text.test(violation.text));
const found = ({ state }: Simulation, invariant: string): readonly Violation[] => state.integrity.violations.filter((violation) => violation.invariant === invariant);

interface Side {
  readonly mirror: MirrorVm;
  readonly channel: { take: (pages: number) => number; readonly state: HelperChannelState };
}
const sides = ({ thread }: Simulation): { readonly source: Side; readonly destination: Side } => thread.path as unknown as { source: Side; destination: Side };

/** Race R3: the guest turns a page over after its bytes were read and before its type was, and the dirty mark is spent on this send. */
function turnOverInSend({ thread, planes }: Simulation, page: number): void {
  const bit = 1 << (page & 31);
  const sender = thread.sender as unknown as { markSent: (word: number, mask: number) => void };
  const markSent = sender.markSent.bind(sender);
  let isDone = false;
  sender.markSent = (word, mask) => {
    markSent(word, mask);
    if (isDone || word !== page >>> 5 || (mask & bit) === 0) return;
    isDone = true;
    for (const plane of [planes.privateTruth!, planes.privateBelief!, planes.privateAtDestination!]) plane[word]! ^= bit;
    planes.stale[word]! |= bit;
  };
}

describe('INV-10, read under one status and told under another', () => {
  it.each([['psp', 1000], ['mirror-ring', 31], ['mailbox', 32], ['psp', 1900]] as const)('%s: page %d is named, private or shared', (mechanism, page) => {
    const simulation = run(encryptedConfig(mechanism, idle), (each) => turnOverInSend(each, page));
    expect(found(simulation, 'INV-10')).toEqual([{ invariant: 'INV-10', pages: [page], count: 1, text: 'turned over while it was being sent, and not sent again: its old bytes under its new type' }]);
  });

  it('a page that is sent once more after it was turned over is right again', () => {
    const simulation = run(encryptedConfig('psp', { workload: { writesPerSecond: 50_000, firstPage: 990, workingSetPages: 32 } }), (each) => {
      turnOverInSend(each, 1000);
    });
    expect(simulation.planes.sent1[31]! & (1 << 8)).not.toBe(0);
    expect(found(simulation, 'INV-10')).toEqual([]);
  });

  it('is kept by a checkpoint between the send and the end', () => {
    const first = new Simulation(encryptedConfig('psp', idle));
    turnOverInSend(first, 100);
    while (!first.advance(130e6, 1e9));
    const second = new Simulation(encryptedConfig('psp', idle));
    restoreCheckpoint(second, captureCheckpoint(first));
    while (!second.advance(Infinity, 1e9));
    expect(found(second, 'INV-10')).toEqual([expect.objectContaining({ pages: [100], count: 1 })]);
  });
});

describe('INV-19, descriptors', () => {
  it('put in and never taken in: the pages are named', () => {
    const simulation = run(ring, (each) => {
      const { channel } = sides(each).source;
      const take = channel.take.bind(channel);
      let calls = 0;
      channel.take = (pages) => {
        if (calls++ !== 7) return take(pages);
        channel.state.issued += pages;
        return 0;
      };
    });
    const lost = told(simulation, 'INV-19', /^the ring overflowed: the descriptor of the page was lost: page \d+/)!;
    expect(lost.count).toBeGreaterThan(0);
    expect(lost.pages).toHaveLength(Math.min(16, lost.count));
    expect(told(simulation, 'INV-19', /^descriptors were lost, or completed twice: \d+ pages for \d+ records at the destination$/)).toBeDefined();
    expect(found(simulation, 'INV-07')).toEqual([]);
  });

  it('one of a batch: it is the last that found no room', () => {
    const simulation = run(ring, (each) => {
      const { channel } = sides(each).source;
      const take = channel.take.bind(channel);
      let calls = 0;
      channel.take = (pages) => {
        const isShort = calls++ === 7 && pages > 1;
        if (isShort) channel.state.issued++;
        return take(isShort ? pages - 1 : pages);
      };
    });
    expect(told(simulation, 'INV-19', /^the ring overflowed/)).toMatchObject({ count: 1, pages: [expect.any(Number)] });
  });

  it('completed without ever having been put in', () => {
    const simulation = run(ring, (each) => void sides(each).source.channel.state.pages++, 15e6);
    expect(found(simulation, 'INV-19')).toContainEqual(expect.objectContaining({ text: expect.stringMatching(/^a descriptor was completed that was never put in: after page \d+$/) }));
  });

  it.each(['source', 'destination'] as const)('a slot that is taken from the mirror of the %s: the first page that is named after it', (host) => {
    const simulation = run(ring, (each) => {
      const { mirror } = sides(each)[host];
      mirror.restore({ ...mirror.capture(), slots: [{ start: 0, end: 2000 }] });
    }, 15e6);
    const named = told(simulation, 'INV-19', /^a descriptor names a page that is in no slot of the mirror: page \d+/)!;
    expect(named.pages[0]).toBeGreaterThanOrEqual(2000);
  });
});

describe('INV-02, read or written under another key', () => {
  it.each(['source', 'destination'] as const)('an ASID that changes at the %s in the middle: the pages from there on, and no other', (host) => {
    let before = 0;
    const simulation = run(ring, (each) => {
      before = each.thread.path!.watch.state.onWire;
      sides(each)[host].mirror.vm!.asid += 1;
    }, 15e6);
    expect(before).toBeGreaterThan(100);
    expect(simulation.state.integrity.wrongKey).toBe(simulation.thread.path!.watch.state.onWire - before);
    expect(found(simulation, 'INV-02')[0]!.text).toBe('the destination holds garbage: the helper read the page under another key');
    expect(found(simulation, 'INV-18')).toHaveLength(1);
  });
});
