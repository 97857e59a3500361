import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventLog } from '../../../../src/engine/record/eventLog';
import { Simulation } from '../../../../src/engine/simulation';
import { PspPath } from '../../../../src/engine/vmm/paths/pspPath';
import { SevPair } from '../../../../src/engine/vmm/paths/sevPair';
import { encryptedConfig, type ConfigChanges } from '../../testConfig';
import { commandsOf, lastEvent, runOf, type Run } from './runs';

const MS = 1e6;
const psp = (changes: ConfigChanges = {}): Run => runOf(encryptedConfig('psp', { workload: { kind: 'idle', writesPerSecond: 0 }, ...changes }));
/** 3,584 private pages of 1 ms: 3.6 s of pre-copy. */
const SLOW = { hosts: { pspPageNs: MS } };

describe('a migration by firmware', () => {
  const run = psp();

  it('goes through the calls of the happy path on both hosts, bulk in one line a pass (confidential-migration.md 1.11)', () => {
    expect(commandsOf(run, 'source')).toEqual([
      'GUEST_STATUS: 0/0 -> RUNNING', 'SEND_START len 0: -5/4', 'SEND_START: 0/0 -> SUPDATE', 'SEND_UPDATE_DATA len 0: -5/4',
      'SEND_UPDATE_DATA: 0/0 x2307', 'SEND_UPDATE_DATA: 0/0 x1277', 'SEND_FINISH: 0/0 -> SENT',
      'WBINVD on all CPUs: 0', 'unpin_user_pages 4096 pages of memslots: 0', 'DEACTIVATE, DECOMMISSION ASID 100 to be flushed: 0/0',
    ]);
    expect(commandsOf(run, 'destination')).toEqual(['RECEIVE_START: 0/0 -> RUPDATE', 'RECEIVE_UPDATE_DATA: 0/0 x2307', 'RECEIVE_UPDATE_DATA: 0/0 x1277', 'RECEIVE_FINISH: 0/0 -> RUNNING']);
  });

  it('ends with a guest that firmware lets run at the destination and nowhere else', () => {
    const { pair } = run.simulation.thread.path as PspPath;
    expect(pair.destination.firmware.context(pair.destinationVm?.handle ?? 0)).toMatchObject({ state: 'RUNNING', pagesReceived: 3584 });
    expect(pair.source.firmware.guestCount).toBe(0);
    expect(run.simulation.state.integrity.violations).toEqual([]);
  });

  it('gives the source up only after the destination has acknowledged', () => {
    const finished = lastEvent(run, 'RECEIVE_FINISH');
    const { resumeNs = 0 } = run.migrations[0]!;
    expect(resumeNs).toBe(finished.atNs);
    expect(lastEvent(run, 'SEND_FINISH').atNs).toBeGreaterThanOrEqual(resumeNs + 100_000 + 5 * MS);
  });

  it('counts service by the mailboxes of both hosts, up to the end: 3,584 pages and the other commands', () => {
    const { confidential = {} } = run.migrations[0]!;
    expect(confidential['psp-source-busy-ms']).toBeCloseTo(3584 * 0.02 + 0.1 + 0.1 + 50 + 0.1 + 5, 6);
    expect(confidential['psp-destination-busy-ms']).toBeCloseTo(3584 * 0.02 + 50 + 1 + 5, 6);
    expect([confidential['psp-source-commands'], confidential['psp-destination-commands']]).toEqual([3584 + 7, 3584 + 3]);
  });

  it('sends policy, certificate and session before the first record, the list of shared regions after the last', () => {
    const path = run.simulation.thread.path as PspPath;
    expect(path.headBytes).toBe(12 + 2084 + 128);
    expect(lastEvent(run, 'shared regions list').value).toBe('1 regions, 28 B');
  });
});

describe('the mailbox', () => {
  it('is shared with other guests: two of them make pages three times as slow (F-09)', () => {
    const alone = psp(SLOW);
    const busy = psp({ hosts: { pspPageNs: MS, pspLoad: 2 } });
    const lasts = ({ migrations }: Run): number => migrations[0]!.endNs - migrations[0]!.startNs;
    expect(lasts(busy) / lasts(alone)).toBeCloseTo(3, 1);
    expect(busy.migrations[0]!.confidential?.['psp-source-utilisation-percent']).toBe(100);
  });

  it('gets from 4 KiB to 16 KiB the round trips back, in the first posting', () => {
    const region = (pspRegionBytes: number): Run => psp({ hosts: { pspPageNs: MS, pspRegionBytes }, guest: { statusInterface: 'rfc-v1', composition: { zeroShare: 0, sharedPages: 512 } } });
    const [short, long] = [region(4096), region(16_384)];
    const lasts = (run: Run): number => lastEvent(run, 'SEND_UPDATE_DATA', 'source').untilNs! - lastEvent(run, 'SEND_START').atNs;
    expect(lasts(short) - lasts(long)).toBeGreaterThan(0.9 * (3584 / 4) * 90_000);
    expect(lasts(short) - lasts(long)).toBeLessThanOrEqual((3584 / 4) * 90_000);
    expect(long.simulation.state.integrity).toMatchObject({ pagesChecked: 4096, stale: 0, lost: 0 });
  });
});

