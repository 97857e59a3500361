import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CAPABILITIES, migrationSettings } from '../../../src/interop/settings/migrationSettings';
import { pasteSettings, type PasteSettings } from '../../../src/interop/settings/pasteSettings';
import { findField } from '../../../src/scenario/fields';
import { decodeLinkStrict } from '../../../src/scenario/linkCodec';
import { PRESETS, scenarioOfPreset } from '../../../src/scenario/presets';
import type { Scenario } from '../../../src/scenario/scenario';
import { SETTABLE } from '../../../src/scenario/script';

const ORDINARY = 'guest=none&memory=1GiB';

function scenarioOf(fields: string): Scenario {
  const decoded = decodeLinkStrict(`#v=1&${fields}`);
  if (!decoded.ok) throw new Error(decoded.error.text);
  return decoded.value.scenario;
}

function settingsOf(fields: string): PasteSettings {
  return pasteSettings(scenarioOf(fields), undefined);
}

function textOf({ blocks }: PasteSettings, id: string): string | undefined {
  return blocks.find((block) => block.id === id)?.text;
}

interface QmpLine {
  readonly execute: string;
  readonly arguments?: { readonly capabilities?: readonly { readonly capability: string; readonly state: unknown }[] } & Readonly<Record<string, unknown>>;
}

function qmpLines({ blocks }: PasteSettings): readonly QmpLine[] {
  return blocks.filter(({ dialect }) => dialect === 'QMP').flatMap(({ text }) => text.split('\n').map((line) => JSON.parse(line) as QmpLine));
}

