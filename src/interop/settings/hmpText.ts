import type { MigrationSetting } from './migrationSettings';
import { PLACEHOLDERS } from './pasteBlock';

const { host, port } = PLACEHOLDERS;
/** A bare number means MiB to the first two and bytes to the others, so each has its unit. Source: migration-hmp-cmds.c, hmp_migrate_set_parameter. */
const SIZES: readonly string[] = ['max-bandwidth', 'avail-switchover-bandwidth', 'xbzrle-cache-size', 'max-postcopy-bandwidth'];

export function hmpSetLines(settings: readonly MigrationSetting[]): readonly string[] {
  return settings.map(({ name, kind, value }) => `migrate_set_${kind} ${name} ${hmpValue(name, value)}`);
}

export function hmpMigrate(): string {
  return `migrate -d tcp:${host}:${port}`;
}

export function hmpListen(): string {
  return `migrate_incoming tcp:[::]:${port}`;
}

function hmpValue(name: string, value: MigrationSetting['value']): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return SIZES.includes(name) && value !== 0 ? `${value}B` : `${value}`;
}
