import { NS_PER_MS } from '../../base/units';
import { fieldByName, FIELDS } from '../../scenario/fields';
import { isUsed, setField } from '../../scenario/fields/field';
import type { FieldName, FieldValue, Scenario, ScriptAction } from '../../scenario/scenario';
import { effectiveScript, parseSetting } from '../../scenario/script';

/** A capability or parameter of QEMU's migration under its QAPI name; `value` in QAPI's unit: bytes, bytes/s, ms, percent. */
export interface MigrationSetting {
  readonly name: FieldName;
  readonly kind: 'capability' | 'parameter';
  readonly value: number | boolean | string;
}

/** Fields that are capabilities; the other QAPI names among the fields are parameters. Source: qapi/migration.json, MigrationCapability. */
export const CAPABILITIES: readonly FieldName[] = ['auto-converge', 'xbzrle', 'multifd', 'postcopy-ram', 'return-path'];
/** Fields of the group that QAPI does not know: they choose the VMM itself. */
const NOT_QAPI: readonly FieldName[] = ['qemu', 'accel'];
/** QEMU starts with 128 MiB/s; every other default of the field table is QEMU's. Source: migration/options.c. */
const QEMU_MAX_BANDWIDTH = 134_217_728;

/**
 * What must be said to QEMU before `migrate`, in the order of the field table: all that differs from QEMU's defaults or from the
 * laboratory's, as far as the version has it and it has an effect. Settings of the script up to the first `migrate` are among them.
 */
export function migrationSettings(scenario: Scenario): readonly MigrationSetting[] {
  const set = withEarlySettings(scenario);
  return FIELDS.filter((field) => field.group === 'vmm' && !NOT_QAPI.includes(field.name) && isUsed(field, set.scenario))
    .filter(({ name, default: usual }) => {
      const value = set.scenario[name];
      return value !== usual || set.named.has(name) || (name === 'max-bandwidth' && value !== QEMU_MAX_BANDWIDTH);
    })
    .map(({ name }) => migrationSetting(name, set.scenario[name]));
}

/** One field's value as QAPI has it: a duration in ms, a size in whole bytes, a flag, a word. */
function migrationSetting(name: FieldName, value: FieldValue): MigrationSetting {
  const field = fieldByName(name);
  const kind = CAPABILITIES.includes(name) ? 'capability' : 'parameter';
  if (typeof value !== 'number') return { name, kind, value: typeof value === 'boolean' ? value : String(value) };
  return { name, kind, value: Math.round(field.kind === 'duration' ? value / NS_PER_MS : value) };
}

/** The setting that an action `set:<parameter>=<value>` makes; undefined for any other action. */
export function settingOfAction({ action, argument }: ScriptAction): MigrationSetting | undefined {
  if (action !== 'set') return undefined;
  const parsed = parseSetting(argument ?? '');
  return parsed.ok ? migrationSetting(parsed.value.name, parsed.value.value) : undefined;
}

/** The scenario as its first `migrate` finds it, and what the script named until then. */
function withEarlySettings(scenario: Scenario): { readonly scenario: Scenario; readonly named: ReadonlySet<FieldName> } {
  let changed = scenario;
  const named = new Set<FieldName>();
  for (const { action, argument } of effectiveScript(scenario.script)) {
    if (action === 'migrate') break;
    const parsed = action === 'set' ? parseSetting(argument ?? '') : undefined;
    if (parsed?.ok !== true) continue;
    changed = setField(changed, parsed.value.name, parsed.value.value);
    named.add(parsed.value.name);
  }
  return { scenario: changed, named };
}