/** What QAPI calls an `int` or `size`, a `bool`, an enum. */
function isOfItsType(name: string, value: unknown): boolean {
  const field = findField(name);
  if (field?.kind === 'toggle') return typeof value === 'boolean';
  if (field?.kind === 'choice') return field.choices.some((choice) => choice.value === value);
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

const COMMANDS: readonly string[] = ['migrate', 'migrate-incoming', 'migrate-start-postcopy', 'migrate_cancel'];

/** Names that QAPI has not, and values that are not of its types. */
function mistakesOf({ execute, arguments: args = {} }: QmpLine): readonly string[] {
  if (execute === 'migrate-set-capabilities') {
    return (args.capabilities ?? []).filter(({ capability, state }) => !CAPABILITIES.some((name) => name === capability) || state !== true).map(({ capability }) => capability);
  }
  if (execute !== 'migrate-set-parameters') return COMMANDS.includes(execute) ? [] : [execute];
  return Object.entries(args).filter(([name, value]) => findField(name)?.group !== 'vmm' || CAPABILITIES.some((each) => each === name) || !isOfItsType(name, value)).map(([name]) => name);
}

describe('pasteSettings', () => {
  it('writes every setting in the three dialects, each in its own units', () => {
    const settings = settingsOf(`${ORDINARY}&max-bandwidth=112MiB/s&avail-switchover-bandwidth=100MiB/s&downtime-limit=600ms&auto-converge=on&cpu-throttle-initial=30&multifd=on&multifd-channels=4&zero-page-detection=legacy&return-path=on`);
    expect(settings.blocks).toEqual([
      {
        id: 'qmp-destination', dialect: 'QMP', place: 'host B, started with -incoming defer',
        text: [
          '{"execute":"migrate-set-capabilities","arguments":{"capabilities":[{"capability":"multifd","state":true},{"capability":"return-path","state":true}]}}',
          '{"execute":"migrate-set-parameters","arguments":{"multifd-channels":4}}',
          '{"execute":"migrate-incoming","arguments":{"uri":"tcp:[::]:4444"}}',
        ].join('\n'),
      },
      {
        id: 'qmp-source', dialect: 'QMP', place: 'host A',
        text: [
          '{"execute":"migrate-set-capabilities","arguments":{"capabilities":[{"capability":"auto-converge","state":true},{"capability":"multifd","state":true},{"capability":"return-path","state":true}]}}',
          '{"execute":"migrate-set-parameters","arguments":{"max-bandwidth":117440512,"avail-switchover-bandwidth":104857600,"downtime-limit":600,"cpu-throttle-initial":30,"multifd-channels":4,"zero-page-detection":"legacy"}}',
          '{"execute":"migrate","arguments":{"uri":"tcp:host-b:4444"}}',
        ].join('\n'),
      },
      {
        id: 'hmp-destination', dialect: 'HMP', place: 'host B, started with -incoming defer',
        text: ['migrate_set_capability multifd on', 'migrate_set_parameter multifd-channels 4', 'migrate_set_capability return-path on', 'migrate_incoming tcp:[::]:4444'].join('\n'),
      },
      {
        id: 'hmp-source', dialect: 'HMP', place: 'host A',
        text: [
          'migrate_set_parameter max-bandwidth 117440512B', 'migrate_set_parameter avail-switchover-bandwidth 104857600B', 'migrate_set_parameter downtime-limit 600',
          'migrate_set_capability auto-converge on', 'migrate_set_parameter cpu-throttle-initial 30', 'migrate_set_capability multifd on', 'migrate_set_parameter multifd-channels 4',
          'migrate_set_parameter zero-page-detection legacy', 'migrate_set_capability return-path on', 'migrate -d tcp:host-b:4444',
        ].join('\n'),
      },
      {
        id: 'virsh', dialect: 'virsh', place: 'host A',
        text: [
          `virsh qemu-monitor-command guest '{"execute":"migrate-set-parameters","arguments":{"zero-page-detection":"legacy"}}'`,
          'virsh migrate --live --verbose --bandwidth 112 --available-switchover-bandwidth 100 --auto-converge --auto-converge-initial 30 --parallel --parallel-connections 4 guest qemu+ssh://host-b/system',
        ].join('\n'),
      },
      { id: 'virsh-during', dialect: 'virsh', place: 'host A, a second shell, as soon as it runs', text: 'virsh migrate-setmaxdowntime guest 600' },
    ]);
    expect(settings.notes).toContain('virsh has no option for `zero-page-detection`: only the monitor sets it, and libvirt marks the domain as tainted.');
  });

  it('writes XBZRLE and post-copy, and what comes later at its time after migrate', () => {
    const settings = settingsOf(`${ORDINARY}&xbzrle=on&xbzrle-cache-size=256MiB&postcopy-ram=on&max-postcopy-bandwidth=50MiB/s&at=1s:migrate&at=31s:set:max-bandwidth=200MiB/s&at=61s:migrate-start-postcopy`);
    expect(textOf(settings, 'virsh')).toBe('virsh migrate --live --verbose --compressed --comp-methods xbzrle --comp-xbzrle-cache 268435456 --postcopy --postcopy-bandwidth 50 guest qemu+ssh://host-b/system');
    expect(textOf(settings, 'hmp-source')?.split('\n')).toContain('migrate_set_parameter xbzrle-cache-size 268435456B');
    expect(settings.blocks.filter(({ id }) => id.includes('later')).map(({ dialect, place, text }) => [dialect, place, text])).toEqual([
      ['QMP', 'host A, 30 s after migrate', '{"execute":"migrate-set-parameters","arguments":{"max-bandwidth":209715200}}'],
      ['QMP', 'host A, 60 s after migrate', '{"execute":"migrate-start-postcopy"}'],
      ['HMP', 'host A, 30 s after migrate', 'migrate_set_parameter max-bandwidth 209715200B'],
      ['HMP', 'host A, 60 s after migrate', 'migrate_start_postcopy'],
      ['virsh', 'host A, 30 s after migrate', 'virsh migrate-setspeed guest 200'],
      ['virsh', 'host A, 60 s after migrate', 'virsh migrate-postcopy guest'],
    ]);
  });

  it('takes what the script sets before the first migrate into the settings', () => {
    const settings = settingsOf(`${ORDINARY}&at=0s:set:downtime-limit=700ms&at=1s:migrate`);
    expect(textOf(settings, 'hmp-source')).toBe('migrate_set_parameter max-bandwidth 0\nmigrate_set_parameter downtime-limit 700\nmigrate -d tcp:host-b:4444');
  });

  it('names no parameter that the version has not, nor one without effect', () => {
    const all = `${ORDINARY}&avail-switchover-bandwidth=1GiB/s&zero-page-detection=none&cpu-throttle-initial=50`;
    const names = (version: string): readonly string[] => migrationSettings(scenarioOf(`${all}&qemu=${version}`)).map(({ name }) => name);
    expect(names('7.2')).toEqual(['max-bandwidth']);
    expect(names('10.2')).toEqual(['max-bandwidth', 'avail-switchover-bandwidth', 'zero-page-detection']);
  });

  it('says QEMU\'s own cap where the scenario has it, since the laboratory begins without one', () => {
    expect(migrationSettings(scenarioOf(`${ORDINARY}&max-bandwidth=128MiB/s`))).toEqual([{ name: 'max-bandwidth', kind: 'parameter', value: 134_217_728 }]);
    expect(textOf(settingsOf(ORDINARY), 'virsh')).toBe('virsh migrate --live --verbose guest qemu+ssh://host-b/system');
  });

  it('rounds a rate to what virsh can say, never to no cap, and says so', () => {
    const settings = settingsOf(`${ORDINARY}&max-bandwidth=100kB/s`);
    expect(textOf(settings, 'virsh')).toContain('--bandwidth 1 ');
    expect(settings.notes).toContain('virsh counts `--bandwidth` in whole MiB/s: 1 stands for 100000 bytes/s.');
  });

  it('launches an encrypted guest with its policy and what it locks, and says whose code would move it', () => {
    const scenario = scenarioOf('guest=sev&mechanism=psp&policy=nodbg,noks');
    const settings = pasteSettings(scenario, '<memtune/>');
    expect(settings.blocks[0]).toMatchObject({ dialect: 'libvirt XML', text: "<memtune/>\n<launchSecurity type='sev'>\n  <policy>0x0003</policy>\n</launchSecurity>" });
    expect(settings.notes.join(' ')).toContain('SEV: Migration is not implemented');
    expect(settings.notes.join(' ')).toContain('sev-pdh');
    expect(settingsOf('guest=sev&mechanism=mailbox&vcpus=4&helper-vcpus=2').notes.join(' ')).toContain('`-smp 4,mirrorvcpus=2`');
  });

  it.each(['guest=sev-es&mechanism=psp', 'guest=sev-snp&mechanism=psp', 'guest=pef', 'at=0s:boot'])('gives no line for a migrate that nothing carries out: %s', (fields) => {
    const { blocks, notes } = settingsOf(fields);
    expect(blocks.map(({ id }) => id)).toEqual(['launch']);
    expect(notes.at(-1)).toContain('`migrate`');
  });

  it('speaks QAPI alone in QMP, with values of its types, for every story and any setting of the group', () => {
    const stories = PRESETS.map((preset) => scenarioOfPreset(preset));
    const drawn = fc.sample(fc.record({
      qemu: fc.constantFrom('7.2', '10.0', '10.2'), downtime: fc.nat(2_000_000), rate: fc.nat(1e12), multifd: fc.boolean(), xbzrle: fc.boolean(), converge: fc.boolean(),
      postcopy: fc.boolean(), tail: fc.boolean(), initial: fc.integer({ min: 1, max: 99 }), zero: fc.constantFrom('none', 'legacy', 'multifd'), at: fc.constantFrom(...SETTABLE),
    }), 100).map((d) => scenarioOf([
      ORDINARY, `qemu=${d.qemu}&downtime-limit=${d.downtime}ms&max-bandwidth=${d.rate}B/s&avail-switchover-bandwidth=${d.rate}B/s&auto-converge=${d.converge}&cpu-throttle-initial=${d.initial}`,
      `cpu-throttle-tailslow=${d.tail}&multifd=${d.multifd}&xbzrle=${d.xbzrle && !d.multifd}&postcopy-ram=${d.postcopy && !d.multifd}&zero-page-detection=${d.zero}`,
      `at=0s:migrate&at=5s:set:${d.at}=${d.at === 'cpu-throttle-tailslow' ? 'on' : d.at === 'xbzrle-cache-size' ? '128MiB' : '64'}`,
    ].join('&')));
    const lines = [...stories, ...drawn].flatMap((scenario) => qmpLines(pasteSettings(scenario, undefined)));
    expect(lines.length).toBeGreaterThan(400);
    expect(lines.flatMap(mistakesOf)).toEqual([]);
  });
});