describe('refusals end the migration, not the guest', () => {
  it.each<[string, ConfigChanges, string, readonly string[]]>([
    ['NOSEND', { guest: { policy: 9 } }, "sev_send_start: SEND_START ret=-5 fw_error=7 'Policy is not allowed'", []],
    ['16 KiB under merged KVM', { hosts: { pspRegionBytes: 16_384 } }, "sev_send_update_data: SEND_UPDATE_DATA ret=-22 fw_error=0 ''", ['SEND_CANCEL: 0/0 -> RUNNING']],
    ['ES in the policy of a plain guest', { guest: { policy: 5 } }, "sev_send_update_vmsa: SEND_UPDATE_VMSA ret=-22 fw_error=0 ''", ['SEND_CANCEL: 0/0 -> RUNNING']],
  ])('%s', (_, changes, errorDesc, undone) => {
    const run = psp(changes);
    expect(run.migrations).toMatchObject([{ status: 'failed', errorDesc, queryMigrate: { status: 'failed', 'error-desc': errorDesc } }]);
    expect(commandsOf(run, 'source').slice(-1).filter((command) => command.startsWith('SEND_CANCEL'))).toEqual(undone);
    expect(run.simulation.guest.clock.state.running).toBe(true);
    expect(run.simulation.state.integrity.violations).toEqual([]);
    const { pair } = run.simulation.thread.path as PspPath;
    expect(pair.source.firmware.context(pair.sourceVm.handle)?.state).toBe('RUNNING');
    expect([pair.destinationVm, pair.destination.firmware.guestCount]).toEqual([undefined, 0]);
  });

  it.each([
    ['DOMAIN and another owner', { oca: 'other' }, 16 + 1, 7],
    ['a destination of an older API', { apiMinor: 0 }, 32 + (1 << 16) + (5 * 2 ** 24), 7],
    ['a malformed certificate', { chain: 'malformed' }, 32 + 1, 6],
    ['a certificate with a bad signature', { chain: 'bad-signature' }, 32 + 1, 10],
  ] as const)('%s', (_, peer, policy, fwError) => {
    const config = encryptedConfig('psp', { guest: { policy } });
    const events = new EventLog();
    const path = new PspPath(config, events, new SevPair(config, peer));
    path.begin(MS);
    expect(path.busy).toMatchObject({ begun: false });
    expect(path.busy.failure).toContain(`SEND_START ret=-5 fw_error=${String(fwError)} '`);
  });

  it('no ASID at all: the guest could never be launched', () => {
    const run = psp({ hosts: { asids: 0 } });
    expect(run.migrations[0]).toMatchObject({ status: 'none', blockedReasons: ["sev_kvm_init: failed to initialize ret=-25 fw_error=0 ''"] });
  });
});

