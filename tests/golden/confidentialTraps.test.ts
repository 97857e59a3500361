import { describe, expect, it } from 'vitest';
import { bootFit } from '../../src/analysis/bootFit';
import { bootSummary } from '../../src/analysis/bootSummary';
import { GIB } from '../../src/base/units';
import { mapGpaRange, decodeMapGpaRange } from '../../src/engine/host/kvm/pageStatusHypercall';
import { KvmEncBitmap } from '../../src/engine/host/pageStatus/kvmEncBitmap';
import { VmmSharedList } from '../../src/engine/host/pageStatus/vmmSharedList';
import { testBit } from '../../src/engine/memory/bitRange';
import type { Simulation } from '../../src/engine/simulation';
import { HOST_FIELDS } from '../../src/scenario/fields/hostFields';
import { decodeLink } from '../../src/scenario/linkCodec';
import { toConfig } from '../../src/scenario/toConfig';
import { encryptedConfig, testConfig, type ConfigChanges } from '../engine/testConfig';
import { countPages, MS, query, runUntil, SECOND } from './simulate';

const done = ({ state }: Simulation): boolean => state.migrations.length > 0;
const ended = ({ isDone }: Simulation): boolean => isDone;
const psp = (changes: ConfigChanges = {}): Simulation => runUntil(encryptedConfig('psp', changes), done, 10 * MS);

