import { describe, expect, test } from 'vitest';
import { canonicalScript, effectiveScript, parseAction, printAction } from '../../src/scenario/script';

function action(text: string) {
  const parsed = parseAction(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

describe('actions', () => {
  test.each([
    ['90s:migrate', '90s:migrate'], ['90:migrate', '90s:migrate'], ['1.5m:reboot', '90s:reboot'], ['250ms:compact', '250ms:compact'], ['0:boot', '0s:boot'],
    ['2m:hotplug:4096MiB', '2m:hotplug:4GiB'], ['2m:hotplug:1', '2m:hotplug:2MiB'],
    ['1s:set:downtime-limit=1500', '1s:set:downtime-limit=1.5s'], ['1s:set:max-bandwidth=33554432', '1s:set:max-bandwidth=32MiB/s'],
    ['1s:set:cpu-throttle-tailslow=true', '1s:set:cpu-throttle-tailslow=on'], ['1s:set:xbzrle-cache-size=128M', '1s:set:xbzrle-cache-size=128MiB'],
    ['7s:fault:f-14', '7s:fault:F-14'], ['7s:fault:F-20:page-12.x', '7s:fault:F-20:page-12.x'],
    ['1us:migrate_cancel', '1us:migrate_cancel'], ['2s:migrate-start-postcopy', '2s:migrate-start-postcopy'], ['3s:esm', '3s:esm'], ['3s:reboot:kexec', '3s:reboot:kexec'], ['9s:hotunplug', '9s:hotunplug'],
    ['1s:remap:65536K@3.75G', '1s:remap:64MiB@3.75GiB'], ['1s:remap:1@0', '1s:remap:4KiB@0'], ['1s:remap:5KiB@4096', '1s:remap:8KiB@4KiB'],
  ])('%s is %s', (text, canonical) => {
    expect(printAction(action(text))).toBe(canonical);
    expect(action(canonical)).toEqual(action(text));
  });

  test.each([
    ['', 'does not begin with a time, such as 90s'], ['migrate', 'does not begin with a time, such as 90s'], ['-5s:migrate', 'does not begin with a time, such as 90s'],
    ['5s', 'names no action; allowed: boot, migrate, migrate-start-postcopy, migrate_cancel, set, reboot, hotplug, hotunplug, remap, compact, move-enc-context, esm, fault'],
    ['101d:migrate', 'is later than 2400h'], ['5s:migrate:now', 'gives migrate an argument; it has none'], ['5s:remap', 'needs a size and a guest physical address, such as remap:64MiB@1GiB'], ['5s:remap:64MiB', 'needs a size and a guest physical address, such as remap:64MiB@1GiB'],
    ['5s:remap:0@1GiB', 'needs a size and a guest physical address, such as remap:64MiB@1GiB'], ['5s:remap:4KiB@1GiB@2GiB', 'needs a size and a guest physical address, such as remap:64MiB@1GiB'],
    ['5s:remap:4KiB@1000', 'begins at an address that is no multiple of 4KiB'], ['5s:hotunplug:4GiB', 'gives hotunplug an argument; it has none'], ['5s:reboot:hard', 'reboots in a way that is not known; allowed: reboot, reboot:kexec'], ['5s:hotplug', 'needs a size, such as hotplug:4GiB'],
    ['5s:hotplug:0', 'needs a size, such as hotplug:4GiB'], ['5s:hotplug:9TiB', 'plugs more than 1TiB'],
    ['5s:fault:F-41', 'names no fault; allowed: F-01 to F-40, and a target of letters and digits'],
    ['5s:fault:F-00', 'names no fault; allowed: F-01 to F-40, and a target of letters and digits'],
    ['5s:fault:F-1:<b>', 'names no fault; allowed: F-01 to F-40, and a target of letters and digits'],
    ['5s:set:cpu-throttle-initial=120', "sets a value that is above 99. QEMU: Parameter 'cpu_throttle_initial' expects an integer in the range of 1 to 99"],
    ['5s:set:downtime-limit', "sets a value that is empty. QEMU: Parameter 'downtime_limit' expects an integer in the range of 0 to (2000 * 1000) ms"],
  ])('%s: %s', (text, error) => expect(parseAction(text)).toEqual({ ok: false, error }));

  test.each(['5s:set:multifd=on', '5s:set:memory=1GiB', '5s:set:auto-converge=on', '5s:set:__proto__=1'])('%s cannot change during a run', (text) => {
    expect(parseAction(text)).toMatchObject({ ok: false, error: expect.stringContaining('sets no parameter that can change during a run; allowed: max-bandwidth') });
  });
});

describe('scripts', () => {
  test('stand in the order of time, equal times in the order given', () => {
    const script = ['5s:migrate', '1s:reboot', '5s:compact', '1s:boot'].map(action);
    expect(canonicalScript(script).map(printAction)).toEqual(['1s:reboot', '1s:boot', '5s:migrate', '5s:compact']);
    expect(canonicalScript([action('0s:migrate')])).toEqual([]);
    expect(canonicalScript([action('1s:migrate')])).toHaveLength(1);
  });

  test('migrate at the start is implied by a script without migrate, boot and esm', () => {
    expect(effectiveScript([]).map(printAction)).toEqual(['0s:migrate']);
    expect(effectiveScript([action('0s:compact'), action('9s:reboot')]).map(printAction)).toEqual(['0s:migrate', '0s:compact', '9s:reboot']);
    for (const text of ['0s:boot', '3s:esm', '5s:migrate']) expect(effectiveScript([action(text)])).toEqual([action(text)]);
  });
});
