import { formatDuration } from '../../base/formatTime';
import { NS_PER_MS } from '../../base/units';
import type { Advice, Change } from './advise';
import type { Outcome } from './runFacts';

/** What was found, in one sentence; the changes themselves are listed under it. */
export function adviceSentence({ situation, helps, fails }: Advice): string {
  const tried = helps.length + fails.length;
  switch (situation) {
    case 'converges':
      return 'It converges as it is: nothing needs to change.';
    case 'no-migration':
      return 'The scenario has no migrate: there is nothing to advise on.';
    case 'failed':
    case 'cancelled':
      return `The migration was ${situation === 'failed' ? 'ended by a failure' : 'cancelled'}, not by its settings: nothing was tried.`;
    default: {
      const verb = situation === 'too-long' ? 'keep' : 'let';
      const aim = `${verb}${helps.length === 1 ? 's' : ''} ${situation === 'too-long' ? 'to the wanted downtime' : situation === 'blocked' ? 'it move' : 'it converge'}`;
      if (tried === 0) return 'Nothing that could be tried follows from what binds.';
      const none = helps.some(({ kind }) => kind === 'setting') || situation === 'blocked' ? '' : ' No setting of QEMU\u2019s that was tried does.';
      const found = tried > 1 ? `${helps.length} of ${tried} changes that were run ${aim}.` : `The one change that was run ${helps.length === 1 ? 'helps' : 'does not help'}.`;
      return `${found}${none}`;
    }
  }
}

/** `109.9 s, 24 passes, 622 ms down, guest slowed by 50 %`; of a run that did not arrive what became of it. */
export function outcomeText({ outcome, totalMs, downtimeMs, passes, throttle, arrives }: Outcome): string {
  if (outcome !== 'converges') return OUTCOME_WORDS[outcome];
  const parts = [
    ...(totalMs === undefined ? [] : [formatDuration(totalMs * NS_PER_MS)]),
    ...(passes === undefined ? [] : [passes === 1 ? '1 pass' : `${passes} passes`]),
    ...(downtimeMs === undefined ? [] : [downtimeMs === 0 ? 'less than 1 ms down' : `${formatDuration(downtimeMs * NS_PER_MS)} down`]),
    ...(throttle === 0 ? [] : [`guest slowed by ${throttle} %`]),
    ...(arrives ? [] : ['pages wrong at the destination']),
  ];
  return parts.join(', ');
}

const OUTCOME_WORDS: Readonly<Record<Exclude<Outcome['outcome'], 'converges'>, string>> = {
  'never-converges': 'does not converge', blocked: 'refused', failed: 'fails', cancelled: 'cancelled', 'no-migration': 'nothing moves',
};

/** What did not help, in one line. */
export function failsText(fails: readonly Change[]): string {
  return fails.map((change) => `${change.difference} (${outcomeText(change)})`).join('; ');
}
