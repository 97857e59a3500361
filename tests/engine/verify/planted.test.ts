import { describe, expect, it } from 'vitest';
import type { EngineConfig } from '../../../src/engine/config';
import type { HelperSide } from '../../../src/engine/vmm/paths/helperSide';
import type { Plane } from '../../../src/engine/memory/pagePlanes';
import { Simulation } from '../../../src/engine/simulation';
import { judgeGuest, judgeMigration } from '../../../src/engine/verify/judgements';
import { secureVmInvariants, type SecureVmFacts } from '../../../src/engine/verify/secureVmInvariants';
import { powerConfig, runPower } from '../ultravisor/powerConfig';
import { encryptedConfig, testConfig } from '../testConfig';

const idle = { workload: { kind: 'idle', writesPerSecond: 0 } } as const;
const plain = testConfig();
const psp = encryptedConfig('psp', idle);
const ring = encryptedConfig('mirror-ring', idle);
const staying = (changes: Partial<EngineConfig> = {}): EngineConfig => ({ ...psp, ...changes, script: [{ atNs: 1e6, action: 'compact' }] });
const rebooted: EngineConfig = { ...psp, script: [{ atNs: 1e6, action: 'reboot' }] };

const flip = (plane: Plane | undefined, page: number): void => void (plane![page >>> 5]! ^= 1 << (page & 31));
const broken = ({ state }: Simulation): readonly string[] =>
  state.integrity.violations.map(({ invariant, text, pages }) => `${invariant} ${text}${pages.length === 0 ? '' : ` [${pages.join(' ')}]`}`);

/** Judged once more at its end, first as it is, then with one thing changed by hand. */
function after(config: EngineConfig, plant: (simulation: Simulation) => void): readonly string[] {
  const simulation = new Simulation(config);
  while (!simulation.advance(Infinity, 1e9));
  const moves = config.script.some(({ action }) => action === 'migrate');
  const judge = (): readonly string[] => {
    simulation.state.integrity = { ...simulation.state.integrity, violations: [] };
    if (moves) judgeMigration(simulation);
    else judgeGuest(simulation, simulation.nowNs);
    return broken(simulation);
  };
  expect(judge()).toEqual([]);
  plant(simulation);
  return judge();
}

/** A run whose last step before the judgement is followed by a corruption. */
function atEnd(config: EngineConfig, plant: (simulation: Simulation) => void): readonly string[] {
  const simulation = new Simulation(config);
  const thread = simulation.thread as unknown as { complete: () => void };
  const complete = thread.complete.bind(thread);
  thread.complete = () => {
    complete();
    plant(simulation);
  };
  while (!simulation.advance(Infinity, 1e9));
  return broken(simulation);
}

