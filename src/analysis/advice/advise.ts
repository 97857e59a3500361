import type { EngineConfig } from '../../engine/config';
import { decodeLink, encodeLink } from '../../scenario/linkCodec';
import type { Scenario } from '../../scenario/scenario';
import { toConfig } from '../../scenario/toConfig';
import { withDifference } from '../../scenario/withDifference';
import { explainBlocked } from '../blocked';
import { refusalOf } from '../refusalOf';
import { type Candidate, candidatesFor, type ChangeKind } from './candidates';
import { outcomeOfFacts, type Outcome, type RunFacts } from './runFacts';

/** What kind of run is advised on. Only the first three have something to try. */
export type Situation = 'never-converges' | 'blocked' | 'too-long' | 'converges' | 'failed' | 'cancelled' | 'no-migration';

/** A run that the advice wants to see the end of. */
export interface Probe {
  readonly scenario: Scenario;
  /** What differs from the scenario at hand, in the link's grammar. */
  readonly difference: string;
  /** From 1; at most `atMost` runs are asked for, fewer where an early try helps. */
  readonly number: number;
  readonly atMost: number;
  /** What the runs before it came to. */
  readonly helps: readonly Change[];
  readonly fails: readonly Change[];
}

/** A change that was run, and what came of it. */
export interface Change extends Outcome {
  readonly kind: ChangeKind;
  readonly difference: string;
  readonly remark: string;
  /** The canonical link of the changed scenario. */
  readonly link: string;
}

export interface Advice {
  readonly situation: Situation;
  /** Changes with which the guest arrives, whole, within the downtime that is wanted. In the order in which they were tried. */
  readonly helps: readonly Change[];
  /** Changes that were run too and do not. */
  readonly fails: readonly Change[];
}

export interface AdviceWanted {
  readonly scenario: Scenario;
  /** Name of the story that the scenario departs from; '' without one. */
  readonly preset: string;
  /** The longest downtime that is wanted, in ms; absent: whatever the scenario's `downtime-limit` leads to. */
  readonly downtimeMs?: number;
}

/**
 * What would help a run. Asks for runs one by one and is told their facts: nothing is listed that was not computed to its end.
 * Whoever drives it computes the runs where and as fast as it likes, and may stop at any of them.
 */
export function* advise({ scenario, preset, downtimeMs }: AdviceWanted, facts: RunFacts): Generator<Probe, Advice, RunFacts> {
  const config = toConfig(scenario);
  const situation = situationOf(config, facts, downtimeMs);
  const link = encodeLink(scenario, preset);
  const candidates = candidatesOf(situation, scenario, config, facts, downtimeMs);
  const atMost = candidates.reduce((sum, { differences }) => sum + differences.length, 0);
  const helps: Change[] = [];
  const fails: Change[] = [];
  const seen = new Set([link]);
  let number = 0;
  for (const { kind, remark, differences, isLastResort } of candidates) {
    if (isLastResort === true && helps.some((change) => change.kind === 'setting')) continue;
    for (const difference of differences) {
      const changed = changedScenario(link, difference);
      const changedLink = changed === undefined ? link : encodeLink(changed, preset);
      if (changed === undefined || seen.has(changedLink)) continue;
      seen.add(changedLink);
      number += 1;
      const outcome = outcomeOfFacts(yield { scenario: changed, difference, number, atMost, helps: [...helps], fails: [...fails] });
      const change: Change = { kind, difference, remark, link: changedLink, ...outcome };
      const isEnough = outcome.arrives && (downtimeMs === undefined || (outcome.downtimeMs ?? 0) <= downtimeMs);
      (isEnough ? helps : fails).push(change);
      if (isEnough) break;
    }
  }
  return { situation, helps, fails };
}

/** What a run came to, as far as advice goes. */
function situationOf(config: EngineConfig, facts: RunFacts, wantedMs: number | undefined): Situation {
  const { outcome } = facts.result;
  if (outcome !== 'converges') return refusalOf(config, facts.result) === undefined ? outcome : 'blocked';
  return wantedMs !== undefined && (outcomeOfFacts(facts).downtimeMs ?? 0) > wantedMs ? 'too-long' : 'converges';
}

function candidatesOf(situation: Situation, scenario: Scenario, config: EngineConfig, { result }: RunFacts, wantedMs: number | undefined): readonly Candidate[] {
  if (situation === 'blocked') return instead(config, result);
  if (situation !== 'never-converges' && situation !== 'too-long') return [];
  const expected = result.migrations.at(-1)?.queryMigrate['expected-downtime'];
  return candidatesFor({ scenario, config, wantedMs, expectedMs: typeof expected === 'number' ? expected : undefined });
}

/** What the explanation of a refusal offers, as far as a scenario shows it. */
function instead(config: EngineConfig, result: RunFacts['result']): readonly Candidate[] {
  const refusal = refusalOf(config, result);
  if (refusal === undefined) return [];
  return explainBlocked(config, refusal).alternatives.flatMap(({ title, link }) =>
    (link === undefined ? [] : [{ kind: 'host' as const, remark: title, differences: [link] }]));
}

/** The scenario of a changed link; undefined where a field of the change does not go with the rest. */
function changedScenario(link: string, difference: string): Scenario | undefined {
  const { scenario, notices } = decodeLink(withDifference(link, difference));
  const fields = difference.split('&').map((part) => part.slice(0, part.indexOf('=')));
  return notices.some(({ field }) => fields.includes(field)) ? undefined : scenario;
}
