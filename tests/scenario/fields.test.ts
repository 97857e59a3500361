import { expect, test } from 'vitest';
import { defaultScenario, fieldByName, FIELDS } from '../../src/scenario/fields';
import { isUsed } from '../../src/scenario/fields/field';
import { printAllowed, printField } from '../../src/scenario/fields/printField';
import { readField } from '../../src/scenario/fields/readField';
import { roundToStep } from '../../src/scenario/quantity';

/** The defaults of the plan, in the words of the plan. */
const DEFAULTS: Readonly<Record<string, string>> = {
  guest: 'sev', memory: '16GiB', vcpus: '8', policy: 'nodbg', 'status-interface': 'merged', 'firmware-announces': 'on', zero: '0', shared: '64MiB',
  workload: 'uniform', writes: '20000', 'working-set': '1GiB', 'hot-set': '128MiB', 'hot-share': '90', 'zipf-exponent': '0.99', conversions: '0',
  'burst-on': '200ms', 'burst-off': '800ms', seed: '1',
  'psp-page-time': '2.5ms', 'psp-region': '4KiB', 'psp-load': '0', pinning: 'launch', 'memlock-limit': 'unlimited', compaction: '0', asids: '410',
  'secure-memory': 'unlimited',
  mechanism: 'mirror-ring', 'helper-vcpus': '1', 'ring-depth': '64', 'helper-page-time': '1.27us', 'helper-image': '0', 'esm-pages': 'needed',
  'needed-pages': '512MiB', 'paged-out': '8MiB', 'gfn-states': 'on',
  bandwidth: '10Gbit/s', latency: '0.1ms', 'link-payload': '95', 'link-queue': '2.5MiB',
  qemu: '10.2', accel: 'kvm', 'max-bandwidth': '0', 'avail-switchover-bandwidth': '0', 'downtime-limit': '300', 'auto-converge': 'off',
  'throttle-trigger-threshold': '50', 'cpu-throttle-initial': '20', 'cpu-throttle-increment': '10', 'cpu-throttle-tailslow': 'off',
  'max-cpu-throttle': '99', xbzrle: 'off', 'xbzrle-cache-size': '67108864', multifd: 'off', 'multifd-channels': '2', 'zero-page-detection': 'multifd',
  'postcopy-ram': 'off', 'max-postcopy-bandwidth': '0', 'return-path': 'off',
  until: 'auto',
};

test('the table holds each field once, and no other', () => {
  expect(FIELDS.map((field) => field.name).toSorted()).toEqual(Object.keys(DEFAULTS).toSorted());
  expect(new Set(FIELDS.map((field) => field.name)).size).toBe(FIELDS.length);
  expect(Object.keys(defaultScenario).toSorted()).toEqual([...Object.keys(DEFAULTS), 'script'].toSorted());
});

test.each(FIELDS.map((field) => [field.name, field] as const))('%s: the default is the plan\'s', (name, field) => {
  expect(readField(field, DEFAULTS[name] ?? '')).toEqual({ status: 'ok', value: defaultScenario[name] });
});

test.each(FIELDS.map((field) => [field.name, field] as const))('%s: label, help and estimate are one line each', (_, field) => {
  expect(field.label).not.toBe('');
  expect(field.help).toMatch(/^[^\n]+\.$/);
  expect(field.estimate ?? 'a reason.').toMatch(/^[^\n]+\.$/);
});

const QUANTITIES = FIELDS.filter((field) => 'step' in field);

test.each(QUANTITIES.map((field) => [field.name, field] as const))('%s: bounds and slider hold together', (_, field) => {
  for (const bound of [field.min, field.max]) {
    expect(roundToStep(bound, field.step)).toBe(bound);
    expect(readField(field, printField(field, bound)).status).toBe('ok');
  }
  const usual = typeof field.default === 'number' ? field.default : field.max;
  const { slider } = field;
  expect([field.min, usual, field.max].toSorted((a, b) => a - b)).toEqual([field.min, usual, field.max]);
  expect(slider.min).toBeGreaterThanOrEqual(field.min);
  expect(slider.max).toBeLessThanOrEqual(field.max);
  expect(slider.max).toBeGreaterThan(slider.min);
  expect(slider.max).toBeGreaterThanOrEqual(usual);
  expect(slider.scale === 'linear' || slider.min > 0).toBe(true);
  expect(slider.ticks.length).toBeGreaterThan(0);
  expect(slider.ticks.every((tick) => tick >= slider.min && tick <= slider.max)).toBe(true);
});

test('what a field accepts can be said in one line', () => {
  expect(printAllowed(fieldByName('memory'))).toBe('64MiB to 1TiB');
  expect(printAllowed(fieldByName('memlock-limit'))).toBe('0 to 2TiB, or unlimited');
  expect(printAllowed(fieldByName('guest'))).toBe('none, sev, sev-es, sev-snp, pef');
  expect(printAllowed(fieldByName('xbzrle'))).toBe('on, off');
});

test('a field that does not matter says which one decides that', () => {
  expect(fieldByName('ring-depth').lockedBy({ ...defaultScenario, mechanism: 'psp' })).toEqual({ field: 'mechanism', reason: 'Only a migration helper has it.' });
  expect(fieldByName('ring-depth').lockedBy({ ...defaultScenario, mechanism: 'mailbox' })?.reason).toBe('Only the ring has a depth.');
  expect(isUsed(fieldByName('ring-depth'), defaultScenario)).toBe(true);
  expect(isUsed(fieldByName('psp-page-time'), defaultScenario)).toBe(false);
  expect(isUsed(fieldByName('psp-page-time'), { ...defaultScenario, 'helper-image': 4096 })).toBe(true);
  expect(fieldByName('writes').lockedBy({ ...defaultScenario, workload: 'idle' })?.field).toBe('workload');
  expect(fieldByName('zero-page-detection').lockedBy({ ...defaultScenario, qemu: '7.2' })?.field).toBe('qemu');
});
