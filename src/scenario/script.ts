import { err, ok, type Result } from '../base/result';
import { GIB, MIB, PAGE_BYTES, type Bytes, type SimNs } from '../base/units';
import { FIELDS, findField } from './fields';
import { printField } from './fields/printField';
import { qemuText, readField } from './fields/readField';
import { MAX_RUN_NS } from './fields/runFields';
import { parseQuantity, printQuantity, type QuantitySpec } from './quantity';
import { ACTIONS, type ActionName, type FieldName, type FieldValue, type ScriptAction } from './scenario';

/** More actions than a person writes; fewer than would make a run a list of actions. */
export const MAX_ACTIONS = 256;
/** Faults of the catalogue: F-01 to F-40. */
const FAULTS = 40;

/** Parameters that QEMU takes while a migration runs. Source: migration/options.c, migrate_params_apply; capabilities are refused then. */
export const SETTABLE: readonly FieldName[] = [
  'max-bandwidth', 'avail-switchover-bandwidth', 'downtime-limit', 'throttle-trigger-threshold', 'cpu-throttle-initial',
  'cpu-throttle-increment', 'cpu-throttle-tailslow', 'max-cpu-throttle', 'xbzrle-cache-size', 'max-postcopy-bandwidth',
];

const TIME: QuantitySpec = { family: 'time', bareUnit: 's', step: 1, round: 'nearest' };
const SIZE: QuantitySpec = { family: 'size', bareUnit: 'B', step: 2 * MIB, round: 'up' };
const MAX_HOTPLUG = 1024 * GIB;
const PAGES: QuantitySpec = { family: 'size', bareUnit: 'B', step: PAGE_BYTES, round: 'up' };

/** Reads `<time>:<action>[:<argument>]`; a bare time is in seconds. The error completes a sentence: "has no action". */
export function parseAction(text: string): Result<ScriptAction, string> {
  const [time = '', name = '', ...rest] = text.trim().split(':');
  const at = parseQuantity(time, TIME);
  if (at === undefined) return err('does not begin with a time, such as 90s');
  if (at.value > MAX_RUN_NS) return err(`is later than ${printQuantity(MAX_RUN_NS, TIME)}`);
  const action = ACTIONS.find((known) => known === name);
  if (action === undefined) return err(`names no action; allowed: ${ACTIONS.join(', ')}`);
  const argument = rest.length === 0 ? undefined : rest.join(':');
  const checked = checkArgument(action, argument);
  if (!checked.ok) return checked;
  return ok({ atNs: at.value, action, ...(checked.value === undefined ? {} : { argument: checked.value }) });
}

/** Canonical text of an action; `parseAction` gives it back. */
export function printAction(action: ScriptAction): string {
  return [printQuantity(action.atNs, TIME).replace(/^0$/, '0s'), action.action, ...(action.argument === undefined ? [] : [action.argument])].join(':');
}

/** In the order of time; equal times keep theirs. A lone `migrate` at the start is what no script means. */
export function canonicalScript(script: readonly ScriptAction[]): readonly ScriptAction[] {
  const sorted = script.toSorted((a, b) => a.atNs - b.atNs);
  const [only] = sorted;
  return sorted.length === 1 && only !== undefined && only.action === 'migrate' && only.atNs === 0 ? [] : sorted;
}

/** The script as it runs: without migrate, boot or esm, `migrate` at the start is implied. */
export function effectiveScript(script: readonly ScriptAction[]): readonly ScriptAction[] {
  const begins = script.some(({ action }) => action === 'migrate' || action === 'boot' || action === 'esm');
  return begins ? script : [{ atNs: 0 as SimNs, action: 'migrate' }, ...script];
}

/** Reads the size of `hotplug:<size>`, in bytes. */
export function parseHotplug(text: string): Result<Bytes, string> {
  const size = parseQuantity(text, SIZE);
  if (size === undefined || size.value === 0) return err('needs a size, such as hotplug:4GiB');
  return size.value > MAX_HOTPLUG ? err(`plugs more than ${printQuantity(MAX_HOTPLUG, SIZE)}`) : ok(size.value);
}

/** Reads `<size>@<gpa>` of a `remap`, in bytes: as the kernel writes a size at an address (crashkernel=, memmap=). */
export function parseRemap(text: string): Result<{ readonly bytes: Bytes; readonly gpa: Bytes }, string> {
  const [size = '', address = '', ...rest] = text.split('@');
  const bytes = parseQuantity(size, PAGES);
  const gpa = parseQuantity(address, PAGES);
  if (bytes === undefined || bytes.value === 0 || gpa === undefined || rest.length > 0) return err('needs a size and a guest physical address, such as remap:64MiB@1GiB');
  if (!gpa.exact) return err('begins at an address that is no multiple of 4KiB');
  return ok({ bytes: bytes.value, gpa: gpa.value });
}

/** Reads `<parameter>=<value>` of a `set`. */
export function parseSetting(text: string): Result<{ readonly name: FieldName; readonly value: FieldValue }, string> {
  const [name = '', ...rest] = text.split('=');
  const field = findField(name);
  if (field === undefined || !SETTABLE.includes(field.name)) {
    return err(`sets no parameter that can change during a run; allowed: ${SETTABLE.join(', ')}`);
  }
  const reading = readField(field, rest.join('='));
  if (reading.status === 'ok' || reading.status === 'rounded') return ok({ name: field.name, value: reading.value });
  const qemu = qemuText(field);
  return err(`sets a value that ${reading.problem}${qemu === undefined ? '' : `. QEMU: ${qemu}`}`);
}

/** Reads `F-nn[:<target>]`. */
export function parseFault(text: string): Result<{ readonly fault: string; readonly target?: string }, string> {
  const match = /^F-(\d\d)(?::([\w.-]{1,32}))?$/i.exec(text);
  const number = Number(match?.[1] ?? 0);
  if (match === null || number < 1 || number > FAULTS) return err(`names no fault; allowed: F-01 to F-${FAULTS}, and a target of letters and digits`);
  const fault = `F-${match[1]}`;
  return ok(match[2] === undefined ? { fault } : { fault, target: match[2] });
}

function checkArgument(action: ActionName, argument: string | undefined): Result<string | undefined, string> {
  switch (action) {
    case 'hotplug':
      return mapResult(parseHotplug(argument ?? ''), (bytes) => printQuantity(bytes, SIZE));
    case 'remap':
      return mapResult(parseRemap(argument ?? ''), ({ bytes, gpa }) => `${printQuantity(bytes, PAGES)}@${printQuantity(gpa, PAGES)}`);
    case 'set':
      return mapResult(parseSetting(argument ?? ''), printSetting);
    case 'fault':
      return mapResult(parseFault(argument ?? ''), ({ fault, target }) => (target === undefined ? fault : `${fault}:${target}`));
    case 'reboot':
      return argument === undefined || argument === 'kexec' ? ok(argument) : err('reboots in a way that is not known; allowed: reboot, reboot:kexec');
    default:
      return argument === undefined ? ok(undefined) : err(`gives ${action} an argument; it has none`);
  }
}

function printSetting({ name, value }: { readonly name: FieldName; readonly value: FieldValue }): string {
  const field = FIELDS.find((each) => each.name === name);
  return `${name}=${field === undefined ? '' : printField(field, value)}`;
}

function mapResult<T>(result: Result<T, string>, print: (value: T) => string): Result<string, string> {
  return result.ok ? ok(print(result.value)) : result;
}
