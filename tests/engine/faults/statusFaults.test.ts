import { describe, expect, it } from 'vitest';
import type { StatusInterface } from '../../../src/engine/config';
import { countOf, pagesOf } from '../planeSets';
import type { ConfigChanges } from '../testConfig';
import { at, broken, configOf, fault, refusals, run, upTo, type FaultRun } from './runFault';

const ALL = ['rfc-v1', 'v10-list', 'v13-msr', 'merged'] as const;

function differing(a: Int32Array | undefined, b: Int32Array | undefined): readonly number[] {
  const words = [...a!.entries()].filter(([i, word]) => word !== b![i]);
  return words.flatMap(([i, word]) => pagesOf(Int32Array.of(word ^ b![i]!)).map((bit) => i * 32 + bit));
}

/** The destination's wrong pages, page by page. */
const wrongThere = ({ simulation: { planes } }: FaultRun): readonly number[] => differing(planes.privateTruth, planes.privateAtDestination);
/** What is wrong of a posted interface anyway: two pages that its kernel never announces. */
const POSTED: Readonly<Record<StatusInterface, readonly number[]>> = { none: [], 'rfc-v1': [7680, 7681], 'v10-list': [], 'v13-msr': [], merged: [] };

describe('F-01 and F-02, a lost hypercall', () => {
  it.each(ALL)('%s: shared pages cross as private, exactly those whose call was lost', (name) => {
    const faulty = run(configOf([fault(0, 'F-01:320'), at(0.1, 'migrate')], {}, name));
    expect(wrongThere(faulty)).toEqual([...upTo(320, 336), ...POSTED[name]]);
    expect(faulty.simulation.planes.privateAtDestination![10]).toBe(-1);
    expect(faulty.simulation.state.integrity).toMatchObject({ misclassified: 16 + POSTED[name].length, stale: 0, lost: 0, wrongKey: 0 });
    expect(broken(faulty)['INV-14']).toEqual(expect.arrayContaining([...upTo(320, 334)]));
  });

  it('the other way round: ciphertext crosses verbatim', () => {
    const faulty = run(configOf([fault(0, 'F-02:8000'), at(0.1, 'migrate')]));
    expect(wrongThere(faulty)).toEqual(upTo(8000, 8016));
    expect(faulty.simulation.planes.privateAtDestination![250]).toBe(0);
    expect(broken(faulty)).toEqual({ 'INV-02': upTo(8000, 8016), 'INV-14': upTo(8000, 8016) });
  });

  it('is seen at once, by the host’s list against the guest, and without a migration', () => {
    const faulty = run(configOf([fault(0.5, 'F-01:320'), at(9, 'migrate')]), 1e9);
    expect(broken(faulty)).toEqual({ 'INV-14': upTo(320, 336) });
  });

  it('in the middle of a migration: the pages are sent again, and again wrongly', () => {
    const faulty = run(configOf([at(0, 'migrate'), fault(0.35, 'F-01:320')]));
    expect((faulty.simulation.planes.sent1[10]! | faulty.simulation.planes.sent2[10]!) & 0xffff).toBe(0xffff);
    expect(wrongThere(faulty)).toEqual(upTo(320, 336));
  });

  it('draws its place from the seed, in a stream of its own', () => {
    const placeOf = (seed: number) => wrongThere(run(configOf([fault(0, 'F-01'), at(0.1, 'migrate')], { seed })));
    expect(placeOf(1)).toEqual(placeOf(1));
    expect(placeOf(1)).toHaveLength(16);
    expect(placeOf(2)).not.toEqual(placeOf(1));
  });

  it('is refused where its pages are not what it needs, by name', () => {
    expect(refusals(run(configOf([fault(0, 'F-01:8000'), fault(0, 'F-02:320'), at(0.1, 'migrate')])))).toEqual(['F-01 finds no 16 private pages there', 'F-02 finds no 16 shared pages there']);
  });
});

describe('F-03, no reset of page status at reboot', () => {
  it.each(['v10-list', 'v13-msr', 'merged'] as const)('%s: what the kernel before had shared and the new one has not crosses as shared', (name) => {
    const faulty = run(configOf([fault(0, 'F-03'), at(1, 'reboot'), at(8, 'migrate')], { workload: { kind: 'idle', writesPerSecond: 0 } }, name));
    const { start } = faulty.simulation.life.status!.layout.bssDecrypted;
    const left = upTo(7680, 8704).filter((page) => page < start || page >= start + 1024);
    expect(wrongThere(faulty)).toEqual(left);
    expect(broken(faulty)).toEqual({ 'INV-02': left.slice(0, 16), 'INV-15': left.slice(0, 16) });
    expect(broken(run(configOf([at(1, 'reboot'), at(8, 'migrate')], { workload: { kind: 'idle', writesPerSecond: 0 } }, name)))).toEqual({});
  });
});

