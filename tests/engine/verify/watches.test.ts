import { describe, expect, it } from 'vitest';
import type { EngineConfig } from '../../../src/engine/config';
import { captureCheckpoint, restoreCheckpoint } from '../../../src/engine/record/checkpoint';
import { EventLog } from '../../../src/engine/record/eventLog';
import type { GuestContext } from '../../../src/engine/sev/guestContext';
import { TransportSession } from '../../../src/engine/sev/transportSession';
import { Simulation } from '../../../src/engine/simulation';
import type { PspWatch } from '../../../src/engine/verify/pspWatch';
import { encryptedConfig } from '../testConfig';

/** A PSP migration of this guest opens its session on both hosts until 102 ms and ends at about 180 ms. */
const MIDDLE_NS = 130e6;
const migrate = { atNs: 0, action: 'migrate' } as const;
const cancel = { atNs: 40e6, action: 'migrate_cancel' } as const;
const again = { atNs: 300e6, action: 'migrate' } as const;
const psp = encryptedConfig('psp');
const DESIGNS = ['mirror-ring', 'mailbox', 'mirror-rfc'] as const;

/** Runs with something planted when the clock first reaches `atNs`. */
function run(config: EngineConfig, plant: (simulation: Simulation) => void, atNs = MIDDLE_NS): Simulation {
  const simulation = new Simulation(config);
  while (!simulation.advance(atNs, 1e9) && !simulation.isDone);
  plant(simulation);
  while (!simulation.advance(Infinity, 1e9));
  return simulation;
}

const found = ({ state }: Simulation): readonly string[] => state.integrity.violations.map(({ invariant, text }) => `${invariant} ${text}`);
const pairOf = ({ thread }: Simulation) => thread.path!.pair;
const sourceContext = (simulation: Simulation): GuestContext => pairOf(simulation).source.firmware.context(pairOf(simulation).sourceVm.handle) as GuestContext;
const destinationContext = (simulation: Simulation): GuestContext => pairOf(simulation).destination.firmware.context(pairOf(simulation).destinationVm!.handle) as GuestContext;

describe('a clean run', () => {
  it.each(['psp', ...DESIGNS] as const)('%s: everything is looked at, nothing found', (mechanism) => {
    const simulation = run(encryptedConfig(mechanism, { workload: { conversionsPerSecond: 1000 }, helper: { imageBytes: 20_000 } }), () => undefined);
    const { path, sender } = simulation.thread;
    expect(found(simulation)).toEqual([]);
    expect(path!.watch.state.onWire).toBe(sender.sent.hidden);
    expect(path!.watch.state.onWire).toBeGreaterThan(4096 - 512 - 1);
    expect(pairOf(simulation).source.watch.sealedPages).toBe(mechanism === 'psp' ? sender.sent.hidden : 5);
  });

  it('a region of 16 KiB is sealed page by page', () => {
    const simulation = run(encryptedConfig('psp', { guest: { kind: 'sev', statusInterface: 'rfc-v1', composition: { zeroShare: 0, sharedPages: 0 } }, hosts: { pspRegionBytes: 16_384 } }), () => undefined);
    expect(found(simulation).filter((text) => /INV-0[45678]/.test(text))).toEqual([]);
    expect(pairOf(simulation).source.watch.sealedPages).toBe(simulation.thread.sender.sent.hidden);
  });
});

describe('INV-04, commands in their states and one after the other', () => {
  it('a mailbox that forgets its queue: two commands overlap', () => {
    const simulation = run(psp, (each) => {
      const { mailbox } = pairOf(each).source;
      mailbox.restore({ ...mailbox.capture(), freeAtNs: 0 });
      each.thread.state.nowNs = MIDDLE_NS / 2;
    });
    expect(found(simulation)[0]).toMatch(/^INV-04 two commands of one PSP overlap: one begins at 65000000 ns, the one before it ends at \d+ ns/);
  });

  it('firmware that seals for a guest that no SEND_START opened', () => {
    const simulation = run({ ...psp, script: [migrate, cancel, again] }, (each) => {
      const { watch } = pairOf(each).source;
      watch.restore({ ...watch.capture(), sessions: [] });
    });
    expect(found(simulation)).toEqual([]);
    const planted = run(psp, (each) => {
      // what a firmware does that is in SUPDATE without a session of the host's making
      const context = sourceContext(each);
      pairOf(each).source.firmware.sendCancel(context.handle);
      Object.assign(context, { state: 'SUPDATE', session: new TransportSession(destinationContext(each).session!.tek, 1e6) });
    });
    expect(found(planted)).toContainEqual(expect.stringMatching(/^INV-04 SEND_UPDATE_DATA outside SUPDATE: handle 1, packet 1000000, no SEND_START before it, the first of \d+$/));
    expect(found(planted)).toContainEqual(expect.stringContaining('INV-04 SEND_FINISH outside SUPDATE'));
  });

  it('a destination that takes packets after RECEIVE_FINISH', () => {
    const planted = run(psp, (each) => {
      const context = destinationContext(each);
      const { tek } = context.session!;
      pairOf(each).destination.firmware.receiveFinish(context.handle);
      Object.assign(context, { state: 'RUPDATE', session: new TransportSession(tek) });
    });
    expect(found(planted)).toContainEqual(expect.stringMatching(/^INV-04 RECEIVE_UPDATE_DATA outside RUPDATE: handle 1, page \d+, no RECEIVE_START before it/));
  });
});

