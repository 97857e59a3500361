import type { SimNs } from '../base/units';
import { formatCount } from '../base/format';
import { formatDuration } from '../base/formatTime';
import type { EngineConfig } from '../engine/config';
import type { RunEvent } from '../engine/record/runEvent';
import type { SeriesId, SeriesSet } from '../engine/record/series';
import { designSignals, type DesignSignals } from './designSignals';
import { seriesAt } from './moment';

export const DESIGNS = ['mirror-rfc', 'mirror-ring', 'mailbox'] as const;
export type DesignId = (typeof DESIGNS)[number];

/** What the designs are compared by. Source: confidential-migration.md 4.3 and 4.5, in their order. */
const DESIGN_TOPICS = [
  'vcpus', 'lifetime', 'fds', 'context', 'address-space', 'slots', 'dirty-log', 'cpuid', 'run-loop', 'io', 'interrupts', 'idle',
  'hand-over', 'bracket', 'watchdog', 'hiding', 'postcopy', 'sev-es', 'future',
] as const;
export type DesignTopic = (typeof DESIGN_TOPICS)[number];

/** A point of the run's own design that the run has used: which event or counter shows it, since when, and how much. */
export interface DesignUse {
  readonly topic: DesignTopic;
  readonly atNs: SimNs;
  /** Name of the event or counter, as the ladder or the timeline has it. */
  readonly by: string;
  readonly text: string;
  /** It was used and went wrong. */
  readonly broken: boolean;
}

/** What a topic's rule is given. */
interface Evidence {
  readonly seen: DesignSignals;
  readonly pages: number;
  /** When the counter of the helper's pages left 0. */
  readonly pagesFromNs: SimNs | undefined;
  readonly busyNs: SimNs;
  readonly pageNs: SimNs;
  readonly nowNs: SimNs;
}

type Use = Omit<DesignUse, 'topic' | 'broken'> & { readonly broken?: boolean };
type Rule = (evidence: Evidence) => Use | undefined;
type Rules = Readonly<Partial<Record<DesignTopic, Rule>>>;

/** The design of a run; undefined for a mechanism without a helper. */
export function designOf(mechanism: EngineConfig['mechanism']): DesignId | undefined {
  return DESIGNS.find((design) => design === mechanism);
}

/**
 * The points of its own design that a run has used up to `atNs`, from its events and counters alone, in the order of the topics. A point
 * that no event or counter shows is not among them, whatever its design says.
 */
export function designUses(config: Pick<EngineConfig, 'mechanism' | 'helper'>, series: SeriesSet, events: readonly RunEvent[], atNs: SimNs): readonly DesignUse[] {
  const design = designOf(config.mechanism);
  if (design === undefined) return [];
  const seen = designSignals(events, atNs);
  const evidence: Evidence = {
    seen, nowNs: atNs,
    pages: seriesAt(series, 'sent-helper', atNs) ?? 0,
    pagesFromNs: firstAbove(series, 'sent-helper', atNs),
    busyNs: seriesAt(series, 'helper-source-busy', atNs) ?? 0,
    pageNs: config.helper.pageNs,
  };
  return DESIGN_TOPICS.flatMap((topic) => {
    const use = RULES[design][topic]?.(evidence);
    return use === undefined ? [] : [{ topic, ...use, broken: use.broken ?? false }];
  });
}

