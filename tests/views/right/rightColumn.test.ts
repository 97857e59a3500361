import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandReturn } from '../../../src/views/right/commandReturn';
import { filterEvents } from '../../../src/views/right/eventFilter';
import { ladderRows } from '../../../src/views/right/ladderRows';
import { frameBands, lifeBands, pageEvents } from '../../../src/views/right/pageLifeEvents';
import { playSplit } from '../../../src/views/right/playSplit';
import type { PageLife, RecordedEvent } from '../../../src/views/right/recorded';
import { recordedRun } from '../../charts/timeline/recordedRun';

function command(name: string, rest: Partial<RecordedEvent> = {}): RecordedEvent {
  return { atNs: 0, kind: 'command', host: 'source', name, ...rest };
}

describe('return of a command', () => {
  it('shows errno and firmware status as two channels; the answer to a length query is no failure', () => {
    expect(commandReturn(command('SEND_START', { ret: -5, fwError: 4 }))).toEqual({
      text: '\u2212EIO \u00b7 0x04', full: 'returns \u2212EIO, firmware status INVALID_LEN (0x04), as a length query must', failed: false,
    });
    expect(commandReturn(command('RECEIVE_UPDATE_DATA', { ret: -5, fwError: 0x0b }))).toEqual({
      text: '\u2212EIO \u00b7 0x0B', full: 'returns \u2212EIO, firmware status BAD_MEASUREMENT (0x0B)', status: 'BAD_MEASUREMENT', failed: true,
    });
    expect(commandReturn(command('SEND_UPDATE_VMSA', { ret: -22 }))).toMatchObject({ text: '\u2212EINVAL', failed: true });
    expect(commandReturn(command('SEND_FINISH', { ret: 0 }))).toMatchObject({ text: '0', failed: false });
    expect(commandReturn(command('STOP'))).toBeUndefined();
  });

  it('names the returns of POWER\u2019s calls', () => {
    expect(commandReturn(command('H_SVM_PAGE_IN', { fwError: -4 }))).toMatchObject({ text: 'H_PARAMETER', failed: true });
    expect(commandReturn(command('UV_ESM', { fwError: 0 }))).toMatchObject({ text: 'U_SUCCESS', failed: false });
  });
});

describe('ladder', () => {
  it('has a rung per command of either host and for STOP and RESUME; bulk exchanges of the source run across', () => {
    const rows = ladderRows(recordedRun(64).events);
    expect(rows.map((row) => `${row.place} ${row.text}`)).toEqual([
      'source GUEST_STATUS RUNNING', 'source SEND_START len 0', 'source SEND_START', 'destination RECEIVE_START',
      'exchange SEND_UPDATE_DATA \u00d71\u202f024', 'destination RECEIVE_UPDATE_DATA \u00d71\u202f024',
      'source STOP', 'source SEND_FINISH', 'destination RESUME',
    ]);
    expect(rows.find((row) => row.text === 'SEND_START')?.states).toEqual({ after: 'SUPDATE' });
  });

  it('tells what a command was given and the states before and after it, where the engine does', () => {
    const [row] = ladderRows([command('SEND_START', { ret: 0, fwError: 0, args: 'policy 0x1', states: ['RUNNING', 'SUPDATE'] })]);
    expect(row).toMatchObject({ args: 'policy 0x1', states: { before: 'RUNNING', after: 'SUPDATE' }, answer: { text: '0 \u00b7 0x00' } });
  });

  it('has the calls of the guest that its host answers, and no other event of it', () => {
    const call = { atNs: 0, kind: 'guest', host: 'source', name: 'KVM_HC_MAP_GPA_RANGE', ret: 0, args: 'gpa 0x800000, npages 512, attributes 0x0', states: ['private', 'shared'] } as const;
    const rows = ladderRows([call, { ...call, name: 'WRMSR 0x4b564d08' }, { atNs: 1, kind: 'guest', host: 'source', name: 'guest is up' }]);
    expect(rows.map(({ text }) => text)).toEqual(['KVM_HC_MAP_GPA_RANGE', 'WRMSR 0x4b564d08']);
    expect(rows[0]).toMatchObject({ place: 'source', args: call.args, states: { before: 'private', after: 'shared' }, answer: { text: '0' } });
  });

  it('has a rung for every command that was refused; a fault that found no place is none', () => {
    const refused = (name: string): RecordedEvent => ({ atNs: 0, kind: 'qmp', host: 'source', name: `${name} refused`, value: 'why' });
    const rows = ladderRows(['migrate', 'device_del', 'remap', 'fault', 'esm'].map(refused));
    expect(rows.map(({ text }) => text)).toEqual(['migrate refused why', 'device_del refused why', 'remap refused why', 'esm refused why']);
  });

  it('stands between hypervisor and ultravisor on POWER, whose hcalls of a switch are the ultravisor\u2019s', () => {
    const rows = ladderRows([command('UV_ESM'), command('H_SVM_PAGE_IN', { count: 4096, untilNs: 9 }), command('UV_PAGE_IN', { count: 1, untilNs: 9 })], true);
    expect(rows.map(({ place }) => place)).toEqual(['source', 'destination', 'source']);
  });

  it('says who is who when the guest goes on at the destination', () => {
    const value = 'the destination is the source now: the guest runs on host B; host C waits for its next move';
    const [row] = ladderRows([{ atNs: 7, kind: 'vmm', host: 'source', name: 'roles change', value }]);
    expect([row?.place, row?.text, row?.answer]).toEqual(['exchange', value, undefined]);
  });
});

