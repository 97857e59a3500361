import { describe, expect, it } from 'vitest';
import type { EngineConfig } from '../../../src/engine/config';
import { captureCheckpoint, restoreCheckpoint } from '../../../src/engine/record/checkpoint';
import { EventLog } from '../../../src/engine/record/eventLog';
import { Simulation } from '../../../src/engine/simulation';
import type { HelperSide } from '../../../src/engine/vmm/paths/helperSide';
import type { ConfigChanges } from '../testConfig';
import { at, broken, configOf, fault, refusals, run } from './runFault';

interface Row {
  readonly text: string;
  readonly mechanism?: EngineConfig['mechanism'];
  readonly changes?: ConfigChanges;
  /** When the fault comes; the migration begins at 0.1 s and takes about half a second. */
  readonly second?: number;
  readonly status: 'completed' | 'failed' | 'cancelled';
  readonly events?: readonly { readonly name: string; readonly ret?: number; readonly fwError?: number; readonly value?: unknown }[];
  readonly error?: string;
  readonly breaks?: readonly string[];
  readonly counts?: object;
}

const DOMAIN = { guest: { policy: 0x11 } } as const;
const CANCEL = { name: 'SEND_CANCEL', ret: 0 } as const;
const UNDONE = [CANCEL, { name: 'DEACTIVATE, DECOMMISSION' }] as const;
const EINVAL = { name: 'CAP_VM_COPY_ENC_CONTEXT_FROM', ret: -22 } as const;