describe('cancel (confidential-migration.md 7.4)', () => {
  const cancelledAt = (ms: number, changes: ConfigChanges = {}): Run =>
    psp({ ...SLOW, ...changes, script: [{ atNs: 0, action: 'migrate' }, { atNs: ms * MS, action: 'migrate_cancel' }] });

  it('before SEND_START asks no firmware; the destination is torn down', () => {
    const run = cancelledAt(1);
    expect(commandsOf(run, 'source')).toEqual([]);
    const { pair } = run.simulation.thread.path as PspPath;
    expect([pair.destinationVm, pair.destination.asids.inUse, run.migrations[0]!.status]).toEqual([undefined, 0, 'cancelled']);
  });

  it('in pre-copy takes SEND_CANCEL at the source, DEACTIVATE and DECOMMISSION at the destination', () => {
    const run = cancelledAt(500);
    expect(commandsOf(run, 'source').at(-1)).toBe('SEND_CANCEL: 0/0 -> RUNNING');
    expect(commandsOf(run, 'destination').at(-1)).toBe('DEACTIVATE, DECOMMISSION ASID 100 to be flushed: 0/0');
    expect(run.simulation.guest.clock.state.running).toBe(true);
  });

  it('in the stop phase also resumes the guest', () => {
    const whole = psp({ ...SLOW, workload: { writesPerSecond: 900 } });
    const { stopNs = 0 } = whole.migrations[0]!;
    const run = cancelledAt((stopNs + MS) / MS, { workload: { writesPerSecond: 900 } });
    expect(run.migrations[0]!.status).toBe('cancelled');
    expect(lastEvent(run, 'RESUME', 'source').atNs).toBe(lastEvent(run, 'SEND_CANCEL').atNs);
    expect(run.simulation.guest.clock.state.running).toBe(true);
  });

  it('comes too late once the destination may run', () => {
    const whole = psp(SLOW);
    const run = cancelledAt((whole.migrations[0]!.resumeNs! + MS) / MS);
    expect(run.migrations[0]!.status).toBe('completed');
    expect(commandsOf(run, 'source')).toContain('SEND_FINISH: 0/0 -> SENT');
  });

  it('leaves an ASID that is used again only after WBINVD and DF_FLUSH', () => {
    const again = (asids: number): Run => psp({
      hosts: { pspPageNs: 100_000, asids },
      script: [{ atNs: 0, action: 'migrate' }, { atNs: 200 * MS, action: 'migrate_cancel' }, { atNs: 300 * MS, action: 'migrate' }],
    });
    const [one, many] = [again(1), again(410)];
    expect(commandsOf(one, 'destination')).toContain('KVM_SEV_INIT ASID 100, after WBINVD and DF_FLUSH: 0/0');
    expect(commandsOf(many, 'destination')).toContain('KVM_SEV_INIT ASID 101: 0');
    const lasts = ({ migrations }: Run): number => migrations[1]!.endNs - migrations[1]!.startNs;
    expect(lasts(one) - lasts(many)).toBe(20 * MS);
    expect([one, many].map(({ migrations }) => migrations.map(({ status }) => status))).toEqual([['cancelled', 'completed'], ['cancelled', 'completed']]);
  });

  it('never leaves two contexts that may run, whenever it comes', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 400 * MS }), (atNs) => {
      const run = psp({ hosts: { pspPageNs: 100_000 }, workload: { writesPerSecond: 5000 }, script: [{ atNs: 0, action: 'migrate' }, { atNs, action: 'migrate_cancel' }] });
      const { pair } = run.simulation.thread.path as PspPath;
      const at = (host: 'source' | 'destination'): string => {
        const vm = host === 'source' ? pair.sourceVm : pair.destinationVm;
        return vm?.host.firmware.context(vm.handle)?.state ?? 'gone';
      };
      expect([['RUNNING', 'gone'], ['gone', 'RUNNING']]).toContainEqual([at('source'), at('destination')]);
      expect(run.simulation.state.integrity.violations).toEqual([]);
    }), { numRuns: 60 });
  });
});

describe('a PSP that stops answering (F-10)', () => {
  const stalled = (host: 'source' | 'destination'): Simulation => {
    const simulation = new Simulation(encryptedConfig('psp', SLOW));
    simulation.advance(500 * MS, 1e9);
    (simulation.thread.path as PspPath).pair[host].mailbox.stallNext();
    while (!simulation.advance(Infinity, 1e9));
    return simulation;
  };

  it.each([
    ['source', "sev_send_update_data: SEND_UPDATE_DATA ret=-110 fw_error=0 ''"],
    ['destination', "Error RECEIVE_UPDATE_DATA ret=-110 fw_error=0 ''"],
  ] as const)('at the %s fails the migration after 100 s; the guest needs no PSP to run on', (host, errorDesc) => {
    const { state, guest, thread } = stalled(host);
    expect(state.migrations).toMatchObject([{ status: 'failed', errorDesc }]);
    expect(state.migrations[0]!.endNs).toBeGreaterThan(100e9);
    expect(guest.clock.state.running).toBe(true);
    expect((thread.path as PspPath).pair[host].mailbox.dead).toBe(true);
    expect(state.integrity.violations).toEqual([]);
  });
});

it('does not start post-copy: no vCPU may be entered in RUPDATE', () => {
  const run = psp({ ...SLOW, parameters: { postcopyRam: true }, script: [{ atNs: 0, action: 'migrate' }, { atNs: 500 * MS, action: 'migrate-start-postcopy' }] });
  expect(run.simulation.thread.postcopy.state.active).toBe(false);
  expect(run.migrations[0]!.status).toBe('completed');
});

it('a path is what it was after its state went through JSON', () => {
  fc.assert(fc.property(fc.nat(3), fc.array(fc.integer({ min: 1, max: 64 }), { maxLength: 5 }), (phase, pieces) => {
    const config = encryptedConfig('psp');
    const path = new PspPath(config, new EventLog());
    let nowNs = phase > 0 ? path.begin(MS) : MS;
    if (phase > 0) for (const pages of pieces) path.receive(pages, nowNs = path.encrypt(pages, nowNs));
    if (phase === 2) path.cancel(nowNs);
    if (phase === 3) path.finishSend(path.finishReceive(nowNs + 100 * MS));
    const other = new PspPath(config, new EventLog());
    other.restore(JSON.parse(JSON.stringify(path.capture())) as ReturnType<PspPath['capture']>);
    expect(other.capture()).toEqual(path.capture());
  }));
});
