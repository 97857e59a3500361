import fc from 'fast-check';
import type { EngineConfig } from '../../src/engine/config';
import { finalPages } from '../../src/engine/guest/finalPages';
import { EventLog } from '../../src/engine/record/eventLog';
import { Fingerprint } from '../../src/engine/record/fingerprint';
import { Simulation } from '../../src/engine/simulation';
import { encryptedConfig, testConfig, type ConfigChanges } from '../engine/testConfig';

/** Everything that a simulation is, as one value to compare: planes, states of all parts, time. */
export function stateOf(simulation: Simulation): Readonly<Record<string, unknown>> {
  const { planes, thread, life } = simulation;
  life.freeze();
  const words = new Fingerprint();
  for (const plane of Object.values(planes)) if (plane instanceof Int32Array) words.words(plane);
  return structuredClone({
    planes: words.digest(),
    lastSentNs: [...planes.lastSentNs].join(' '),
    simulation: simulation.state, thread: thread.state, counters: thread.counters, parameters: thread.parameters, sender: thread.sender.state, records: thread.sender.records.state,
    stream: simulation.stream.state, link: simulation.link.state, log: simulation.log.state, life: life.states, pages: planes.pages,
    path: thread.path?.busy, sev: thread.path?.capture(),
  });
}

/** Runs to the end in one piece. */
export function runWhole(config: EngineConfig): Simulation {
  const simulation = new Simulation(config);
  while (!simulation.advance(Infinity, 1e9));
  return simulation;
}

/** A simulation that has done all work that begins at or before `atNs`, in one piece. */
export function runTo(config: EngineConfig, atNs: number): Simulation {
  const simulation = new Simulation(config);
  while (!simulation.advance(atNs, 1e9));
  return simulation;
}

/** Hash of the events of a log that was made with it. */
export function hashedLog(): { readonly log: EventLog; readonly digest: () => string } {
  const fingerprint = new Fingerprint();
  return { log: new EventLog(fingerprint), digest: () => fingerprint.digest() };
}

/** The destination's pages and the counts of sends, kept beside the run page by page; anew with each migration. */
export function watchSends(simulation: Simulation): { readonly sends: Uint16Array; sections: number } {
  const watched = { sends: new Uint16Array(finalPages(simulation.config)), sections: 0 };
  const { sender } = simulation.thread;
  const patched = sender as unknown as { markSent: (word: number, mask: number) => void };
  const markSent = patched.markSent.bind(sender);
  patched.markSent = (word, mask) => {
    for (let bit = 0; bit < 32; bit++) if (((mask >>> bit) & 1) === 1) watched.sends[word * 32 + bit]!++;
    markSent(word, mask);
  };
  const { thread } = simulation;
  const beginning = thread as unknown as { forgetEarlierMigration: () => void };
  const forgetEarlierMigration = beginning.forgetEarlierMigration.bind(thread);
  beginning.forgetEarlierMigration = () => {
    watched.sends.fill(0);
    forgetEarlierMigration();
  };
  const endSection = thread.endSection.bind(thread);
  thread.endSection = () => {
    watched.sections++;
    endSection();
  };
  return watched;
}

const size = fc.constantFrom(
  { pages: 4096, bandwidth: 125e6, workingSets: [1000, 3584] },
  { pages: 4096, bandwidth: 125e6, workingSets: [1000, 3584] },
  // Slices of several words: what a slice is cut into must not show.
  { pages: 32_768, bandwidth: 1.25e9, workingSets: [3000, 30_000] },
);

const workload = fc.oneof(
  fc.record({ kind: fc.constantFrom('idle', 'uniform', 'sequential', 'zipf', 'hotset' as const), perPage: fc.constantFrom(0, 0.5, 20, 100) }),
  fc.record({ kind: fc.constant('burst' as const), perPage: fc.constantFrom(5, 100), burstPhaseNs: fc.integer({ min: 0, max: 99e6 }) }),
);

const parameters = fc.record({
  maxBandwidth: fc.constantFrom(0, 0, 30e6), downtimeLimitMs: fc.constantFrom(0, 5, 300), autoConverge: fc.boolean(), cpuThrottleTailslow: fc.boolean(),
  returnPath: fc.boolean(), xbzrle: fc.constantFrom(false, false, true), multifd: fc.constantFrom(false, false, true), postcopyRam: fc.boolean(),
  xbzrleCacheSize: fc.constantFrom(1 << 20, 1 << 26), zeroPageDetection: fc.constantFrom('none', 'legacy', 'multifd' as const),
});

const later = fc.record({
  afterNs: fc.integer({ min: 1, max: 400e6 }), action: fc.constantFrom('set' as const, 'migrate_cancel' as const, 'migrate-start-postcopy' as const),
  again: fc.boolean(),
});

/** How long after the first `migrate` another comes, and after that a third: most runs have moved by then and move on. */
const onward = fc.record({ afterNs: fc.integer({ min: 400e6, max: 3e9 }), thirdNs: fc.option(fc.integer({ min: 400e6, max: 3e9 }), { nil: undefined }) });