const CASES: readonly Row[] = [
  { text: 'F-09', status: 'completed', events: [{ name: 'SEND_START', value: 'of another guest' }] },
  { text: 'F-10', second: 0.2, status: 'failed', events: [{ name: 'SEND_UPDATE_DATA', ret: -110 }, { name: 'SEND_CANCEL', ret: -16 }] },
  { text: 'F-10:destination', second: 0.2, status: 'failed', events: [{ name: 'RECEIVE_UPDATE_DATA', ret: -110 }, CANCEL] },
  ...(['domain', 'nosend', 'api'] as const).map((bit) => ({ text: `F-11:${bit}`, status: 'failed' as const, error: "sev_send_start: SEND_START ret=-5 fw_error=7 'Policy is not allowed'", counts: { pagesChecked: 0 } })),
  { text: 'F-11:sev', status: 'failed', events: [{ name: 'SEND_START', ret: -5, fwError: 6 }], counts: { pagesChecked: 0 } },
  { text: 'F-11', changes: DOMAIN, status: 'failed', error: "sev_send_start: SEND_START ret=-5 fw_error=7 'Policy is not allowed'", counts: { pagesChecked: 0 } },
  { text: 'F-12', changes: DOMAIN, status: 'failed', events: [{ name: 'SEND_START', ret: -5, fwError: 6 }] },
  { text: 'F-12:bad-signature', changes: DOMAIN, status: 'failed', events: [{ name: 'SEND_START', ret: -5, fwError: 10 }] },
  { text: 'F-13', status: 'failed', events: [{ name: 'KVM_SEV_INIT', ret: -16 }] },
  { text: 'F-13', mechanism: 'mirror-ring', status: 'failed', events: [{ name: 'KVM_SEV_INIT', ret: -16 }] },
  { text: 'F-14', second: 0.2, status: 'failed', events: [{ name: 'RECEIVE_UPDATE_DATA', ret: -5, fwError: 11, value: expect.stringMatching(/^page \d+$/) }, ...UNDONE] },
  { text: 'F-14', mechanism: 'mailbox', second: 0.2, status: 'failed', events: [{ name: 'RESTORE_PAGE', ret: -2 }] },
  { text: 'F-15', status: 'completed', breaks: ['INV-01'], counts: { stale: 1 }, events: [{ name: 'packet replayed' }] },
  { text: 'F-15', mechanism: 'mirror-ring', status: 'completed', breaks: ['INV-01'], counts: { stale: 1 } },
  { text: 'F-16', second: 0.2, status: 'failed', error: 'Unable to write to socket: Connection reset by peer', events: UNDONE },
  { text: 'F-16', mechanism: 'mirror-rfc', second: 0.2, status: 'failed', error: 'Unable to write to socket: Connection reset by peer' },
  { text: 'F-17', status: 'failed', events: [{ name: 'STOP' }, { name: 'RECEIVE_FINISH', ret: -5 }, CANCEL, { name: 'RESUME' }] },
  { text: 'F-18', status: 'failed', breaks: ['INV-03'], events: [{ name: 'SEND_FINISH', ret: 0 }, { name: 'RECEIVE_FINISH', ret: -5 }, { name: 'KVM_RUN' }] },
  { text: 'F-18:notifier', status: 'failed', breaks: ['INV-03'], events: [{ name: 'RECEIVE_FINISH', ret: -5 }, { name: 'SEND_FINISH', ret: 0 }, { name: 'KVM_RUN' }] },
  { text: 'F-19:setup', status: 'cancelled' },
  { text: 'F-19:query', status: 'cancelled', events: [{ name: 'SEND_START', ret: -5, fwError: 4, value: 'len 0' }] },
  { text: 'F-19:start', status: 'cancelled', events: UNDONE },
  { text: 'F-19:round', status: 'cancelled', events: UNDONE },
  { text: 'F-19:stop', status: 'cancelled', events: [...UNDONE, { name: 'RESUME' }] },
  { text: 'F-19:list', status: 'cancelled', events: [{ name: 'shared regions list' }, ...UNDONE, { name: 'RESUME' }] },
  { text: 'F-19:acknowledged', status: 'completed', events: [{ name: 'migrate_cancel refused' }, { name: 'SEND_FINISH', ret: 0 }] },
  { text: 'F-19:finished', status: 'completed', events: [{ name: 'SEND_FINISH', ret: 0 }, { name: 'migrate_cancel refused', value: 'SEND_FINISH was done: the source is SENT, for good' }] },
  { text: 'F-24', mechanism: 'mirror-ring', status: 'failed', events: [EINVAL] },
  { text: 'F-24:after-vcpu', mechanism: 'mailbox', status: 'failed', events: [EINVAL] },
  { text: 'F-24:of-mirror', mechanism: 'mirror-rfc', status: 'failed', events: [EINVAL] },
  { text: 'F-25', mechanism: 'mirror-ring', status: 'completed', breaks: ['INV-02', 'INV-18'], counts: { wrongKey: 16_384 - 1024, stale: 0 } },
  { text: 'F-26', mechanism: 'mirror-ring', second: 0.12, status: 'completed', breaks: ['INV-01', 'INV-19'] },
  { text: 'F-27', mechanism: 'mirror-ring', second: 0.2, status: 'completed', events: [{ name: 'watchdog', ret: 0 }] },
  { text: 'F-27', mechanism: 'mailbox', second: 0.2, status: 'failed', events: [{ name: 'watchdog', ret: -5 }] },
  { text: 'F-28', mechanism: 'mirror-ring', second: 0.2, status: 'failed', error: 'the helper left with KVM_EXIT_SHUTDOWN' },
  { text: 'F-28:internal-error', mechanism: 'mailbox', second: 0.2, status: 'failed', error: 'the helper left with KVM_EXIT_INTERNAL_ERROR' },
  { text: 'F-29', mechanism: 'mirror-ring', status: 'completed', breaks: ['INV-01', 'INV-20'], counts: { lost: 2 } },
];
const ROWS = CASES.map((row) => ({ ...row, mechanism: row.mechanism ?? 'psp' }));

const configFor = ({ text, mechanism, changes, second = 0 }: (typeof ROWS)[number]): EngineConfig =>
  ({ ...configOf(second > 0.1 ? [at(0.1, 'migrate'), fault(second, text)] : [fault(second, text), at(0.1, 'migrate')], changes), mechanism });

