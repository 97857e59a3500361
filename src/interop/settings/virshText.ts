import { MIB } from '../../base/units';
import type { MigrationSetting } from './migrationSettings';
import { PLACEHOLDERS } from './pasteBlock';
import { qmpSetLines } from './qmpText';

const { domain, host } = PLACEHOLDERS;

/** How virsh says settings, and what it can not say. */
export interface VirshText {
  /** What only the monitor can be told, before the migration. */
  readonly before: readonly string[];
  readonly migrate: string;
  /** What is said from a second shell while it runs. */
  readonly during: readonly string[];
  /** Sentences: what is rounded, what libvirt does by itself. */
  readonly notes: readonly string[];
}

/** Options of `virsh migrate`; a rate is in MiB/s. Source: libvirt, docs/manpages/virsh.rst, migrate. */
const OPTIONS: Readonly<Record<string, { readonly option: string; readonly unit?: number }>> = {
  'auto-converge': { option: '--auto-converge' },
  'cpu-throttle-initial': { option: '--auto-converge-initial' },
  'cpu-throttle-increment': { option: '--auto-converge-increment' },
  'max-bandwidth': { option: '--bandwidth', unit: MIB },
  'avail-switchover-bandwidth': { option: '--available-switchover-bandwidth', unit: MIB },
  multifd: { option: '--parallel' },
  'multifd-channels': { option: '--parallel-connections' },
  xbzrle: { option: '--compressed --comp-methods xbzrle' },
  'xbzrle-cache-size': { option: '--comp-xbzrle-cache' },
  'postcopy-ram': { option: '--postcopy' },
  'max-postcopy-bandwidth': { option: '--postcopy-bandwidth', unit: MIB },
};
/** No cap: libvirt lifts QEMU's 128 MiB/s itself. Source: qemu_domain.c, migMaxBandwidth. */
const LIFTED_ANYHOW: readonly string[] = ['max-bandwidth', 'max-postcopy-bandwidth', 'avail-switchover-bandwidth'];
/** On unless tunnelled, with no option to choose. Source: qemu_migration_params.c, qemuMigrationParamsFlagMap. */
const LIBVIRTS_OWN = 'return-path';
const DOWNTIME = 'downtime-limit';

/** The settings as virsh has them. */
export function virshText(settings: readonly MigrationSetting[]): VirshText {
  const said = settings.filter(({ name, value }) => name !== LIBVIRTS_OWN && !(value === 0 && LIFTED_ANYHOW.includes(name)));
  const options = said.flatMap((setting) => optionOf(setting) ?? []);
  const foreign = said.filter(({ name }) => name !== DOWNTIME && OPTIONS[name] === undefined);
  return {
    before: foreign.length === 0 ? [] : monitorLines(foreign),
    migrate: ['virsh migrate --live --verbose', ...options, domain, `qemu+ssh://${host}/system`].join(' '),
    during: said.filter(({ name }) => name === DOWNTIME).flatMap(virshChange),
    notes: [...roundingNotes(said), ...foreignNotes(foreign)],
  };
}

/** A parameter that changes while the migration runs, in virsh's words or through the monitor. */
export function virshChange(setting: MigrationSetting): readonly string[] {
  const { name, value } = setting;
  if (name === DOWNTIME) return [`virsh migrate-setmaxdowntime ${domain} ${value}`];
  if (name === 'max-bandwidth') return [`virsh migrate-setspeed ${domain} ${wholeMib(value)}`];
  if (name === 'max-postcopy-bandwidth') return [`virsh migrate-setspeed ${domain} ${wholeMib(value)} --postcopy`];
  if (name === 'xbzrle-cache-size') return [`virsh migrate-compcache ${domain} --size ${value}`];
  return monitorLines([setting]);
}

function optionOf({ name, value }: MigrationSetting): string | undefined {
  const known = OPTIONS[name];
  if (known === undefined || value === false) return undefined;
  if (value === true) return known.option;
  return `${known.option} ${known.unit === undefined ? value : wholeMib(value)}`;
}

function monitorLines(settings: readonly MigrationSetting[]): readonly string[] {
  return qmpSetLines(settings).map((line) => `virsh qemu-monitor-command ${domain} '${line}'`);
}

/** Whole MiB/s, and 1 at least: 0 would mean no cap. */
function wholeMib(value: MigrationSetting['value']): number {
  return value === 0 ? 0 : Math.max(1, Math.round(Number(value) / MIB));
}

function roundingNotes(settings: readonly MigrationSetting[]): readonly string[] {
  return settings.flatMap(({ name, value }) => {
    const known = OPTIONS[name];
    if (known?.unit === undefined || wholeMib(value) * MIB === value) return [];
    return [`virsh counts \`${known.option}\` in whole MiB/s: ${wholeMib(value)} stands for ${value} bytes/s.`];
  });
}

function foreignNotes(foreign: readonly MigrationSetting[]): readonly string[] {
  if (foreign.length === 0) return [];
  const names = foreign.map(({ name }) => `\`${name}\``).join(', ');
  return [`virsh has no option for ${names}: only the monitor sets ${foreign.length === 1 ? 'it' : 'them'}, and libvirt marks the domain as tainted.`];
}
