import { adviceSentence, failsText, outcomeText } from '../analysis/advice/adviceText';
import { type Advice, advise, type Change } from '../analysis/advice/advise';
import { runFacts, type RunFacts } from '../analysis/advice/runFacts';
import { verdictAt } from '../analysis/verdict';
import { invariant } from '../base/assert';
import { err, ok, type Result } from '../base/result';
import { NS_PER_MS } from '../base/units';
import type { Recording } from '../engine/record/recording';
import { encodeLink } from '../scenario/linkCodec';
import { parseQuantity, type QuantitySpec } from '../scenario/quantity';
import type { Scenario } from '../scenario/scenario';
import { toConfig } from '../scenario/toConfig';
import type { Command, CommandOutput } from './command';
import { computeRun } from './computeRun';
import { scenarioArgument } from './scenarioArgument';

const JSON_OUT = '--json';
const DOWNTIME = '--downtime=';
const TIME: QuantitySpec = { family: 'time', bareUnit: 'ms', step: NS_PER_MS, round: 'nearest' };
/** Nobody looks back into these runs: no checkpoints. */
const NO_CHECKPOINTS = 0;

/** `advise <scenario> [--downtime=<time>] [--json]`: runs the scenario, then changes of it, and lists those that help. */
export const adviseCommand: Command = (args, say): Result<CommandOutput, string> => {
  const given = scenarioArgument('advise', args, [JSON_OUT, DOWNTIME]);
  if (!given.ok) return given;
  const { scenario, preset, notices, options } = given.value;
  const wanted = options.get(DOWNTIME);
  const downtimeMs = wanted === undefined ? undefined : downtimeOf(wanted);
  if (wanted !== undefined && downtimeMs === undefined) return err(`\`${DOWNTIME}${wanted}\` is no time from 1ms to 2000s, such as ${DOWNTIME}500ms`);
  say('the scenario as it is');
  const recording = recordingOf(scenario);
  const advice = adviceFor({ scenario, preset, ...(downtimeMs === undefined ? {} : { downtimeMs }) }, factsOf(recording), say);
  const { binds, text } = verdictText(recording);
  return ok({
    json: { link: encodeLink(scenario, preset), verdict: { binds, text }, situation: advice.situation, text: adviceSentence(advice), helps: advice.helps.map(changeReport), fails: advice.fails.map(changeReport) },
    ...(options.has(JSON_OUT) ? {} : { text: adviceReport(text, advice) }),
    messages: notices.map((notice) => notice.text),
  });
};

/** Whole ms from 1 to what QEMU takes as a limit. */
function downtimeOf(text: string): number | undefined {
  const time = parseQuantity(text, TIME);
  const ms = time === undefined ? 0 : time.value / NS_PER_MS;
  return ms >= 1 && ms <= 2_000_000 ? ms : undefined;
}

function adviceFor(wanted: Parameters<typeof advise>[0], first: RunFacts, say: (line: string) => void): Advice {
  const advice = advise(wanted, first);
  let step = advice.next();
  while (step.done !== true) {
    const { scenario, difference, number, atMost } = step.value;
    say(`${number} of at most ${atMost}: ${difference}`);
    step = advice.next(factsOf(recordingOf(scenario)));
  }
  return step.value;
}

function recordingOf(scenario: Scenario): Recording {
  return computeRun(toConfig(scenario), NO_CHECKPOINTS).recording;
}

function factsOf({ result, events }: Recording): RunFacts {
  invariant(result !== undefined, 'the run is computed to its end');
  return runFacts(result, events);
}

function verdictText({ config, result, series, events }: Recording): { readonly binds: string; readonly text: string } {
  return verdictAt(config, result, series, events, result?.endNs ?? 0);
}

function changeReport({ kind, difference, remark, link, outcome, totalMs, downtimeMs, passes, throttle }: Change): object {
  return {
    change: difference, kind, remark, outcome,
    ...(totalMs === undefined ? {} : { 'total-time': totalMs }), ...(downtimeMs === undefined ? {} : { downtime: downtimeMs }),
    ...(passes === undefined ? {} : { 'dirty-sync-count': passes }), ...(throttle === 0 ? {} : { 'cpu-throttle-percentage': throttle }), link,
  };
}

function adviceReport(verdict: string, advice: Advice): string {
  const blocks = advice.helps.map((change) => `${change.difference}: ${outcomeText(change)}\n  ${change.remark}\n  ${change.link}\n`);
  const fails = advice.fails.length === 0 ? [] : [`Run, and no help: ${failsText(advice.fails)}.\n`];
  return [`${verdict}\n${adviceSentence(advice)}\n`, ...blocks, ...fails].join('\n');
}