/** Start of the first bucket of a counter that is above 0. */
function firstAbove(series: SeriesSet, id: SeriesId, atNs: SimNs): SimNs | undefined {
  const index = series.columns[id].last.subarray(0, series.length).findIndex((value) => value > 0);
  return index < 0 || index * series.stepNs > atNs ? undefined : index * series.stepNs;
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

const vcpus: Rule = ({ seen: { vcpus: made } }) => made && { atNs: made.atNs, by: 'KVM_CREATE_VCPU', text: counted(made.count, 'vCPU') };

const cpuid: Rule = ({ seen: { cpuid: set } }) => set && { atNs: set.atNs, by: 'KVM_SET_CPUID2', text: `set for ${counted(set.count, 'vCPU')}` };

const lifetime: Rule = ({ seen: { created, closed } }) => created === undefined ? undefined : {
  atNs: created, by: 'KVM_CREATE_VM', text: closed === undefined ? 'exists' : `closed after ${formatDuration(closed - created)}`,
};

const fds: Rule = ({ seen: { created, vcpus: made } }) => created === undefined || made === undefined ? undefined : {
  atNs: created, by: 'KVM_CREATE_VM', text: `one fd, and ${formatCount(made.count)} for vCPUs`,
};

const context: Rule = ({ seen: { context: copied, refused } }) => {
  const by = 'CAP_VM_COPY_ENC_CONTEXT_FROM';
  if (refused !== undefined && refused.atNs > (copied ?? -1)) return { atNs: refused.atNs, by, text: `refused: ret ${refused.ret}`, broken: true };
  return copied === undefined ? undefined : { atNs: copied, by, text: 'ASID and handle shared' };
};

const addressSpace: Rule = ({ seen: { slots, context: copied } }) => slots === undefined || copied === undefined ? undefined : {
  atNs: slots.atNs, by: 'KVM_SET_USER_MEMORY_REGION', text: 'mapped beside the guest, same key',
};

const slots: Rule = ({ seen }) => seen.slots && {
  atNs: seen.pluggedSlot ?? seen.slots.atNs, by: 'KVM_SET_USER_MEMORY_REGION',
  text: seen.pluggedSlot === undefined ? counted(seen.slots.count, 'slot') : `${counted(seen.slots.count, 'slot')}, one plugged in`,
};

/** Of a helper that polls: what it was busy beyond the pages that it took. */
const polling: Rule = ({ seen, busyNs, pages, pageNs }) => {
  const fromNs = seen.init ?? seen.vcpus?.atNs;
  const workNs = pages * pageNs;
  return fromNs === undefined || busyNs <= workNs ? undefined : {
    atNs: fromNs, by: 'helper-source-busy', text: `busy ${formatDuration(busyNs)}, ${formatDuration(workNs)} of it on pages`,
  };
};

/** The counter is known by buckets; before the helper can run no page went through it. */
const handOver = (text: string): Rule => ({ pages, pagesFromNs, seen: { vcpus: made } }) => pages === 0 || pagesFromNs === undefined || made === undefined ? undefined : {
  atNs: Math.max(pagesFromNs, made.atNs), by: 'sent-helper', text: `${counted(pages, 'page')}, ${text}`,
};

const goesOn: Rule = ({ seen: { stop } }) => stop === undefined ? undefined : { atNs: stop, by: 'STOP', text: 'the guest stands still, the helper does not' };

const noAnswer: Rule = ({ seen: { watchdog } }) => watchdog && {
  atNs: watchdog.atNs, by: 'watchdog', text: watchdog.answered ? 'rung again' : 'no answer: the page fails', broken: !watchdog.answered,
};

const badExit = (seen: DesignSignals): Use | undefined =>
  seen.badExit && { atNs: seen.badExit.atNs, by: 'KVM_RUN', text: seen.badExit.reason, broken: true };

const SHARED: Rules = { fds, context, 'address-space': addressSpace, slots, cpuid, watchdog: noAnswer };

const RFC: Rules = {
  ...SHARED,
  vcpus: (evidence) => evidence.seen.beforeMigrate ? vcpus(evidence) : undefined,
  lifetime: (evidence) => evidence.seen.beforeMigrate ? lifetime(evidence) : undefined,
  context: (evidence) => evidence.seen.beforeMigrate || evidence.seen.refused !== undefined ? context(evidence) : undefined,
  'dirty-log': ({ seen: { syncs } }) => syncs && { atNs: syncs.atNs, by: 'MIGRATION_PASS', text: `${counted(syncs.count, 'synchronisation')}, two logs each` },
  'run-loop': ({ seen, pages }) => badExit(seen) ?? (seen.bootExits && {
    atNs: seen.bootExits.atNs, by: 'KVM_RUN, KVM_EXIT_IO', text: `${counted(seen.bootExits.count + pages, 'exit')} so far, one for each page`,
  }),
  io: ({ seen: { bootExits } }) => bootExits && { atNs: bootExits.atNs, by: 'KVM_RUN, KVM_EXIT_IO', text: `${counted(bootExits.count, 'exit')} in SEC, PEI, DXE` },
  interrupts: ({ seen: { bootExits }, pages }) => bootExits && {
    atNs: bootExits.atNs, by: 'KVM_RUN, KVM_EXIT_IO', text: `0 of ${formatCount(bootExits.count + pages)} exits`,
  },
  idle: polling,
  'hand-over': handOver('one in flight'),
  hiding: goesOn,
};

const RING: Rules = {
  ...SHARED,
  vcpus: (evidence) => evidence.seen.beforeMigrate ? undefined : vcpus(evidence),
  lifetime: (evidence) => evidence.seen.beforeMigrate ? undefined : lifetime(evidence),
  'dirty-log': ({ seen: { syncs } }) => syncs && { atNs: syncs.atNs, by: 'MIGRATION_PASS', text: `${counted(syncs.count, 'synchronisation')}, one log each` },
  'run-loop': ({ seen }) => badExit(seen) ?? (seen.hlt && { atNs: seen.hlt.atNs, by: 'KVM_RUN, KVM_EXIT_HLT', text: counted(seen.hlt.count, 'batch', 'batches') }),
  io: ({ seen }) => badExit(seen) ?? (seen.hlt && { atNs: seen.hlt.atNs, by: 'KVM_RUN, KVM_EXIT_HLT', text: `0 of ${counted(seen.hlt.count, 'exit')}` }),
  interrupts: ({ seen: { hlt } }) => hlt && { atNs: hlt.atNs, by: 'KVM_RUN, KVM_EXIT_HLT', text: 'HLT reaches user space: no irqchip' },
  idle: ({ seen: { hlt, vcpus: made, closed }, busyNs, nowNs }) => hlt && made && {
    atNs: hlt.atNs, by: 'KVM_RUN, KVM_EXIT_HLT', text: `busy ${formatDuration(busyNs)} of ${formatDuration((closed ?? nowNs) - made.atNs)}`,
  },
  'hand-over': handOver('by descriptors'),
  postcopy: ({ seen: { postcopy } }) => postcopy === undefined ? undefined : { atNs: postcopy, by: 'MIGRATION', text: 'postcopy-active' },
};

const MAILBOX: Rules = {
  ...SHARED,
  vcpus, lifetime,
  'run-loop': ({ seen }) => badExit(seen) ?? (seen.init === undefined ? undefined : { atNs: seen.init, by: 'mailbox INIT', text: 'entered once, 0 exits since' }),
  interrupts: ({ seen: { init } }) => init === undefined ? undefined : { atNs: init, by: 'mailbox INIT', text: '0 exits since' },
  idle: polling,
  'hand-over': handOver('one in flight'),
  bracket: ({ seen: { init, reset } }) => init === undefined ? undefined : { atNs: init, by: 'mailbox INIT', text: reset === undefined ? 'INIT' : 'INIT, and RESET at the end' },
  hiding: goesOn,
};

const RULES: Readonly<Record<DesignId, Rules>> = { 'mirror-rfc': RFC, 'mirror-ring': RING, mailbox: MAILBOX };

/** Points that a run of this design can show by an event or a counter. */
export function usableTopics(design: DesignId): readonly DesignTopic[] {
  return DESIGN_TOPICS.filter((topic) => RULES[design][topic] !== undefined);
}
