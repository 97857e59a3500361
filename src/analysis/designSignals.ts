import type { SimNs } from '../base/units';
import type { RunEvent } from '../engine/record/runEvent';

/** What the source's helper has been seen to do up to a moment, read off the run's events. First moments, unless said otherwise. */
export interface DesignSignals {
  readonly created?: SimNs;
  /** The mirror VM was there before the first `migrate` of the script. */
  readonly beforeMigrate: boolean;
  readonly context?: SimNs;
  /** errno of a copy of the context that was refused, the last one. */
  readonly refused?: { readonly atNs: SimNs; readonly ret: number };
  readonly slots?: Counted;
  /** A slot of the mirror for memory that was plugged in while it existed. */
  readonly pluggedSlot?: SimNs;
  readonly vcpus?: Counted;
  readonly cpuid?: Counted;
  readonly bootExits?: Counted;
  /** KVM_EXIT_HLT: returns so far; of a row that is under way as many as its mean rate gives. */
  readonly hlt?: Counted;
  /** KVM_RUN came back with what nobody handles. */
  readonly badExit?: { readonly atNs: SimNs; readonly reason: string };
  /** No answer in 100 ms; `answered`: the ring was looked at again. */
  readonly watchdog?: { readonly atNs: SimNs; readonly answered: boolean };
  readonly init?: SimNs;
  readonly reset?: SimNs;
  /** Bitmap synchronisations while the mirror exists. */
  readonly syncs?: Counted;
  /** The guest stands still while the helper goes on. */
  readonly stop?: SimNs;
  readonly postcopy?: SimNs;
  /** The last one. */
  readonly closed?: SimNs;
}

export interface Counted {
  readonly atNs: SimNs;
  readonly count: number;
}

type Growing = { -readonly [Key in keyof DesignSignals]: DesignSignals[Key] };

/** Of the guest itself is KVM_EXIT_FAIL_ENTRY. */
const HELPER_EXIT = /^KVM_EXIT_(IO|MMIO|SHUTDOWN|INTERNAL_ERROR)/;

/** @returns what `events` up to `atNs` show; nothing but `beforeMigrate` before the first of them */
export function designSignals(events: readonly RunEvent[], atNs: SimNs): DesignSignals {
  const seen: Growing = { beforeMigrate: false };
  let migrated = false;
  for (const event of events) {
    if (event.atNs > atNs || event.host !== 'source') continue;
    if (event.kind === 'action' && event.name === 'migrate') migrated = true;
    if (event.kind === 'qmp') noteQmp(seen, event);
    if (event.kind === 'command') noteCommand(seen, event, migrated, atNs);
  }
  return seen;
}

function noteQmp(seen: Growing, { name, value, atNs }: RunEvent): void {
  const isUp = seen.created !== undefined && seen.closed === undefined;
  if (!isUp) return;
  if (name === 'MIGRATION_PASS') seen.syncs = counted(seen.syncs, atNs, 1);
  if (name === 'STOP') seen.stop ??= atNs;
  if (name === 'MIGRATION' && value === 'postcopy-active') seen.postcopy ??= atNs;
}

function noteCommand(seen: Growing, event: RunEvent, migrated: boolean, nowNs: SimNs): void {
  const { name, value, ret, count, atNs } = event;
  switch (name) {
    case 'KVM_CREATE_VM':
      if (seen.created === undefined) seen.beforeMigrate = !migrated;
      seen.created ??= atNs;
      delete seen.closed;
      return;
    case 'CAP_VM_COPY_ENC_CONTEXT_FROM':
      if (ret === 0) seen.context ??= atNs;
      else seen.refused = { atNs, ret: ret ?? 0 };
      return;
    case 'KVM_SET_USER_MEMORY_REGION':
      if (count !== undefined) seen.slots ??= { atNs, count };
      else if (value?.startsWith('mirror:') === true && seen.slots !== undefined) plugSlot(seen, atNs);
      return;
    case 'KVM_CREATE_VCPU': seen.vcpus ??= { atNs, count: count ?? 1 }; return;
    case 'KVM_SET_CPUID2': seen.cpuid ??= { atNs, count: count ?? 1 }; return;
    case 'KVM_RUN, KVM_EXIT_IO': seen.bootExits ??= { atNs, count: count ?? 1 }; return;
    case 'KVM_RUN, KVM_EXIT_HLT': seen.hlt = counted(seen.hlt, atNs, countAt(event, nowNs)); return;
    case 'KVM_RUN':
      if (value !== undefined && HELPER_EXIT.test(value)) seen.badExit ??= { atNs, reason: value };
      return;
    case 'watchdog': seen.watchdog ??= { atNs, answered: ret === 0 }; return;
    case 'mailbox':
      if (value === 'INIT') seen.init ??= atNs;
      else seen.reset = atNs;
      return;
    case 'close mirror': seen.closed = atNs; return;
  }
}

function plugSlot(seen: Growing, atNs: SimNs): void {
  seen.pluggedSlot ??= atNs;
  if (seen.slots !== undefined) seen.slots = counted(seen.slots, atNs, 1);
}

function counted(before: Counted | undefined, atNs: SimNs, more: number): Counted {
  return before === undefined ? { atNs, count: more } : { atNs: before.atNs, count: before.count + more };
}

/** Of a bulk exchange that is under way only its end is known. */
function countAt({ atNs, untilNs = atNs, count = 1 }: RunEvent, nowNs: SimNs): number {
  return nowNs >= untilNs ? count : Math.max(1, Math.floor((count * (nowNs - atNs)) / (untilNs - atNs)));
}
