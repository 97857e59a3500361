import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventLog } from '../../../../src/engine/record/eventLog';
import { Simulation } from '../../../../src/engine/simulation';
import type { HelperPath } from '../../../../src/engine/vmm/paths/helperPath';
import { encryptedConfig, type ConfigChanges } from '../../testConfig';
import { commandsOf, lastEvent, runOf, type Run } from './runs';

const MS = 1e6;
type Helper = 'mirror-ring' | 'mailbox' | 'mirror-rfc';
const helped = (mechanism: Helper, changes: ConfigChanges = {}): Run => runOf(encryptedConfig(mechanism, { workload: { kind: 'idle', writesPerSecond: 0 }, ...changes }));
const IMAGE = { helper: { imageBytes: 100 * 4096 } };
const pathOf = ({ simulation }: Run): HelperPath => simulation.thread.path as HelperPath;
const RAISED = ['KVM_CREATE_VM mirror: 0 -> CREATED', 'CAP_VM_COPY_ENC_CONTEXT_FROM: 0 -> SHARED_CTX', 'KVM_SET_USER_MEMORY_REGION: 0 -> MAPPED x6', 'KVM_CREATE_VCPU: 0 -> VCPU_READY x1', 'KVM_SET_CPUID2: 0 x1'];

describe('a ring whose image the PSP moves [design]', () => {
  const run = helped('mirror-ring', IMAGE);

  it('ends the session at the destination before the helper runs, and at the source last', () => {
    expect(commandsOf(run, 'source')).toEqual([
      'GUEST_STATUS: 0/0 -> RUNNING', 'SEND_START len 0: -5/4', 'SEND_START: 0/0 -> SUPDATE', 'SEND_UPDATE_DATA len 0: -5/4', 'SEND_UPDATE_DATA: 0/0 x100',
      ...RAISED, 'KVM_RUN, KVM_EXIT_HLT: 0 x38', 'KVM_RUN, KVM_EXIT_HLT: 0 x21', 'close mirror: 0 -> ABSENT', 'SEND_FINISH: 0/0 -> SENT',
      'WBINVD on all CPUs: 0', 'unpin_user_pages 4096 pages of memslots: 0', 'DEACTIVATE, DECOMMISSION ASID 100 to be flushed: 0/0',
    ]);
    expect(commandsOf(run, 'destination')).toEqual([
      'RECEIVE_START: 0/0 -> RUPDATE', 'RECEIVE_UPDATE_DATA: 0/0 x100', 'RECEIVE_FINISH: 0/0 -> RUNNING', ...RAISED, 'KVM_RUN, KVM_EXIT_HLT: 0 x38', 'KVM_RUN, KVM_EXIT_HLT: 0 x21', 'close mirror: 0 -> ABSENT',
    ]);
    expect(run.simulation.state.integrity.violations).toEqual([]);
  });

  it('puts session and image into the stream before the first record', () => {
    expect(pathOf(run).headBytes).toBe(2224 + 100 * 4168);
  });

  it('takes the PSP only for the image', () => {
    expect(run.migrations[0]!.confidential?.['psp-source-busy-ms']).toBeCloseTo(0.3 + 50 + 100 * 0.02 + 5 + 2, 6);
  });

  it('is cancelled within the image as anywhere else', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 400 * MS }), (atNs) => {
      const cut = helped('mirror-ring', { ...IMAGE, hosts: { pspPageNs: MS }, script: [{ atNs: 0, action: 'migrate' }, { atNs, action: 'migrate_cancel' }] });
      const { pair } = pathOf(cut);
      const isCompleted = cut.migrations[0]!.status === 'completed';
      expect([pair.source.firmware.guestCount, pair.destination.firmware.guestCount]).toEqual(isCompleted ? [0, 1] : [1, 0]);
      expect([pair.sourceVm.mirrors.size, pair.destinationVm?.mirrors.size ?? 0]).toEqual([0, 0]);
      expect(cut.events.filter(({ kind, atNs: eventNs }) => kind === 'command' && eventNs > cut.simulation.nowNs + 64 * MS)).toEqual([]);
    }), { numRuns: 40 });
  });
});