describe('INV-05, keys of the last START', () => {
  const underOldKeys = (each: Simulation): void => {
    const old = new TransportSession(7, 1e6);
    Object.assign(sourceContext(each), { session: old });
    Object.assign(destinationContext(each), { session: new TransportSession(7) });
  };

  it('both hosts go on under the keys of an earlier session: seen where they seal and where they open', () => {
    const texts = found(run({ ...psp, script: [migrate, cancel, again] }, underOldKeys, 430e6));
    expect(texts).toContainEqual(expect.stringMatching(/^INV-05 packets under other keys than those of the last SEND_START: handle 1, TEK 7 and not \d+/));
    expect(texts).toContainEqual(expect.stringMatching(/^INV-05 a packet of an older session was accepted: handle 2, TEK 7, RECEIVE_START gave \d+/));
  });

  it('a destination that opens a session which the source has cancelled', () => {
    const watchOf = (each: Simulation): PspWatch => pairOf(each).source.watch;
    const texts = found(run(psp, (each) => {
      watchOf(each).ended(1, 'SEND_CANCEL');
    }));
    expect(texts).toContainEqual(expect.stringContaining('INV-05 a packet of an older session was accepted'));
  });
});

describe('INV-06, no IV twice', () => {
  it('a session that counts anew', () => {
    const texts = found(run(psp, (each) => {
      const context = sourceContext(each);
      Object.assign(context, { session: new TransportSession(context.session!.tek) });
    }));
    expect(texts).toContainEqual(expect.stringMatching(/^INV-06 an IV came twice under one TEK: handle 1, IV 0 after \d+, the first of \d+$/));
  });

  it('a SEND_START that gives the keys of the one before it', () => {
    const texts = found(run({ ...psp, script: [migrate, cancel, again] }, (each) => {
      const { firmware } = pairOf(each).source;
      firmware.restore({ ...firmware.capture(), nextKey: 1 });
    }, 200e6));
    expect(texts).toContainEqual(expect.stringMatching(/^INV-06 a TEK came twice: SEND_START of handle 1, TEK \d+$/));
  });

  it.each(DESIGNS)('%s: a helper whose numbers go back', (mechanism) => {
    const texts = found(run(encryptedConfig(mechanism), ({ thread }) => {
      const { channel } = (thread.path as unknown as { source: { channel: { state: { pages: number } } } }).source;
      channel.state.pages -= 10;
    }, 15e6));
    expect(texts).toContainEqual(expect.stringMatching(/^INV-06 an IV came twice under one key: IV \d+ after \d+ at the source/));
  });
});

describe('INV-07, no plaintext', () => {
  it.each(['psp', ...DESIGNS] as const)('%s: pages that go past the one who holds the key are named', (mechanism) => {
    const simulation = run(encryptedConfig(mechanism, { workload: { kind: 'idle', writesPerSecond: 0 } }), ({ thread }) => {
      const path = thread.path!;
      const encrypt = path.encrypt.bind(path);
      let calls = 0;
      path.encrypt = (pages, atNs) => (calls++ === 3 ? atNs : encrypt(pages, atNs));
    }, 0);
    const violation = simulation.state.integrity.violations.find(({ invariant }) => invariant === 'INV-07');
    expect(violation?.text).toMatch(/^plaintext of a private page is on the wire: page \d+ left unsealed/);
    expect(violation?.pages[0]).toBe(Number(/page (\d+)/.exec(violation!.text)![1]));
    expect(violation!.count).toBeLessThan(33);
  });
});