describe('events', () => {
  it('are split at the play head as a linear search would', () => {
    fc.assert(fc.property(fc.array(fc.nat(1000), { maxLength: 60 }), fc.nat(1000), (times, ns) => {
      const events = times.toSorted((a, b) => a - b).map((atNs) => ({ atNs }));
      expect(playSplit(events, ns)).toBe(events.filter((event) => event.atNs <= ns).length);
    }));
  });

  it('leave commands to the ladder unless asked for', () => {
    const { events } = recordedRun(64);
    expect(filterEvents(events, 'life').some((event) => event.kind === 'command')).toBe(false);
    expect(filterEvents(events, 'all')).toHaveLength(events.length);
  });
});

describe('life of a page', () => {
  const send = fc.record({ atNs: fc.integer({ min: 1, max: 1000 }), path: fc.constant('helper' as const), bytes: fc.constant(4132), pass: fc.nat(9) });
  const life = fc.record({ page: fc.constant(7), sends: fc.array(send, { maxLength: 12 }), writes: fc.array(fc.integer({ min: 1, max: 1000 }), { maxLength: 12 }), changes: fc.constant([]), truncated: fc.constant(false) });

  /** What B holds at a moment, asked naively: the newest of sends and writes, a send before a write of the same moment. */
  function holdsAt({ sends, writes }: PageLife, ns: number): string {
    const sent = Math.max(-1, ...sends.map((one) => one.atNs).filter((atNs) => atNs <= ns));
    const written = Math.max(-1, ...writes.filter((atNs) => atNs <= ns));
    if (sent < 0) return 'absent';
    return written >= sent ? 'stale' : 'current';
  }

  it('covers the run without gaps, and each band says what a naive look says', () => {
    fc.assert(fc.property(life, (one) => {
      const bands = lifeBands(one, 1001);
      bands.forEach((band, index) => expect(band.fromNs).toBe(index === 0 ? 0 : bands[index - 1]?.toNs));
      expect(bands.at(-1)?.toNs).toBe(1001);
      for (let ns = 0; ns < 1001; ns += 13) {
        expect(bands.find((band) => band.fromNs <= ns && ns < band.toNs)?.holds).toBe(holdsAt(one, ns));
      }
    }));
  });

  it('names way, status and pass of a send, and what else befell the page; what it began with is no event', () => {
    const events = pageEvents({
      page: 7, truncated: false, writes: [9], sends: [{ atNs: 5, path: 'psp', bytes: 4168, pass: 2 }, { atNs: 8, path: 'plain', bytes: 4104, pass: 3 }],
      changes: [{ atNs: 6, kind: 'guest', to: 'shared' }, { atNs: 7, kind: 'host', to: 'shared' }, { atNs: 8, kind: 'pin', to: 'unpinned' }, { atNs: 9, kind: 'moved' }],
    });
    expect(events.map(({ text }) => text)).toEqual([
      'sent by PSP as private, pass 2', 'guest makes it shared', 'host takes it as shared', 'unpinned', 'sent plain as shared, pass 3', 'host moves it while encrypted', 'guest write',
    ]);
  });

  it('has each arrival with the time that it took, and none of what is on its way', () => {
    const events = pageEvents({
      page: 7, truncated: false, writes: [], changes: [],
      sends: [{ atNs: 5e6, path: 'psp', bytes: 4168, pass: 1, receivedNs: 9.5e6 }, { atNs: 7e6, path: 'plain', bytes: 4104, pass: 2 }],
    });
    expect(events.map(({ atNs, text, value }) => `${atNs / 1e6} ${text}: ${value}`).map((line) => line.replaceAll('\u202f', ' '))).toEqual([
      '5 sent by PSP as private, pass 1: 4 168 B', '7 sent plain as shared, pass 2: 4 104 B', '9.5 received at the destination, pass 1: after 4.5 ms',
    ]);
  });

  it('of a frame is a band of its states', () => {
    const frame: PageLife = { page: 7, truncated: false, sends: [], writes: [], changes: [{ atNs: 0, kind: 'gfn', to: 'NORMAL' }, { atNs: 40, kind: 'gfn', to: 'SECURE' }] };
    expect(frameBands(frame, 100)).toEqual([{ fromNs: 0, toNs: 40, state: 'NORMAL' }, { fromNs: 40, toNs: 100, state: 'SECURE' }]);
    expect(pageEvents(frame).map(({ text }) => text)).toEqual(['its frame is SECURE']);
  });

  it('tells every send and every write, in order', () => {
    fc.assert(fc.property(life, (one) => {
      const events = pageEvents(one);
      expect(events).toHaveLength(one.sends.length + one.writes.length);
      events.forEach((event, index) => expect(event.atNs).toBeGreaterThanOrEqual(events[index - 1]?.atNs ?? 0));
    }));
  });
});
