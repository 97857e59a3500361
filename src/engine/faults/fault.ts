import type { GuestKind, Mechanism, StatusInterface } from '../config';
import type { Outcome } from '../record/runResult';

/** One fault of confidential-migration.md 7.3: what is said of it and what it shows, and where it can happen. */
export type Fault = FaultText & FaultRule;

export interface FaultText {
  readonly id: string;
  readonly title: string;
  /** What a real system shows. */
  readonly symptom: string;
  /** Invariants of 7.2, or another channel by which it is seen: the trace, a timeout, a MAC. */
  readonly detectedBy: readonly string[];
  /** What must be done, or done instead: the default of every run without the fault. */
  readonly handling: string;
  /** Whose wrong handling the fault chooses, where one is known from history. */
  readonly variant?: string;
  readonly signs: FaultSigns;
}

export interface FaultRule {
  /** False: known, and no part of the engine can do it yet. */
  readonly injectable: boolean;
  readonly scope: FaultScope;
  readonly target?: FaultTarget;
  /** What some targets need besides. */
  readonly targetNeeds?: Readonly<Record<string, readonly FaultNeed[]>>;
}

/** Scenarios that a fault can happen in. A list that is absent takes all. */
export interface FaultScope {
  readonly guests: readonly GuestKind[];
  readonly mechanisms?: readonly Mechanism[];
  readonly interfaces?: readonly StatusInterface[];
  readonly needs?: readonly FaultNeed[];
}

/** What else a scenario must hold; `later`: in the script, not before the fault. */
export type FaultNeed =
  | 'migrate' | 'later-migrate' | 'later-reboot' | 'later-registration' | 'later-hotplug' | 'unpinning' | 'later-switch' | 'switch' | 'conversions' | 'shared-pages' | 'demand-pinning'
  | 'gfn-states' | 'paged-out' | 'helper-image' | 'domain-policy';

/** What may follow `F-nn:` in a script: the number of a page, or one of some words. */
export type FaultTarget = 'page' | readonly string[];

/** Counts of the oracle. */
export type IntegrityCount = 'stale' | 'wrongKey' | 'misclassified' | 'lost' | 'unpinnedMoves';

/** What tells a run with the fault from the same run without: all of it, and nothing else. */
export interface FaultSigns {
  /** Invariants that break. */
  readonly breaks: readonly string[];
  /** Counts that grow. */
  readonly counts: readonly IntegrityCount[];
  /** What breaks and grows besides where the guest moves on, or lives on at the destination: what the fault leaves behind there. */
  readonly onward?: { readonly breaks: readonly string[]; readonly counts: readonly IntegrityCount[] };
  /** Events that must be there; `value` is a part of the event's. */
  readonly events?: readonly SignEvent[];
  /** What the run comes to, where that changes. */
  readonly outcome?: Outcome;
}

export interface SignEvent {
  readonly name: string;
  readonly ret?: number;
  readonly fwError?: number;
  readonly value?: string;
}