describe('faults of the private path', () => {
  it.each(ROWS)('$text $mechanism: $status', (row) => {
    const faulty = run(configFor(row));
    const { simulation, events } = faulty;
    const { status, errorDesc } = simulation.state.migrations.at(-1)!;
    expect(refusals(faulty)).toEqual([]);
    expect({ status, ...(row.error === undefined ? {} : { errorDesc }) }).toEqual({ status: row.status, ...(row.error === undefined ? {} : { errorDesc: row.error }) });
    expect(Object.keys(broken(faulty))).toEqual(row.breaks ?? []);
    expect(simulation.state.integrity).toMatchObject(row.counts ?? {});
    for (const event of row.events ?? []) expect(events).toContainEqual(expect.objectContaining(event));
    expect(simulation.guest.clock.state.running).toBe(row.status !== 'completed' && row.breaks === undefined);
  });

  it.each(ROWS)('$text $mechanism: cut by a checkpoint in mid-migration, it ends the same', (row) => {
    const config = configFor(row);
    const whole = run(config).simulation;
    const first = new Simulation(config, new EventLog());
    while (!first.advance(0.25e9, 1e9));
    const second = new Simulation(config, new EventLog());
    restoreCheckpoint(second, captureCheckpoint(first));
    while (!second.advance(Infinity, 1e9));
    expect(second.state).toEqual(whole.state);
    expect(second.faults.state).toEqual(whole.faults.state);
  });

  it('F-09: from its first page on as if another guest had always been in the mailbox, twice as long as alone', () => {
    const secondsOf = (script: readonly ReturnType<typeof at>[], pspLoad: number): number =>
      run(configOf(script, { workload: { kind: 'idle', writesPerSecond: 0 }, hosts: { pspPageNs: 200e3, pspLoad } })).simulation.state.migrations[0]!.endNs / 1e9 - 0.1;
    const joined = secondsOf([fault(0, 'F-09'), at(0.1, 'migrate')], 0);
    expect(joined / secondsOf([at(0.1, 'migrate')], 1)).toBeCloseTo(1, 2);
    expect(Math.round(joined / secondsOf([at(0.1, 'migrate')], 0))).toBe(2);
  });

  it('F-10: the guest runs on through the 100 s, and every later migration of that host fails', () => {
    const { simulation } = run(configOf([at(0.1, 'migrate'), fault(0.2, 'F-10'), at(150, 'migrate')]));
    expect(simulation.state.migrations.map(({ status, errorDesc }) => `${status} ${errorDesc ?? ''}`)).toEqual([
      expect.stringContaining('SEND_UPDATE_DATA ret=-110'), expect.stringContaining('ret=-16'),
    ]);
    expect(simulation.state.migrations[0]!.endNs).toBeGreaterThan(100e9);
  });

  it('F-12 needs a policy that has the target’s certificates checked', () => {
    expect(refusals(run(configOf([fault(0, 'F-12'), at(0.1, 'migrate')])))).toEqual(['F-12 needs policy with domain']);
  });

  it('F-11: firmware refuses by the policy that the guest was launched with, again at the next attempt, and no packet leaves', () => {
    const { simulation, events } = run(configOf([fault(0, 'F-11:nosend'), at(0.1, 'migrate'), at(1, 'migrate')]));
    const { pair } = simulation.thread.path!;
    expect(simulation.state.migrations.map(({ status }) => status)).toEqual(['failed', 'failed']);
    expect(pair.source.firmware.context(pair.sourceVm.handle)).toMatchObject({ policy: 9, state: 'RUNNING', pagesSent: 0 });
    expect(events.filter(({ name, fwError }) => name === 'SEND_START' && fwError === 7)).toHaveLength(2);
  });

  it('F-19:query: nothing is to be undone but the destination, and the next attempt begins with a length query of its own', () => {
    const { simulation, events } = run(configOf([fault(0, 'F-19:query'), at(0.1, 'migrate'), at(1, 'migrate')]));
    expect(simulation.state.migrations.map(({ status }) => status)).toEqual(['cancelled', 'completed']);
    const starts = events.filter(({ host, name }) => host === 'source' && name.startsWith('SEND_') && !name.endsWith('DATA'));
    expect(starts.map(({ name, fwError }) => `${name} ${fwError}`)).toEqual(['SEND_START 4', 'SEND_START 4', 'SEND_START 0', 'SEND_FINISH 0']);
  });

  const begins = (id: string): Partial<EngineConfig> => ({ mechanism: id === 'F-24' || id === 'F-25' ? 'mirror-ring' : 'psp' });
  it.each(['F-11', 'F-12', 'F-13', 'F-24', 'F-25', 'F-19:setup', 'F-19:query'])('%s acts as a migration begins: behind the last it is refused and changes nothing, before a second it strikes that one', (text) => {
    const [id = ''] = text.split(':');
    const script = [at(0.1, 'migrate'), fault(0.2, text)] as const;
    const late = run({ ...configOf(script, DOMAIN), ...begins(id) });
    expect(refusals(late)).toEqual([`${id} needs a migrate after it, since it acts as one begins`]);
    expect([late.simulation.state.migrations.at(-1)!.status, broken(late)]).toEqual(['completed', {}]);
    const second = run({ ...configOf([...script, at(0.25, 'migrate_cancel'), at(1, 'migrate')], DOMAIN), ...begins(id) });
    expect(refusals(second)).toEqual([]);
    expect(second.simulation.state.migrations[1]!.status).toBe({ 'F-25': 'completed', 'F-19': 'cancelled' }[id] ?? 'failed');
    expect(Object.keys(broken(second))).toEqual(id === 'F-25' ? ['INV-02', 'INV-18'] : []);
  });

  it.each(['mirror-ring', 'mailbox', 'mirror-rfc'] as const)('F-30, %s: the first page that is plugged in has no slot', (mechanism) => {
    const hotplug = { atNs: 0.2e9, action: 'hotplug', bytes: 8 << 20 } as const;
    const faulty = run({ ...configOf([fault(0, 'F-30'), at(0.1, 'migrate'), hotplug]), mechanism });
    expect(broken(faulty)).toEqual({ 'INV-19': [16_384] });
    expect(faulty.simulation.state.migrations.at(-1)).toMatchObject({ status: 'failed', errorDesc: 'the helper left with KVM_EXIT_MMIO: page 16384 is in no slot of the mirror' });
    expect(broken(run({ ...configOf([at(0.1, 'migrate'), hotplug]), mechanism }))).toEqual({});
  });

  it.each([['mirror-ring', 0], ['mirror-rfc', 16_384 - 1024]] as const)('F-25, %s: after a cancel, the next attempt has garbage only if the same mirror serves it', (mechanism, wrongKey) => {
    const { simulation } = run({ ...configOf([fault(0, 'F-25'), at(0.1, 'migrate'), at(0.2, 'migrate_cancel'), at(1, 'migrate')]), mechanism });
    expect(simulation.state.migrations.map(({ status }) => status)).toEqual(['cancelled', 'completed']);
    expect(simulation.state.integrity).toMatchObject({ wrongKey });
  });

  it('F-26: the lost descriptors are named, and are what the destination lacks', () => {
    const faulty = run({ ...configOf([at(0.1, 'migrate'), fault(0.12, 'F-26')]), mechanism: 'mirror-ring' });
    const found = broken(faulty);
    expect(found['INV-19']).toEqual(found['INV-01']);
    const { issued, pages } = (faulty.simulation.thread.path as unknown as { source: HelperSide }).source.channel.state;
    expect(issued - pages).toBe(faulty.simulation.state.integrity.lost);
  });
});
