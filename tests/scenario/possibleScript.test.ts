import { describe, expect, test } from 'vitest';
import { withField } from '../../src/scenario/editScenario';
import { defaultScenario } from '../../src/scenario/fields';
import { decodeLink, decodeLinkStrict } from '../../src/scenario/linkCodec';
import { possibleScript } from '../../src/scenario/possibleScript';
import { parseAction, printAction } from '../../src/scenario/script';

const actions = (...texts: readonly string[]) => texts.map((text) => {
  const parsed = parseAction(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
});

describe('what a guest cannot do', () => {
  test.each([
    ['#v=1&guest=sev&at=3s:esm', '`at=3s:esm` does not go with guest=sev: only a POWER guest asks for a secure switch; allowed: esm with guest=pef.'],
    ['#v=1&guest=none&at=3s:esm', '`at=3s:esm` does not go with guest=none: only a POWER guest asks for a secure switch; allowed: esm with guest=pef.'],
    ['#v=1&guest=pef&at=0s:boot', '`at=0s:boot` does not go with guest=pef: no boot of a POWER guest was measured, its run begins with a guest that is up; allowed: boot with any other guest.'],
    ['#v=1&guest=pef&at=0s:esm&at=9s:compact', "`at=9s:compact` does not go with guest=pef: no frame of it is pinned, secure memory is the ultravisor's to move; allowed: compact with any other guest."],
    ['#v=1&guest=pef&at=0s:esm&at=9s:reboot:kexec', "`at=9s:reboot:kexec` does not go with guest=pef: KVM_PPC_SVM_OFF is QEMU's, at a system reset; allowed: reboot."],
    ['#v=1&memory=1023GiB&at=1s:hotplug:1GiB&at=2s:hotplug:2MiB', '`at=2s:hotplug:2MiB` brings memory above 1TiB; allowed: up to 1TiB in all.'],
    ['#v=1&at=1s:hotunplug', '`at=1s:hotunplug` takes a DIMM out, and none was plugged in before it; allowed: one hotunplug after each hotplug.'],
    ['#v=1&at=1s:hotplug:2GiB&at=2s:hotunplug&at=3s:hotunplug', '`at=3s:hotunplug` takes a DIMM out, and none was plugged in before it; allowed: one hotunplug after each hotplug.'],
    ['#v=1&guest=pef&at=1s:hotplug:2GiB&at=2s:hotunplug', '`at=2s:hotunplug` does not go with guest=pef: UV_UNREGISTER_MEM_SLOT is not modelled; allowed: hotunplug with any other guest.'],
    ['#v=1&memory=1023GiB&at=1s:hotplug:1GiB&at=2s:hotunplug&at=3s:hotplug:1GiB', '`at=3s:hotplug:1GiB` brings memory above 1TiB; allowed: up to 1TiB in all.'],
    ['#v=1&memory=1GiB&at=1s:remap:2MiB@1023MiB', '`at=1s:remap:2MiB@1023MiB` replaces frames beyond the end of memory; allowed: a range within memory.'],
    ['#v=1&guest=pef&at=1s:remap:2MiB@0', "`at=1s:remap:2MiB@0` does not go with guest=pef: the ultravisor's frames are not the VMM's to replace; allowed: remap with any other guest."],
  ])('%s is bad input, named in one line', (link, text) => {
    const strict = decodeLinkStrict(link);
    expect(strict.ok ? '' : strict.error.text).toBe(text);
    const { scenario, notices } = decodeLink(link);
    expect(notices.map(({ field }) => field)).toEqual(['at']);
    expect(scenario.script.map(printAction)).not.toContain(text.slice(4, text.indexOf('`', 1)));
  });

  test.each([
    ['none', ['0s:boot', '9s:reboot', '20s:hotplug:2GiB', '20s:remap:1GiB@16GiB', '21s:compact', '21s:hotunplug', '22s:migrate']],
    ['sev', ['0s:boot', '9s:reboot', '20s:hotplug:2GiB', '21s:compact', '22s:migrate', '23s:migrate_cancel', '24s:hotplug:2MiB', '25s:hotunplug', '26s:hotunplug']],
    ['pef', ['0s:esm', '9s:reboot', '20s:hotplug:2GiB', '22s:migrate']],
  ] as const)('guest=%s can do all the rest', (guest, texts) => {
    const script = actions(...texts);
    expect(possibleScript({ script, guest, memory: 2 ** 34 })).toEqual({ script, problems: [] });
  });
});

test('a guest that is changed under its script loses what it cannot do, with a notice', () => {
  const scenario = { ...defaultScenario, guest: 'pef', mechanism: 'plain', script: actions('1s:esm', '2s:reboot') } as const;
  const changed = withField(scenario, 'guest', 'sev');
  expect(changed).toMatchObject({ ok: true, value: { scenario: { guest: 'sev', script: [{ action: 'reboot' }] } } });
  expect(changed.ok ? changed.value.notices.map(({ field, given }) => [field, given]) : []).toContainEqual(['at', '1s:esm']);
});