describe('INV-08, policy before the first packet', () => {
  it.each([[9, 'NOSEND'], [0x11, 'DOMAIN'], [0x21, 'SEV'], [0x20021, 'API']] as const)('policy %d: a START that firmware lets through all the same, %s', (policy, why) => {
    const { source } = pairOf(new Simulation(psp));
    source.watch.sendStarted(1, 7, policy, source.firmware.identity, {
      pdh: 2, amd: true, platform: { ...source.firmware.identity, ...(why === 'SEV' ? { chain: 'malformed' } : {}), ...(why === 'DOMAIN' ? { oca: 'another' } : {}) },
    });
    expect(source.watch.found).toEqual([expect.objectContaining({ invariant: 'INV-08', where: expect.stringMatching(new RegExp(`, ${why}$`)) })]);
  });
});

describe('INV-18 and INV-19, the mirror', () => {
  interface Sides { readonly source: { readonly mirror: { vm: { asid: number; handle: number } }; readonly channel: { state: { open: number; pages: number } } } }
  const sides = ({ thread }: Simulation): Sides => thread.path as unknown as Sides;

  it.each(DESIGNS)('%s: another handle than its owner has', (mechanism) => {
    const texts = found(run(encryptedConfig(mechanism), (each) => void sides(each).source.mirror.vm.handle++, 15e6));
    expect(texts).toContainEqual(expect.stringMatching(/^INV-18 the mirror’s ASID or handle is not its owner’s: ASID 100, its owner has 100 at the source/));
  });

  it('an owner that is gone before its mirror', () => {
    const texts = found(run(encryptedConfig('mirror-ring'), (each) => void (pairOf(each).sourceVm.active = false), 15e6));
    expect(texts).toContainEqual(expect.stringMatching(/^INV-18 the mirror outlives its owner/));
  });

  it('a ring that takes more than it holds, and a page that is lost in it', () => {
    const texts = found(run(encryptedConfig('mirror-ring'), (each) => void (sides(each).source.channel.state.open = 500), 15e6));
    expect(texts).not.toContainEqual(expect.stringContaining('INV-07'));
    const over = found(run(encryptedConfig('mirror-ring'), ({ thread }) => {
      const { source } = thread.path as unknown as { source: { channel: { take: (pages: number) => number; state: { open: number; pages: number } } } };
      source.channel.take = (pages) => {
        source.channel.state.open += pages;
        source.channel.state.pages += pages;
        return 0;
      };
      thread.path!.endSection = (atNs) => atNs;
    }, 15e6));
    expect(over).toContainEqual(expect.stringMatching(/^INV-19 more descriptors in flight than the ring has: \d+ of 64 at the source/));
    const lost = found(run(encryptedConfig('mirror-ring'), ({ thread }) => {
      const path = thread.path!;
      const receive = path.receive.bind(path);
      let calls = 0;
      path.receive = (pages, atNs) => receive(calls++ === 5 ? pages - 1 : pages, atNs);
    }, 0));
    expect(lost).toContainEqual(expect.stringMatching(/^INV-19 descriptors were lost, or completed twice: (\d+) pages for \d+ records at the destination$/));
  });

  it('memory that the mirror was not given a slot for is named at the next synchronisation', () => {
    const hotplug = { atNs: 20e6, action: 'hotplug', bytes: 1024 * 4096 } as const;
    const simulation = new Simulation(encryptedConfig('mirror-ring', { script: [migrate, hotplug], workload: { writesPerSecond: 50_000 }, parameters: { downtimeLimitMs: 1 } }));
    simulation.thread.path!.plug = () => undefined;
    while (!simulation.advance(Infinity, 1e9));
    expect(found(simulation)).toContainEqual(expect.stringMatching(/^INV-19 a page is in no slot of the mirror, and will be named by a descriptor: page 4096 at the source/));
  });
});

describe('INV-20, the helper’s own pages', () => {
  it('one that was skipped and that nobody told of', () => {
    const simulation = run(encryptedConfig('mailbox', { workload: { kind: 'idle', writesPerSecond: 0 } }), ({ planes, thread }) => {
      const complete = thread as unknown as { complete: () => void };
      const original = complete.complete.bind(thread);
      complete.complete = () => {
        for (const plane of [planes.sent0, planes.sent1, planes.sent2]) plane[65]! &= ~1;
        original();
      };
    });
    expect(simulation.state.integrity.violations).toContainEqual(expect.objectContaining({ invariant: 'INV-20', pages: [0x820], count: 1 }));
  });
});

