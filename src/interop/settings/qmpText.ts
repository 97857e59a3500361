import { CAPABILITIES, type MigrationSetting } from './migrationSettings';
import { PLACEHOLDERS } from './pasteBlock';

const { host, port } = PLACEHOLDERS;
/** What both ends must agree on; parameters of the sender mean nothing to the receiver but the number of channels. Source: docs/devel/migration. */
const ON_BOTH_HOSTS: readonly string[] = ['xbzrle', 'multifd', 'postcopy-ram', 'return-path', 'multifd-channels'];

/** What is set on the destination too, before it listens. */
export function settingsOfBoth(settings: readonly MigrationSetting[]): readonly MigrationSetting[] {
  return settings.filter(({ name }) => ON_BOTH_HOSTS.includes(name));
}

/** One command a line, as QMP takes them after `qmp_capabilities`. */
export function qmpSetLines(settings: readonly MigrationSetting[]): readonly string[] {
  const capabilities = settings.filter(({ name }) => CAPABILITIES.includes(name));
  const parameters = settings.filter(({ name }) => !CAPABILITIES.includes(name));
  return [
    ...(capabilities.length === 0
      ? []
      : [qmpCommand('migrate-set-capabilities', { capabilities: capabilities.map(({ name, value }) => ({ capability: name, state: value })) })]),
    ...(parameters.length === 0 ? [] : [qmpCommand('migrate-set-parameters', Object.fromEntries(parameters.map(({ name, value }) => [name, value])))]),
  ];
}

export function qmpMigrate(): string {
  return qmpCommand('migrate', { uri: `tcp:${host}:${port}` });
}

/** For a QEMU that was started with `-incoming defer`. */
export function qmpListen(): string {
  return qmpCommand('migrate-incoming', { uri: `tcp:[::]:${port}` });
}

export function qmpCommand(name: string, args?: object): string {
  return JSON.stringify({ execute: name, ...(args === undefined ? {} : { arguments: args }) });
}
