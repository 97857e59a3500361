import { describe, expect, it } from 'vitest';
import type { EngineAction, EngineConfig } from '../../../src/engine/config';
import { faultRefusal } from '../../../src/engine/faults/faultRefusal';
import { FAULT_RULES } from '../../../src/engine/faults/faultRules';
import { testConfig } from '../testConfig';
import { at, configOf, fault, refusals, run } from './runFault';

function refusalOf(config: EngineConfig): string | undefined {
  const action = config.script.find((each): each is Extract<EngineAction, { action: 'fault' }> => each.action === 'fault')!;
  return faultRefusal(action, config);
}

describe('a fault that cannot happen', () => {
  it.each([
    ['F-01', testConfig({ script: [fault(0, 'F-01')] }), 'needs guest=sev or sev-es or sev-snp'],
    ['F-31', configOf([fault(0, 'F-31')]), 'needs guest=pef'],
    ['F-07', configOf([fault(0, 'F-07'), at(0, 'migrate')]), 'needs status-interface=rfc-v1'],
    ['F-04', configOf([fault(0, 'F-04'), at(0, 'migrate')], {}, 'rfc-v1'), 'needs status-interface=v10-list or v13-msr or merged'],
    ['F-03', configOf([at(0, 'reboot'), fault(1, 'F-03')]), 'needs a reboot after it'],
    ['F-21', configOf([at(0, 'boot'), fault(1, 'F-21')]), 'needs a boot or a hotplug after it'],
    ['F-05', configOf([fault(0, 'F-05'), at(0, 'migrate')]), 'needs conversions above 0'],
    ['F-22', configOf([fault(0, 'F-22')]), 'needs pinning=demand'],
    ['F-23', configOf([fault(0, 'F-23'), at(0, 'boot')]), 'needs a migrate in the script, or after it a hotunplug, or a remap with pinning=demand'],
    ['F-01:16384', configOf([fault(0, 'F-01:16384')]), 'takes a page below 16384 as its target, `16384` is given'],
    ['F-01:ring', configOf([fault(0, 'F-01:ring')]), 'takes a page below 16384 as its target, `ring` is given'],
    ['F-23:8', configOf([fault(0, 'F-23:8'), at(0, 'migrate')]), 'takes no target, `8` is given'],
    ['F-40:nmi', configOf([fault(0, 'F-40:nmi')]), 'takes cpl-3 or unaligned or no-pages or overflow as its target, `nmi` is given'],
    ['F-41', configOf([fault(0, 'F-41')]), 'is not in the catalogue; allowed: F-01 to F-40'],
  ])('%s: the reason is named', (_, config, refusal) => {
    expect(refusalOf(config)).toBe(refusal);
  });

  it('is an event in a run that has it all the same, and changes nothing else', () => {
    expect(refusals(run(configOf([fault(0, 'F-05'), at(0, 'migrate')])))).toEqual(['F-05 needs conversions above 0']);
  });

  it('a later action is one that stands behind it in the script, at the same moment too', () => {
    expect(refusalOf(configOf([fault(1, 'F-03'), at(1, 'reboot')]))).toBeUndefined();
    expect(refusalOf(configOf([at(1, 'reboot'), fault(1, 'F-03')]))).toBe('needs a reboot after it');
  });
});

it('what no part can do yet is refused, and not passed over', () => {
  const script = [at(0, 'migrate'), { atNs: 1e9, action: 'hotplug', bytes: 2 ** 21 }] as const;
  const waiting = Object.entries(FAULT_RULES).filter(([, { injectable }]) => !injectable);
  const said = waiting.map(([id, { scope }]) => refusalOf({ ...configOf([fault(0, id), ...script]), mechanism: scope.mechanisms?.[0] ?? 'psp' }));
  expect(said.filter((text) => text !== 'cannot be injected yet')).toEqual([]);
});