const script: fc.Arbitrary<EngineConfig['script']> = fc.tuple(fc.integer({ min: 0, max: 30e6 }), fc.option(later, { nil: undefined }), fc.option(onward, { nil: undefined })).map(([atNs, then, on]) => {
  const migrate = { atNs, action: 'migrate' } as const;
  if (on !== undefined && then?.again !== true) {
    const second = { atNs: atNs + on.afterNs, action: 'migrate' } as const;
    return [migrate, second, ...(on.thirdNs === undefined ? [] : [{ atNs: second.atNs + on.thirdNs, action: 'migrate' } as const])];
  }
  if (then === undefined) return [migrate];
  const nextNs = atNs + then.afterNs;
  const next = then.action === 'set'
    ? ({ atNs: nextNs, action: 'set', parameters: { downtimeLimitMs: 1000, maxBandwidth: 60e6 } } as const)
    : ({ atNs: nextNs, action: then.action } as const);
  return then.again ? [migrate, next, { atNs: nextNs + 20e6, action: 'migrate' }] : [migrate, next];
});

/** What befalls a guest beside its migrations; times in the order that scripts have. */
const fate = fc.record({
  boots: fc.constantFrom(false, false, false, true),
  action: fc.constantFrom('none', 'none', 'reboot' as const, 'hotplug' as const, 'hotunplug' as const, 'remap' as const, 'remap' as const, 'compact' as const, 'move-enc-context' as const),
  atNs: fc.integer({ min: 0, max: 300e6 }),
  /** How long what was plugged in stays. */
  staysNs: fc.integer({ min: 1, max: 2e9 }),
  pinning: fc.constantFrom('launch', 'demand' as const),
  compactionPagesPerSecond: fc.constantFrom(0, 20_000),
  statusInterface: fc.constantFrom('merged', 'merged', 'v13-msr', 'v10-list' as const),
});

/** The time of a boot of the guests at hand, with room to spare. */
const BOOT_NS = 7e9;

function withFate(script: EngineConfig['script'], { boots, action, atNs, staysNs }: typeof fate extends fc.Arbitrary<infer T> ? T : never): EngineConfig['script'] {
  const shifted = boots ? [{ atNs: 0, action: 'boot' } as const, ...script.map((each) => ({ ...each, atNs: each.atNs + BOOT_NS }))] : script;
  const at = atNs + (boots ? BOOT_NS : 0);
  return [...shifted, ...befallsAt(at, action, staysNs)].toSorted((a, b) => a.atNs - b.atNs);
}

/** Where frames are replaced: in and beside the working sets of small guests. */
export const REMAPPED = { gpa: 300 * 4096, bytes: 2500 * 4096 } as const;

function befallsAt(atNs: number, action: (typeof fate extends fc.Arbitrary<infer T> ? T : never)['action'], staysNs: number): EngineConfig['script'] {
  const plug = { atNs, action: 'hotplug', bytes: 1024 * 4096 } as const;
  if (action === 'none') return [];
  if (action === 'hotplug') return [plug];
  if (action === 'remap') return [{ atNs, action, ...REMAPPED }];
  return action === 'hotunplug' ? [plug, { atNs: atNs + staysNs, action }] : [{ atNs, action }];
}

const helper = fc.record({ vcpus: fc.constantFrom(1, 3), ringDepth: fc.constantFrom(1, 64, 100), imageBytes: fc.constantFrom(0, 0, 20_000) });

/** Small scenarios of every kind, most of which end within a simulated second or two. */
export const anyConfig: fc.Arbitrary<EngineConfig> = fc
  .record({
    seed: fc.integer({ min: 0, max: 1000 }),
    mechanism: fc.constantFrom('plain', 'plain', 'psp', 'psp', 'mirror-ring', 'mirror-ring', 'mailbox', 'mirror-rfc' as const),
    qemu: fc.constantFrom('7.2', '10.0', '10.2' as const),
    accel: fc.constantFrom('kvm', 'tcg' as const),
    zeroShare: fc.constantFrom(0, 0.5),
    conversionsPerSecond: fc.constantFrom(0, 3000),
    pspLoad: fc.constantFrom(0, 0.37),
    until: fc.constantFrom<EngineConfig['until']>('auto', 'auto', 250e6),
    isLargeSet: fc.boolean(),
    helper, policy: fc.constantFrom(1, 1, 1, 5, 9), asids: fc.constantFrom(1, 410),
    size, workload, parameters, script, fate,
  })
  .map((drawn) => {
    const { size: { pages, bandwidth, workingSets }, workload: { perPage, ...kind } } = drawn;
    const workingSetPages = workingSets[drawn.isLargeSet ? 1 : 0]!;
    const changes: ConfigChanges = {
      seed: drawn.seed, script: withFate(drawn.script, drawn.fate), until: drawn.until, parameters: drawn.parameters, vmm: { qemu: drawn.qemu, accel: drawn.accel },
      workload: { ...kind, workingSetPages, writesPerSecond: Math.round(perPage * workingSetPages), conversionsPerSecond: drawn.conversionsPerSecond },
      hosts: { pspPageNs: 10_001, pspLoad: drawn.pspLoad, pinning: drawn.fate.pinning, compactionPagesPerSecond: drawn.fate.compactionPagesPerSecond, asids: drawn.asids },
      helper: drawn.helper, network: { bandwidth },
    };
    const composition = { zeroShare: drawn.zeroShare, sharedPages: 1024 };
    if (drawn.mechanism === 'plain') return testConfig({ ...changes, guest: { pages, composition: { ...composition, sharedPages: 0 } } });
    return encryptedConfig(drawn.mechanism, { ...changes, guest: { kind: 'sev', statusInterface: drawn.fate.statusInterface, policy: drawn.policy, pages, composition }, parameters: { ...drawn.parameters, xbzrle: false, multifd: false } });
  });
