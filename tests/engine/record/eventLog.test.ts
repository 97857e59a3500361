import { describe, expect, test } from 'vitest';
import { EventLog } from '../../../src/engine/record/eventLog';
import { Fingerprint } from '../../../src/engine/record/fingerprint';
import type { RunEvent } from '../../../src/engine/record/runEvent';

const event = (atNs: number, changes: Partial<RunEvent> = {}): RunEvent => ({ atNs, kind: 'qmp', host: 'source', name: 'MIGRATION', value: 'active', ...changes });

function digestOf(events: readonly RunEvent[]): string {
  const fingerprint = new Fingerprint();
  const log = new EventLog(fingerprint);
  for (const each of events) log.add(each);
  return fingerprint.digest();
}

describe('the event log', () => {
  test('keeps the first 20,000 events, counts the others and hashes all', () => {
    const events = Array.from({ length: 20_010 }, (_, i) => event(i));
    const log = new EventLog();
    for (const each of events) log.add(each);
    expect(log.events).toEqual(events.slice(0, 20_000));
    expect(log.dropped).toBe(10);
    expect(digestOf(events)).not.toBe(digestOf([...events.slice(0, -1), event(99)]));
  });

  test('a bulk exchange grows while nothing else happens', () => {
    const log = new EventLog();
    log.add(event(1, { name: 'SEND_UPDATE_DATA', count: 32, untilNs: 5 }));
    expect(log.extend('SEND_UPDATE_DATA', 10, 9)).toBe(true);
    expect(log.events).toEqual([event(1, { name: 'SEND_UPDATE_DATA', count: 42, untilNs: 9 })]);
    log.add(event(10));
    expect(log.extend('SEND_UPDATE_DATA', 10, 11)).toBe(false);
    expect(new EventLog().extend('SEND_UPDATE_DATA', 1, 1)).toBe(false);
  });

  test('an exchange that was dropped does not grow an older one that was kept', () => {
    const log = new EventLog();
    for (let i = 0; i < 19_999; i++) log.add(event(i));
    log.add(event(20_000, { name: 'SEND_UPDATE_DATA', count: 1 }));
    log.add(event(20_001));
    expect(log.extend('SEND_UPDATE_DATA', 5, 20_002)).toBe(false);
    expect(log.events.at(-1)).toMatchObject({ count: 1 });
  });
});

describe('the fingerprint', () => {
  const one = event(7, { value: 'a', state: 'b', ret: -5, fwError: 4, count: 3 });

  test('is sixteen hexadecimal digits, the same for the same', () => {
    expect(digestOf([one])).toMatch(/^[0-9a-f]{16}$/);
    expect(digestOf([one])).toBe(digestOf([{ ...one }]));
  });

  test.each<Partial<RunEvent>>([
    { atNs: 8 }, { kind: 'vmm' }, { host: 'destination' }, { name: 'STOP' }, { value: 'x' }, { state: 'x' }, { ret: 0 }, { fwError: 0 }, { count: 4 },
  ])('tells %o', (change) => {
    expect(digestOf([{ ...one, ...change }])).not.toBe(digestOf([one]));
  });

  test('tells every bit of every word of a plane, their order and their number', () => {
    const digest = (words: readonly number[]): string => {
      const fingerprint = new Fingerprint();
      fingerprint.words(Int32Array.from(words));
      return fingerprint.digest();
    };
    const seen = new Set([digest([1, 2, 3, 0]), digest([2, 1, 3, 0]), digest([1, 2, 3]), digest([1, 2, 3, 0, 0])]);
    for (let word = 0; word < 4; word++) {
      for (let bit = 0; bit < 32; bit++) seen.add(digest([1, 2, 3, 0].map((value, i) => (i === word ? value ^ (1 << bit) : value))));
    }
    expect(seen.size).toBe(4 + 4 * 32);
  });

  test('tells numbers to the last bit, and not 0 from -0', () => {
    const digest = (value: number): string => {
      const fingerprint = new Fingerprint();
      fingerprint.number(value);
      return fingerprint.digest();
    };
    expect(new Set([0, 1, -1, 1 + Number.EPSILON, 2 ** 40, 2 ** 40 + 1, Infinity, 0.1, 0.1 + 2 ** -56].map(digest)).size).toBe(9);
    expect(digest(-0)).toBe(digest(0));
  });
});