describe('one thing changed by hand after a migration', () => {
  it.each<[string, EngineConfig, (simulation: Simulation) => void, RegExp]>([
    ['an end before its beginning', plain, ({ thread }) => void (thread.state.resumeNs = thread.state.stopNs - 1), /^INV-03 the guest ran at the destination before it stopped at the source$/],
    ['a source that runs on', plain, ({ guest }) => void (guest.clock.state.running = true), /^INV-03 the source runs on after the switchover$/],
    ['a page in the dirty log', plain, ({ planes }) => flip(planes.dirty, 2050), /^INV-09 written after its last send and never sent again \[2050\]$/],
    ['a page still to send', plain, ({ planes }) => flip(planes.toSend, 4095), /^INV-09 still marked to send when the migration completed \[4095\]$/],
    ['a list read before the log', psp, ({ life }) => void life.status!.state.logReads--, /^INV-09 the list of page statuses was read before the dirty log$/],
    ['a status that the host learnt too late', psp, ({ planes }) => flip(planes.privateBelief, 700), /^INV-10 not sent again under the status that the host last knew \[700\]$/],
    ['bytes that left the stream and never came to the wire', plain, ({ link }) => void (link.state.bytes -= 4104), /^INV-11 \d+ bytes in the stream, \d+ on the wire$/],
    ['a pause that is told too short', psp, ({ thread }) => void (thread.counters.downtimeMs = 0), /^INV-12 downtime of 0 ms is less than the pause of \d+ ms$/],
    ['a page that the host has as shared', psp, ({ life }) => life.status!.channel.store!.share(99, 1), /^INV-14 the host believes another status than the guest has \[99\]$/],
    ['a page that QEMU reads otherwise', psp, ({ planes }) => { flip(planes.privateBelief, 31); flip(planes.privateAtDestination, 31); flip(planes.privateTruth, 31); }, /^INV-14 the host believes another status than the guest has \[31\]$/],
    ['READY gone at the destination', psp, ({ readiness }) => void (readiness.state.ready = false), /^INV-16 migrated while the guest was not READY$/],
    ['a page missing in the destination’s list', psp, ({ life }) => void (life.status!.state.arrived = life.status!.state.arrived!.map((page, at) => (at === 0 ? page + 1 : page))), /^INV-17 the destination's list lacks it.*\[\d+\]$/],
    ['a copy of the bitmap that is not KVM’s', psp, ({ planes }) => flip(planes.privateBelief, 64), /^INV-17 QEMU's copy of the bitmap is not what KVM holds \[64\]$/],
    ['a link that was busy for longer than there was time', plain, ({ link }) => void (link.state.busyNs *= 3), /^INV-33 link busy for \d+\.?\d* ns of \d+ ns$/],
    ['a link that forgets part of its work', plain, ({ link }) => void (link.state.busyNs /= 2), /^INV-33 the link says that it was busy for \d+\.?\d* ns, its bytes took \d+\.?\d* ns$/],
    ['a source path that was busy for longer than there was time', ring, ({ thread }) => void (thread.path!.busy.source += 9e9), /^INV-33 source path busy for \d+ ns of \d+ ns$/],
    ['a destination path likewise', ring, ({ thread }) => void (thread.path!.busy.destination += 9e9), /^INV-33 destination path busy for \d+ ns of \d+ ns$/],
  ])('%s', (_, config, plant, text) => {
    expect(after(config, plant)).toContainEqual(expect.stringMatching(text));
  });

  it('READY at a destination that never got the list', () => {
    expect(after(psp, ({ life }) => void (life.status!.state.arrived = []))).toContainEqual(expect.stringMatching(/^INV-16 READY at the destination, which never loaded the list/));
  });
});

describe('one thing changed by hand while the guest stays', () => {
  it.each<[string, EngineConfig, (simulation: Simulation) => void, RegExp]>([
    ['a page that the host has as shared', staying(), ({ life }) => life.status!.channel.store!.share(100, 1), /^INV-14 the host believes another status than the guest has \[100\]$/],
    ['a page of an earlier kernel on the list', rebooted, ({ life }) => life.status!.channel.store!.share(life.status!.state.earlierRuns[0]! + 1, 1), /^INV-15 private now, and still on the host's list of shared pages.*\[\d+\]$/],
    ['a private page whose pin is gone', staying(), ({ planes }) => flip(planes.pinned, 333), /^INV-23 private, touched and not pinned \[333\]$/],
    ['a pin that nobody gave back', staying(), ({ memory }) => void (memory.state.destroyed = { vms: 1, leaked: 1, unflushed: 0 }), /^INV-24 1 pins left of 1 destroyed VMs$/],
    ['a frame that was unpinned before the flush', staying(), ({ memory }) => { memory.state.destroyed = { vms: 1, leaked: 0, unflushed: 1 }; memory.writeBack([77]); }, /^INV-24 unpinned without a flush.*\[77\]$/],
    ['a region that is not registered', staying(), ({ memory }) => void memory.state.registeredPages--, /^INV-25 4095 pages registered of 4096$/],
    ['more pins than registered pages', staying(), ({ memory }) => void (memory.state.pinnedPages = 4097), /^INV-25 4097 pages pinned, 4096 registered$/],
    ['a count of pins that is off by one', staying(), ({ memory }) => void memory.state.pinnedPages--, /^INV-25 4095 pages counted as pinned, 4096 are$/],
    ['a page that was moved', staying(), ({ memory }) => memory.move(55, 56), /^INV-26 moved by the host while private: the guest reads garbage \[55\]$/],
  ])('%s', (_, config, plant, text) => {
    expect(after(config, plant)).toContainEqual(expect.stringMatching(text));
  });

  it('a list that is not coalesced', () => {
    const texts = after(staying(), ({ life }) => {
      const { store } = life.status!.channel;
      const ranges = store!.ranges.bind(store);
      store!.ranges = (window) => ranges(window).flatMap(({ start, end }) => [{ start, end: start + 1 }, { start: start + 1, end }]);
    });
    expect(texts).toContain('INV-14 the list of shared pages is not sorted and coalesced');
  });

  it('pins that a VM took and that its destruction does not give back', () => {
    const simulation = new Simulation(psp);
    while (!simulation.advance(50e6, 1e9));
    simulation.memory.state.here = { ...simulation.memory.state.here, slots: simulation.memory.state.here.slots + 3 };
    while (!simulation.advance(Infinity, 1e9));
    expect(broken(simulation)).toContain('INV-24 3 pins left of 1 destroyed VMs');
  });
});

describe('a switchover, corrupted in its last step', () => {
  it('a stop that comes after the guest went on', () => {
    expect(atEnd(plain, ({ thread }) => void (thread.state.stopNs = thread.state.resumeNs + 1))).toContainEqual(expect.stringMatching(/^INV-03/));
  });

  it('a page whose last send was never counted is named, and only that', () => {
    expect(atEnd(psp, ({ planes }) => {
      for (const plane of [planes.sent0, planes.sent1, planes.sent2]) plane[12]! &= ~(1 << 5);
    })).toEqual(['INV-01 the destination never received the page [389]']);
  });
});

describe('a helper', () => {
  it('INV-18: whose owner is a mirror itself', () => {
    const simulation = new Simulation(ring);
    while (!simulation.advance(15e6, 1e9));
    const { sourceVm } = simulation.thread.path!.pair;
    sourceVm.mirrorOf = sourceVm;
    while (!simulation.advance(Infinity, 1e9));
    expect(broken(simulation)).toContainEqual(expect.stringMatching(/^INV-18 the mirror’s owner is a mirror itself: ASID 100 at the source/));
  });

  it('INV-33: whose ring holds fewer than no descriptors', () => {
    const simulation = new Simulation(ring);
    while (!simulation.advance(15e6, 1e9));
    const { channel } = (simulation.thread.path as unknown as { source: HelperSide }).source;
    const take = channel.take.bind(channel);
    channel.take = (pages) => {
      const ns = take(pages);
      channel.state.open -= 64;
      return ns;
    };
    while (!simulation.advance(Infinity, 1e9));
    expect(broken(simulation)).toContainEqual(expect.stringMatching(/^INV-33 fewer descriptors than none wait in the ring: -\d+ at the source/));
  });
});

describe('frames of a secure VM', () => {
  const ESM = { atNs: 10e6, action: 'esm' } as const;
  const QUIET: SecureVmFacts = { ended: false, beforeDone: undefined, twoOwners: 0, plaintextReads: 0, merged: [], registering: [] };

  function texts(plant: (simulation: Simulation) => Partial<SecureVmFacts> | undefined, script: EngineConfig['script'] = [ESM]): readonly string[] {
    const simulation = runPower(powerConfig({ script }));
    const vm = simulation.ultravisor!.vm;
    const corrupt = simulation.planes.gfnCorrupt!;
    const judge = (facts: Partial<SecureVmFacts>): readonly string[] => secureVmInvariants(vm, corrupt, { ...QUIET, ...facts }).map(({ invariant, text, pages }) => `${invariant} ${text} [${pages.join(' ')}]`);
    expect(judge({ ended: vm.vmState === 'NORMAL' })).toEqual([]);
    return judge(plant(simulation) ?? {});
  }
  const secure = ({ planes }: Simulation): number => planes.gfnSecure!.findIndex((word) => word === -1) * 32 + 7;

  it('INV-27: one that is NORMAL is named', () => {
    let gfn = 0;
    expect(texts((each) => {
      gfn = secure(each);
      flip(each.planes.gfnSecure, gfn);
      each.ultravisor!.vm.pool.state.used--;
      return undefined;
    })).toEqual([`INV-27 NORMAL in a secure VM: the hypervisor goes on with these GFNs as its own [${gfn}]`]);
  });

  it('INV-28: one in two states, and a device PFN that is nobody’s', () => {
    let gfn = 0;
    expect(texts((each) => {
      gfn = secure(each);
      flip(each.planes.gfnShared, gfn);
      return undefined;
    })).toEqual([`INV-28 in two states at once [${gfn}]`]);
    expect(texts((each) => {
      each.ultravisor!.vm.pool.state.used++;
      return undefined;
    })).toEqual([expect.stringMatching(/^INV-28 \d+ device PFNs in use for \d+ resident GFNs/)]);
    expect(texts((each) => {
      each.ultravisor!.vm.pool.state.capacity = 3;
      return undefined;
    })).toEqual([expect.stringMatching(/^INV-28 \d+ device PFNs of 3/)]);
  });

  it('INV-29: one that was paged out or shared before INIT_DONE and is not after it', () => {
    expect(texts((each) => ({ beforeDone: { ...each.ultravisor!.counts, pagedOut: each.ultravisor!.counts.pagedOut + 1 } }))).toEqual(['INV-29 1 paged-out GFNs changed at INIT_DONE []']);
    expect(texts((each) => ({ beforeDone: { ...each.ultravisor!.counts, shared: each.ultravisor!.counts.shared + 2 } }))).toEqual(['INV-29 2 shared GFNs changed at INIT_DONE []']);
  });

  it('INV-30: one that is not NORMAL after a reset, and a device PFN that is not free', () => {
    const reset = [ESM, { atNs: 1e9, action: 'reboot' }] as const;
    expect(texts(({ planes, ultravisor }) => {
      flip(planes.gfnPagedOut, 600);
      ultravisor!.vm.pool.state.used = 0;
      return { ended: true };
    }, reset)).toEqual(['INV-30 not NORMAL after the VM ceased to be secure [600]']);
    expect(texts(({ ultravisor }) => {
      ultravisor!.vm.pool.state.used = 2;
      return { ended: true };
    }, reset)).toContainEqual('INV-30 2 device PFNs still in use []');
  });

  it('INV-31: a page that the hypervisor read in plain', () => {
    expect(texts(() => ({ plaintextReads: 1 }))).toEqual(['INV-31 the hypervisor read 1 SECURE pages in plain []']);
  });

  it('INV-32: one of a slot that was plugged in', () => {
    const plug = [ESM, { atNs: 1e9, action: 'hotplug', bytes: 8 << 20 }] as const;
    expect(texts((each) => {
      flip(each.planes.gfnSecure, 1030);
      each.ultravisor!.vm.pool.state.used--;
      return undefined;
    }, plug)).toEqual(['INV-32 slot 1 was plugged in and its GFNs are NORMAL in a secure VM: random errors in the guest [1030]']);
  });
});
