import { describe, expect, it } from 'vitest';
import type { PageIndex } from '../../../src/base/units';
import type { EngineAction, EngineConfig, StatusInterface } from '../../../src/engine/config';
import { testBit } from '../../../src/engine/memory/bitRange';
import type { Plane } from '../../../src/engine/memory/pagePlanes';
import { Simulation } from '../../../src/engine/simulation';
import { broken, configOf } from '../faults/runFault';
import { pagesOf } from '../planeSets';
import type { ConfigChanges } from '../testConfig';

/** confidential-migration.md 2.7. R2 is F-05, R3 is F-06: tests/engine/faults/statusFaults.test.ts. */

const INTERFACES = ['v10-list', 'v13-msr', 'merged'] as const;
/** Sent in the first 25 ms of a first pass of a third of a second, outside of the working set: nobody else writes it. */
const PAGE = 1000;
const BIT = 1 << (PAGE & 31);
/** Some passes of 20 ms and less follow the first: time for a page to be sent between two steps of the guest. */
const SLOW: ConfigChanges = { workload: { writesPerSecond: 20_000 }, parameters: { downtimeLimitMs: 1 } };

const migrated = (statusInterface: StatusInterface, more: readonly EngineAction[] = []): EngineConfig =>
  configOf([{ atNs: 0, action: 'migrate' }, ...more], SLOW, statusInterface);

/** A run whose guest takes its steps one by one: the C-bit, the writes, the hypercall. */
class Toggling {
  readonly simulation: Simulation;
  private readonly page: PageIndex;

  constructor(config: EngineConfig, page: PageIndex = PAGE) {
    this.simulation = new Simulation(config);
    this.page = page;
  }

  to(ns: number): this {
    while (!this.simulation.advance(ns, 1e6));
    return this;
  }

  /** Goes on in pieces until the page was sent so often in all; false if the guest stopped before. */
  toSend(times: number): boolean {
    const { simulation } = this;
    for (let ns = simulation.nowNs; this.sent < times && simulation.thread.state.stopNs < 0 && !simulation.isDone; ns += 20e3) this.to(ns);
    return this.sent >= times && simulation.thread.state.stopNs < 0;
  }

  flipCBit(): void {
    this.truth[this.page >>> 5]! ^= BIT;
  }

  write(): void {
    this.simulation.guest.rewrite(this.page, this.page + 1);
  }

  /** The hypercall alone: tells what the C-bit is by now. */
  call(): void {
    this.flipCBit();
    this.simulation.life.status!.turnOver(this.page);
  }

  /** What the destination took the page for when it was last sent. */
  get toldPrivate(): boolean {
    return testBit(this.simulation.planes.privateAtDestination!, this.page);
  }

  get sent(): number {
    const { sent0, sent1, sent2 } = this.simulation.planes;
    const bit = (plane: Plane): number => Number(testBit(plane, this.page));
    return bit(sent0) + 2 * bit(sent1) + 4 * bit(sent2);
  }

  get isShared(): boolean {
    return !testBit(this.truth, this.page);
  }

  get list(): string {
    return JSON.stringify(this.simulation.life.status!.channel.store!.ranges());
  }

  private get truth(): Plane {
    return this.simulation.planes.privateTruth!;
  }
}

const result = ({ simulation }: Toggling) => [simulation.thread.counters.status, broken({ simulation, events: [] })] as const;

describe.each(INTERFACES)('R1 with %s: the guest writes through the new mapping before its hypercall', (statusInterface) => {
  it('the page crosses under its old status; the call makes it dirty, and it is sent again under the new one', () => {
    const run = new Toggling(migrated(statusInterface)).to(0.2e9);
    expect(run.sent).toBe(1);
    run.flipCBit();
    run.write();
    expect(run.toSend(2)).toBe(true);
    expect([run.isShared, run.toldPrivate]).toEqual([true, true]);
    run.call();
    expect(testBit(run.simulation.planes.dirty, PAGE)).toBe(true);
    run.to(Infinity);
    expect([run.sent, run.toldPrivate]).toEqual([3, false]);
    expect(result(run)).toEqual(['completed', {}]);
  });

  it('if the migration ends in between, the oracle names the page: it crossed under its old status', () => {
    const run = new Toggling(migrated(statusInterface)).to(0.2e9);
    run.flipCBit();
    run.write();
    expect(run.toSend(2)).toBe(true);
    run.to(Infinity);
    expect(result(run)).toEqual(['completed', { 'INV-02': [PAGE], 'INV-14': [PAGE] }]);
    expect(run.simulation.state.integrity).toMatchObject({ misclassified: 1, stale: 0 });
  });

  it('a call that leaves no mark in the log is seen: the list is right, the page at the destination is not', () => {
    const run = new Toggling(migrated(statusInterface)).to(0.2e9);
    run.flipCBit();
    run.write();
    expect(run.toSend(2)).toBe(true);
    run.call();
    run.simulation.planes.dirty[PAGE >>> 5]! &= ~BIT;
    run.to(Infinity);
    expect(result(run)).toEqual(['completed', { 'INV-02': [PAGE], 'INV-10': [PAGE] }]);
  });
});