describe('INV-21, marks of the mirror in the source’s log', () => {
  it.each(DESIGNS)('%s: a helper that marks what it reads', (mechanism) => {
    const simulation = run(encryptedConfig(mechanism), ({ thread, planes }) => {
      const path = thread.path!;
      const encrypt = path.encrypt.bind(path);
      let calls = 0;
      path.encrypt = (pages, atNs) => {
        if (calls++ === 3) for (let word = 0; word < planes.words; word++) planes.dirty[word]! ^= 1 << 7;
        return encrypt(pages, atNs);
      };
    }, 0);
    const violation = simulation.state.integrity.violations.find(({ invariant }) => invariant === 'INV-21');
    expect(violation?.text).toMatch(/^the mirror marked pages in the log of the source: page \d+ while it was read$/);
    expect(violation!.pages[0]! % 32).toBe(7);
  });

  it.each([['mirror-ring', 1, 0], ['mailbox', 2, 0], ['mirror-rfc', 3, 2]] as const)('%s: %d pages at a synchronisation, %d are accounted for', (mechanism, marked, own) => {
    const texts = found(run(encryptedConfig(mechanism), ({ thread }) => void (thread.path!.markOwnPages = ({ toSend }) => {
      const fresh = Array.from({ length: marked }, (_, word) => word).filter((word) => (toSend[word]! & 1) === 0);
      for (const word of fresh) toSend[word]! |= 1;
      return fresh.length;
    }), 15e6));
    expect(texts).toContainEqual(expect.stringMatching(new RegExp(`^INV-21 the mirror marked pages in the log of the source: ${marked} at synchronisation \\d+, ${own} are its own`)));
  });
});

describe('INV-13 and INV-33 of both PSPs', () => {
  it('a helper polls at the destination until the end of the migration has come there, however late that is', () => {
    const reboot = { atNs: 60e6, action: 'reboot' } as const;
    const simulation = run(encryptedConfig('mirror-rfc', { script: [migrate, reboot], network: { latencyNs: 10e9 } }), () => undefined);
    expect(simulation.thread.counters.status).toBe('failed');
    expect(found(simulation)).toEqual([]);
  });

  it('a destination that is not taken down after a cancel', () => {
    const texts = found(run({ ...psp, script: [migrate, cancel] }, (each) => {
      pairOf(each).destination.firmware.decommission = () => 0;
    }, 20e6));
    expect(texts).toContainEqual('INV-13 1 guest context left at the destination after the migration was given up');
  });

  it('a source that stays in SUPDATE', () => {
    const texts = found(run({ ...psp, script: [migrate, cancel] }, (each) => {
      pairOf(each).source.firmware.sendCancel = () => 0;
    }, 20e6));
    expect(texts).toContainEqual('INV-13 the guest is in SUPDATE at the source after the migration was given up');
  });

  it('an account of busy time that is not its commands’', () => {
    const texts = found(run(psp, (each) => {
      const { mailbox } = pairOf(each).source;
      mailbox.restore({ ...mailbox.capture(), ownBusyNs: 1 });
    }));
    expect(texts).toContainEqual(expect.stringMatching(/^INV-33 the source PSP says that it was busy for \d+ ns, its commands took \d+ ns$/));
  });
});

describe('a finding', () => {
  const rewound = (each: Simulation): void => {
    const context = sourceContext(each);
    Object.assign(context, { session: new TransportSession(context.session!.tek) });
  };

  it('survives a checkpoint in mid-migration, and is told where a run ends in one', () => {
    const config = encryptedConfig('psp', { workload: { workingSetPages: 3500, writesPerSecond: 200_000 }, parameters: { downtimeLimitMs: 1 }, until: 400e6 });
    const first = new Simulation(config);
    while (!first.advance(150e6, 1e9));
    rewound(first);
    while (!first.advance(250e6, 1e9));
    const log = new EventLog();
    const second = new Simulation(config, log);
    restoreCheckpoint(second, captureCheckpoint(first));
    for (const each of [first, second]) while (!each.advance(Infinity, 1e9));
    expect(first.thread.isActive).toBe(true);
    expect(found(first)).toEqual([expect.stringContaining('INV-06 an IV came twice under one TEK')]);
    expect(second.state).toEqual(first.state);
    expect(log.events.at(-1)).toMatchObject({ kind: 'violation', name: 'INV-06' });
  });

  it('of a migration that was given up is not found again in the next', () => {
    const simulation = run({ ...psp, script: [migrate, { ...cancel, atNs: 150e6 }, again] }, rewound);
    expect(simulation.state.migrations.map(({ status }) => status)).toEqual(['cancelled', 'completed']);
    expect(simulation.events.events.filter(({ kind }) => kind === 'violation').map(({ name }) => name)).toEqual(['INV-06']);
    expect(found(simulation)).toEqual([]);
  });
});