/** confidential-migration.md section 10, in its order. */
describe('the 11 traps of confidential migration', () => {
  it('1: GFNs of 32 bits go through lists and calls whole, beyond where bitwise operators turn negative; big-endian on the wire', () => {
    const list = new VmmSharedList();
    const [low, high] = [0x7fff_fff0, 0xffff_ff00];
    list.share(low, 0x20);
    list.share(high, 0xff);
    expect(list.ranges()).toEqual([{ start: low, end: 0x8000_0010 }, { start: high, end: 0xffff_ffff }]);
    expect([...list.serialise().subarray(0, 8)]).toEqual([0, 0, 0, 1, 0x7f, 0xff, 0xff, 0xf0]);
    const there = new VmmSharedList();
    there.load(list.serialise());
    expect(there.ranges()).toEqual(list.ranges());
    const call = mapGpaRange({ gpa: high * 4096, npages: 16, attributes: 0x10, cpl: 0 }, true);
    expect('exit' in call && decodeMapGpaRange(call.exit)).toEqual({ ret: 0, gfn: high, pages: 16, encrypted: true });
  });

  it('2: errno and firmware status are two channels of every event', () => {
    const events = (simulation: Simulation) => simulation.events.events.filter(({ kind, host }) => kind === 'command' && host === 'source');
    const query0 = events(psp()).find(({ name, value }) => name === 'SEND_START' && value === 'len 0');
    expect(query0).toMatchObject({ ret: -5, fwError: 4 });
    const refused = events(psp({ hosts: { pspRegionBytes: 16_384 } })).find(({ name, ret }) => name === 'SEND_UPDATE_DATA' && ret === -22);
    expect(refused).toBeDefined();
    expect(refused).not.toHaveProperty('fwError');
    const silent = events(psp({ script: [{ atNs: 0, action: 'migrate' }, { atNs: 130 * MS, action: 'fault', fault: 'F-10' }] })).find(({ ret }) => ret === -110);
    expect(silent).toBeDefined();
    expect(silent).not.toHaveProperty('fwError');
  });

  it('3: a bitmap’s bit is a private page, a list’s range a shared one: turned round in one place, both say the same', () => {
    const [bitmap, list] = [new KvmEncBitmap(), new VmmSharedList()];
    for (const store of [bitmap, list]) {
      store.share(10, 5);
      store.unshare(12, 1);
    }
    expect(bitmap.ranges()).toEqual(list.ranges());
    const words = new Int32Array(1);
    bitmap.get(0, 32, words);
    expect([9, 10, 12, 13, 15].map((page) => testBit(words, page))).toEqual([true, false, true, false, true]);
  });

  it('4: a page of a POWER guest is 64 KiB, and never counted with those of 4 KiB', () => {
    const configOf = (guest: string) => toConfig(decodeLink(`#v=1&guest=${guest}&memory=100GiB&at=1s:${guest === 'pef' ? 'esm' : 'migrate'}`).scenario).guest;
    expect([configOf('pef').pages, configOf('pef').pageBytes]).toEqual([1_638_400, 65_536]);
    expect([configOf('sev').pages, configOf('sev').pageBytes]).toEqual([(100 * GIB) / 4096, 4096]);
  });

  it('5: pinned, touched and private are three bits of a page: what is pinned is not what is private, nor what was touched', () => {
    const at = (pinning: 'launch' | 'demand') => runUntil(encryptedConfig('psp', {
      hosts: { pinning }, guest: { kind: 'sev', statusInterface: 'merged', composition: { zeroShare: 0.5, sharedPages: 512 } }, workload: { kind: 'idle', writesPerSecond: 0 },
    }), done, 10 * MS).planes;
    const count = ({ pinned, privateTruth, zero }: Simulation['planes'], isPinned: boolean, isPrivate: boolean, isTouched: boolean): number =>
      countPages(pinned!, (word, i) => (isPinned ? word : ~word) & (isPrivate ? privateTruth![i]! : ~privateTruth![i]!) & (isTouched ? ~zero![i]! : zero![i]!));
    const [launch, demand] = [at('launch'), at('demand')];
    expect(count(launch, true, true, false)).toBeGreaterThan(0);
    expect(count(launch, true, false, true) + count(launch, true, false, false)).toBe(512);
    expect(count(demand, true, true, true)).toBeGreaterThan(0);
    expect(count(demand, false, true, false) + count(demand, true, true, false)).toBe(count(launch, true, true, false));
    expect(count(launch, false, true, true)).toBe(0);
  });

  it('6: the firmware’s time per page is a field that reaches from 0.5 to 10 ms, both published speeds in it', () => {
    const field = HOST_FIELDS.find(({ name }) => name === 'psp-page-time')!;
    expect(JSON.stringify(field)).toContain('4.096 ms');
    for (const time of ['500us', '2.5ms', '4.096ms', '10ms']) {
      const { scenario, notices } = decodeLink(`#v=1&mechanism=psp&psp-page-time=${time}`);
      expect([notices, toConfig(scenario).hosts.pspPageNs / MS]).toEqual([[], { '500us': 0.5 }[time] ?? Number(time.slice(0, -2))]);
    }
  });

  it('7: waiting for the other guests’ commands is part of downtime and total time', () => {
    const [alone, busy] = [0, 1].map((pspLoad) => query(psp({ hosts: { pspLoad, pspPageNs: MS }, workload: { writesPerSecond: 300, workingSetPages: 3000 }, parameters: { downtimeLimitMs: 100 } })));
    expect(busy!['total-time'] / alone!['total-time']).toBeGreaterThan(1.9);
    const downtimes = [0, 1].map((pspLoad) => {
      const { thread } = psp({ hosts: { pspLoad }, workload: { kind: 'idle', writesPerSecond: 0 } });
      return thread.state.resumeNs - thread.state.stopNs;
    });
    expect(downtimes[1]).toBeGreaterThan(downtimes[0]!);
  });

  it('8: mbps is decimal: a wire of 125e6 bytes a second carries 1,000', () => {
    const simulation = runUntil(testConfig({ guest: { pages: 262_144 }, network: { bandwidth: 125e6, payloadShare: 1 } }), ({ state }) => state.nowNs > 2 * SECOND, 10 * MS);
    expect(query(simulation).ram.mbps).toBeGreaterThan(990);
    expect(query(simulation).ram.mbps).toBeLessThan(1010);
  });

  it('9: a fit of five points is told with its standard error, not as if it were exact', () => {
    const link = decodeLink('#v=1&memory=64GiB&at=0s:boot').scenario;
    const { launch, demand } = bootSummary(toConfig(link), undefined)!;
    expect(bootFit().launch.residuals).toHaveLength(5);
    for (const { slope, slopeError } of [launch, demand]) {
      expect(slopeError).toBeGreaterThan(0);
      expect(slopeError / slope).toBeLessThan(0.1);
    }
  });

  it('10: READY is announced once per boot: further migrations find it, a reboot takes it back', () => {
    const ready = ({ events }: Simulation) => events.events.filter(({ name }) => name.startsWith('WRMSR 0x4b564d08')).map(({ value = '' }) => value);
    const script = [
      { atNs: 0, action: 'migrate' }, { atNs: 20 * MS, action: 'migrate_cancel' }, { atNs: 100 * MS, action: 'migrate' }, { atNs: 120 * MS, action: 'migrate_cancel' },
    ] as const;
    const twice = runUntil(encryptedConfig('psp', { script }), ended, 10 * MS);
    expect([ready(twice), twice.readiness.isReady]).toEqual([[], true]);
    const again = runUntil(encryptedConfig('psp', { script: [...script, { atNs: SECOND, action: 'reboot' }], until: 1.5 * SECOND }), ended, 10 * MS);
    expect(again.readiness.isReady).toBe(false);
  });

  it('11: HLT leaves for user space because a mirror has no interrupt chip: the ring’s helper idles so, a polling one never does', () => {
    const exits = (mechanism: 'mirror-ring' | 'mailbox') =>
      runUntil(encryptedConfig(mechanism), done, 10 * MS).events.events.filter(({ name }) => name === 'KVM_RUN, KVM_EXIT_HLT').reduce((sum, { count = 0 }) => sum + count, 0);
    expect(exits('mirror-ring')).toBeGreaterThanOrEqual(Math.floor(3584 / 64));
    expect(exits('mailbox')).toBe(0);
  });
});