describe('F-04, the list never sent', () => {
  it.each(['v10-list', 'v13-msr', 'merged'] as const)('%s: B runs well, and would misclassify every shared page on its way to C', (name) => {
    const faulty = run(configOf([fault(0, 'F-04'), at(0, 'migrate')], {}, name));
    expect(wrongThere(faulty)).toEqual([]);
    expect(faulty.simulation.state.integrity).toMatchObject({ misclassified: 0, stale: 0 });
    expect(faulty.simulation.state.integrity.violations.find(({ invariant }) => invariant === 'INV-17')).toMatchObject({ count: 1024, pages: upTo(7680, 7696) });
    expect(Object.keys(broken(faulty))).toEqual(name === 'v10-list' ? ['INV-17'] : ['INV-17', 'INV-16']);
    expect(faulty.events.map(({ name: event }) => event)).not.toContain('shared regions list');
  });

  it('the list that is sent is the source’s, to the last range', () => {
    const { simulation } = run(configOf([at(0, 'migrate')], { workload: { conversionsPerSecond: 2000 } }));
    const { state, channel } = simulation.life.status!;
    expect(state.arrived).toEqual(channel.store!.ranges().flatMap(({ start, end }) => [start, end]));
    expect(state.arrived!.length).toBeGreaterThan(200);
  });
});

describe('F-05, the list read before the dirty log', () => {
  const shared = { zeroShare: 0, sharedPages: 1024 };
  /** Four chunks of the log: each clear is a look at it. */
  const busy: ConfigChanges = {
    mechanism: 'mirror-ring', network: { bandwidth: 1.25e9 }, workload: { kind: 'idle', writesPerSecond: 0, conversionsPerSecond: 250 },
    guest: { kind: 'sev', pages: 4 * 262_144, composition: shared },
  };

  it.each(['rfc-v1', 'merged'] as const)('%s: a page converted between the two keeps its old status, and is named', (name) => {
    const faulty = run(configOf([fault(0, 'F-05'), at(0, 'migrate')], busy, name));
    const { start } = faulty.simulation.life.status!.layout.bssDecrypted;
    const posted = name === 'rfc-v1' ? [start, start + 1] : [];
    const wrong = wrongThere(faulty).filter((page) => !posted.includes(page));
    expect(wrong.length).toBeGreaterThan(0);
    expect(wrong.length).toBeLessThan(8);
    expect(broken(faulty)).toMatchObject({ 'INV-09': wrong, 'INV-10': wrong });
    expect(faulty.simulation.state.integrity).toMatchObject({ misclassified: wrong.length + posted.length, stale: 0 });
    expect(wrongThere(run(configOf([at(0, 'migrate')], busy, name)))).toEqual(posted);
  });

  it('is a broken order even where no page paid for it', () => {
    const faulty = run(configOf([fault(0, 'F-05'), at(0, 'migrate')], { workload: { conversionsPerSecond: 0.001 } }));
    expect(broken(faulty)).toEqual({ 'INV-09': 0 });
  });
});

describe('F-06, a conversion in the middle of a send', () => {
  it.each(['psp', 'mirror-ring'] as const)('%s: the destination has the old bytes of one page under its new type', (mechanism) => {
    const faulty = run({ ...configOf([fault(0, 'F-06:1000'), at(0.01, 'migrate')]), mechanism });
    const { planes, state } = faulty.simulation;
    expect(pagesOf(planes.stale).filter((page) => page < 4096 || page >= 5120)).toEqual([1000]);
    expect(wrongThere(faulty)).toEqual([]);
    expect((planes.privateAtDestination![31]! >>> 8) & 1).toBe(0);
    expect(state.integrity).toMatchObject({ stale: 1, misclassified: 0 });
    expect(broken(faulty)).toEqual({ 'INV-01': [1000], 'INV-10': [1000] });
  });

  it('heals if the guest writes the page again while it is still logged', () => {
    const faulty = run(configOf([fault(0, 'F-06:4100'), at(0.01, 'migrate')], { workload: { writesPerSecond: 50_000 } }));
    expect(faulty.events.map(({ value }) => value)).toContain('in mid-send: pages 4100 to 4100 shared');
    expect(broken(faulty)).toEqual({});
  });
});

describe('F-07 and F-08, QEMU’s copy of the posted bitmap', () => {
  it.each([1, 2, 3, 4, 5, 6, 7])('GET that ends %d pages into a byte: the rest of the byte crosses as private', (into) => {
    const faulty = run(configOf([fault(0, `F-07:${8192 + into}`), at(0, 'migrate')], {}, 'rfc-v1'));
    expect(wrongThere(faulty)).toEqual([7680, 7681, ...upTo(8192 + into, 8200)]);
  });

  it('a whole number of bytes does no harm, and is refused', () => {
    expect(refusals(run(configOf([fault(0, 'F-07:8192'), at(0, 'migrate')], {}, 'rfc-v1')))).toEqual(['F-07 takes a page count that is no multiple of 8, 8192 is given']);
  });

  it('a word of 64 shared pages is skipped: all of them cross as private, those of mixed words do not', () => {
    const faulty = run(configOf([fault(0, 'F-08'), at(0, 'migrate')], {}, 'rfc-v1'));
    expect(wrongThere(faulty)).toEqual([7680, 7681, ...upTo(7744, 8704)]);
    expect(faulty.simulation.state.integrity.violations.filter(({ count }) => count === 960).map(({ invariant }) => invariant)).toEqual(['INV-14', 'INV-17']);
    expect(countOf(faulty.simulation.planes.privateTruth!)).toBe(16_384 - 1024);
  });

  it('the posted interface without a fault: two pages that nobody announces, and a destination that cannot be told', () => {
    const control = run(configOf([at(0, 'migrate')], {}, 'rfc-v1'));
    expect(wrongThere(control)).toEqual([7680, 7681]);
    expect(Object.keys(broken(control))).toEqual(['INV-02', 'INV-14', 'INV-17']);
  });
});