describe('a ring whose helper is in the firmware [design]', () => {
  const run = helped('mirror-ring');

  it('gives the key to a launched destination; no firmware session, no SEND_FINISH', () => {
    expect(commandsOf(run, 'source').filter((command) => command.startsWith('SEND'))).toEqual([]);
    expect(commandsOf(run, 'destination')).toEqual(['LAUNCH_SECRET transport key: 0/0', 'LAUNCH_FINISH: 0/0 -> RUNNING', ...RAISED, 'KVM_RUN, KVM_EXIT_HLT: 0 x35', 'KVM_RUN, KVM_EXIT_HLT: 0 x23', 'close mirror: 0 -> ABSENT']);
    expect(pathOf(run).headBytes).toBe(0);
  });

  it('is not stopped by NOSEND: the PSP sends nothing', () => {
    expect(helped('mirror-ring', { guest: { policy: 9 } }).migrations[0]!.status).toBe('completed');
    expect(helped('mirror-ring', { ...IMAGE, guest: { policy: 9 } }).migrations[0]!.errorDesc).toContain("'Policy is not allowed'");
  });

  it('launches the destination anew after a cancelled attempt', () => {
    const again = helped('mirror-ring', { hosts: { asids: 1 }, script: [{ atNs: 0, action: 'migrate' }, { atNs: 20 * MS, action: 'migrate_cancel' }, { atNs: 50 * MS, action: 'migrate' }] });
    expect(commandsOf(again, 'destination')).toEqual(expect.arrayContaining([
      'KVM_SEV_INIT ASID 100, after WBINVD and DF_FLUSH: 0/0', 'LAUNCH_START, UPDATE, MEASURE: 0/0 -> LSECRET',
    ]) as unknown);
    expect(again.migrations.map(({ status }) => status)).toEqual(['cancelled', 'completed']);
  });
});

describe('CPU bill', () => {
  it('of the ring is vCPUs x busy time: pages and entries', () => {
    const run = helped('mirror-ring', { helper: { vcpus: 2, ringDepth: 16 } });
    const { confidential = {} } = run.migrations[0]!;
    const busy = Number(confidential['helper-source-busy-ms']);
    expect(confidential['helper-source-cpu-ms']).toBeCloseTo(2 * busy, 9);
    const batches = Number(confidential['helper-source-doorbells']);
    expect(busy).toBeGreaterThanOrEqual((3584 / 2) * 1270e-6 + batches * 1e-3);
    expect(busy).toBeLessThan((3584 / 2) * 1270e-6 + batches * (1e-3 + 1270e-6));
    expect(confidential['helper-source-exits']).toBeGreaterThan(batches);
  });

  it('of a polling helper is two cores from its start to its end, link or no link', () => {
    const run = helped('mailbox', { network: { bandwidth: 12.5e6 } });
    const { confidential = {}, endNs } = run.migrations[0]!;
    const upMs = (endNs - lastEvent(run, 'KVM_CREATE_VCPU', 'source').atNs) / MS;
    expect(confidential['helper-source-cpu-ms']).toBeCloseTo(2 * upMs, 6);
    expect(upMs).toBeGreaterThan(10 * 3584 * 3370e-6);
  });

  it('of the mirror as posted begins with QEMU', () => {
    const run = helped('mirror-rfc', { script: [{ atNs: 500 * MS, action: 'migrate' }] });
    expect(run.migrations[0]!.confidential?.['helper-source-busy-ms']).toBeCloseTo(run.migrations[0]!.endNs / MS, 6);
    expect(commandsOf(run, 'source').slice(0, 6)).toEqual([...RAISED, 'KVM_RUN, KVM_EXIT_IO SEC, PEI, DXE: 0 x10000']);
  });
});