describe('R1 in a script: 16 shared pages are made private and written, the call does not come (F-02)', () => {
  const lost: EngineAction = { atNs: 0.2e9, action: 'fault', fault: 'F-02', target: '8000' };
  const pages = Array.from({ length: 16 }, (_, at) => 8000 + at);

  it('until a kexec, whose new kernel announces all of its RAM: they are sent again, right', () => {
    const run = new Toggling(migrated('v10-list', [lost, { atNs: 0.3e9, action: 'reboot', kexec: true }]), 8000).to(Infinity);
    const [status, violations] = result(run);
    expect([status, violations, run.simulation.state.integrity.misclassified]).toEqual(['completed', {}, 0]);
  });

  it('or not at all: they are named', () => {
    expect(result(new Toggling(migrated('v10-list', [lost])).to(Infinity))).toEqual(['completed', { 'INV-02': pages, 'INV-14': pages }]);
  });
});

describe.each(INTERFACES)('R4 with %s: private, shared, private again between two synchronisations', (statusInterface) => {
  /** Both calls arrive; then, perhaps, the guest writes the page anew, since its contents are gone. */
  function flippedTwice(isWritten: boolean): Toggling {
    const run = new Toggling(migrated(statusInterface)).to(0.2e9);
    expect(run.sent).toBe(1);
    const before = run.list;
    for (let flip = 0; flip < 2; flip++) {
      run.flipCBit();
      run.call();
    }
    if (isWritten) run.write();
    expect([run.list, run.isShared]).toEqual([before, false]);
    return run;
  }

  it('the list is as it was, and the page is sent again with what the guest wrote last', () => {
    const run = flippedTwice(true).to(Infinity);
    expect([run.sent, run.toldPrivate]).toEqual([2, true]);
    expect(result(run)).toEqual(['completed', {}]);
  });

  it('taken for no change, with no mark in the log, it keeps what it held before both flips: the oracle names it', () => {
    const run = flippedTwice(true);
    run.simulation.planes.dirty[PAGE >>> 5]! &= ~BIT;
    run.to(Infinity);
    expect(run.sent).toBe(1);
    expect(result(run)).toEqual(['completed', { 'INV-01': [PAGE] }]);
    expect(run.simulation.state.integrity).toMatchObject({ stale: 1, misclassified: 0 });
  });

  it('even without the guest’s own write the calls make the host send it again', () => {
    const run = flippedTwice(false).to(Infinity);
    expect(run.sent).toBe(2);
    expect(result(run)).toEqual(['completed', {}]);
  });
});

describe('R4 in a script: so many conversions that pages come and go between two looks', () => {
  /** A slice of writes is longer than 1024 buffers last at this rate: what is taken late in it is given back in it. */
  const config = configOf([{ atNs: 0, action: 'migrate' }], {
    mechanism: 'mirror-ring', guest: { kind: 'sev', pages: 16_384, composition: { zeroShare: 0, sharedPages: 1024 } },
    workload: { kind: 'idle', writesPerSecond: 0, conversionsPerSecond: 4_000_000 }, parameters: { downtimeLimitMs: 3000 },
  });

  it('each of them is sent again: nothing is stale, nothing is under a wrong status', () => {
    const run = new Toggling(config).to(Infinity);
    expect(result(run)).toEqual(['completed', {}]);
  });

  it('without the write that initialises them anew, those that nothing else marks keep their old version, and are named', () => {
    const run = new Toggling(config);
    const { life, planes } = run.simulation;
    const conversions = life.conversions!;
    const carryOut = conversions.run.bind(conversions);
    let forgotten = 0;
    conversions.run = (due) => {
      const [dirty, statuses] = [planes.dirty.slice(), planes.privateTruth!.slice()];
      carryOut(due);
      for (let word = 0; word < planes.words; word++) {
        const twice = planes.dirty[word]! & ~dirty[word]! & ~(statuses[word]! ^ planes.privateTruth![word]!);
        if (twice !== 0) forgotten++;
        planes.dirty[word]! &= ~twice;
      }
    };
    run.to(Infinity);
    expect(forgotten).toBeGreaterThan(100);
    const { stale, violations } = run.simulation.state.integrity;
    const old = pagesOf(planes.stale);
    expect(old.length).toBeGreaterThan(0);
    expect([stale, violations[0]]).toMatchObject([old.length, { invariant: 'INV-01', pages: old.slice(0, 16) }]);
  });
});