describe('the three designs', () => {
  it.each<[Helper, number, number]>([['mirror-ring', 4132, 1441.875], ['mailbox', 4144, 3370], ['mirror-rfc', 4144, 14_370]])('%s: record and time of a page', (mechanism, bytes, pageNs) => {
    const run = helped(mechanism, { network: { bandwidth: 12.5e9, queueBytes: 4e6 }, guest: { pages: 262_144 }, parameters: { downtimeLimitMs: 1 } });
    expect(pathOf(run).recordBytes).toBe(bytes);
    const lasts = run.migrations[0]!.stopNs! - lastEvent(run, 'KVM_CREATE_VCPU', 'destination').atNs;
    expect(lasts / 261_632 / pageNs).toBeGreaterThan(0.99);
    expect(lasts / 261_632 / pageNs).toBeLessThan(1.1);
    expect(run.simulation.state.integrity.violations).toEqual([]);
  });

  it('mailbox brackets the pages with INIT and RESET on both hosts', () => {
    const run = helped('mailbox');
    for (const host of ['source', 'destination'] as const) expect(commandsOf(run, host).filter((command) => command.startsWith('mailbox'))).toEqual(['mailbox INIT: 0', 'mailbox RESET: 0']);
  });

  it('only the posted mirror dirties its own mailbox, two pages, and reads a second log', () => {
    const sent = (mechanism: Helper): number => {
      const run = helped(mechanism);
      return Number(run.migrations[0]!.confidential?.['private-pages-sent']) + Number(run.migrations[0]!.confidential?.['shared-pages-sent']);
    };
    expect(sent('mirror-rfc') - sent('mailbox')).toBe(2);
    expect(pathOf(helped('mirror-rfc')).syncNs).toBeGreaterThan(0);
    expect(pathOf(helped('mirror-ring')).syncNs).toBe(0);
  });

  it('only the ring, with its own address space, lets the guest go on while pages come (post-copy)', () => {
    const postcopy = (mechanism: Helper): boolean => helped(mechanism, {
      workload: { kind: 'uniform', writesPerSecond: 100_000 }, parameters: { postcopyRam: true, downtimeLimitMs: 1 }, until: 2e9,
      script: [{ atNs: 0, action: 'migrate' }, { atNs: 100 * MS, action: 'migrate-start-postcopy' }],
    }).simulation.thread.postcopy.state.active;
    expect([postcopy('mirror-ring'), postcopy('mailbox'), postcopy('mirror-rfc')]).toEqual([true, false, false]);
  });
});

it('every page that a descriptor can name lies in a slot of the mirror, also after a hotplug (INV-19)', () => {
  const config = encryptedConfig('mirror-ring', {
    network: { bandwidth: 12.5e6 }, script: [{ atNs: 0, action: 'migrate' }, { atNs: 100 * MS, action: 'hotplug', bytes: 512 * 4096 }],
  });
  const simulation = new Simulation(config);
  simulation.advance(200 * MS, 1e9);
  const { source, destination } = (simulation.thread.path as HelperPath).capture();
  const pagesIn = (slots: readonly { readonly start: number; readonly end: number }[] = []): boolean =>
    Array.from({ length: 4096 + 512 }, (_, page) => slots.some(({ start, end }) => start <= page && page < end)).every(Boolean);
  expect(simulation.planes.pages).toBe(4096 + 512);
  expect([pagesIn(source.mirror?.slots), pagesIn(destination.mirror?.slots)]).toEqual([true, true]);
});

it('a path goes on as before after its state went through JSON, wherever it stands', () => {
  fc.assert(fc.property(fc.constantFrom<Helper>('mirror-ring', 'mailbox', 'mirror-rfc'), fc.constantFrom(0, 40_000), fc.nat(8), (mechanism, imageBytes, steps) => {
    const config = encryptedConfig(mechanism, { helper: { imageBytes, ringDepth: 16 } });
    const pathIn = (log: EventLog): HelperPath => new Simulation(config, log).thread.path as HelperPath;
    const path = pathIn(new EventLog());
    let nowNs = MS;
    for (let step = 0; step < steps; step += 1) {
      if (path.busy.begun) path.receive(30, nowNs = path.encrypt(30, nowNs));
      else nowNs = path.begin(nowNs);
    }
    const other = pathIn(new EventLog());
    other.restore(JSON.parse(JSON.stringify(path.capture())) as ReturnType<HelperPath['capture']>);
    Object.assign(other.busy, path.busy);
    const rest = (each: HelperPath): unknown => [each.cancel(each.endSection(nowNs)), each.busy, each.capture(), each.pair.sourceVm.mirrors.size];
    expect(rest(other)).toEqual(rest(path));
  }));
});

describe('a long wire', () => {
  const IDLE = { workload: { kind: 'idle', writesPerSecond: 0 } } as const;
  const totalMs = (mechanism: Helper | 'psp', latencyNs: number, changes: ConfigChanges = {}): number =>
    Number(runOf(encryptedConfig(mechanism, { ...IDLE, network: { latencyNs, queueBytes: 65_536, ...changes.network }, hosts: { pspPageNs: 1000 } })).migrations[0]!.queryMigrate['total-time']);

  it.each(['mirror-ring', 'mailbox', 'mirror-rfc', 'psp'] as const)('of %s is kept full: it costs messages, nothing for each page', (mechanism) => {
    for (const latencyNs of [10 * MS, 100 * MS]) expect(totalMs(mechanism, latencyNs) - totalMs(mechanism, 0)).toBeLessThan((12 * latencyNs) / MS);
  });
});
