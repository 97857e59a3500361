import type { SimNs } from '../base/units';
import { formatBytes, formatRounded } from '../base/format';
import { formatDuration } from '../base/formatTime';
import type { EngineConfig } from '../engine/config';
import { MARK_NS, PAGE_IN_NS, PAGE_OUT_NS } from '../engine/ultravisor/costs';
import type { LifeScene } from './bootSentences';
import { lifePhaseAt, lifePhases } from './lifePhases';
import { secureSwitchModel } from './secureSwitchModel';

/**
 * What the time of a switch goes into: `ultravisor`, its calls of 256 us for a GFN; `hypervisor`, the marks that it makes without them;
 * `secure-memory`, of which there is too little; `none` before the switch, or without one.
 */
export type SwitchBinds = 'ultravisor' | 'hypervisor' | 'secure-memory' | 'none';

/** What binds a switch into secure mode at a moment, and what bound it once it is over. One lock per guest makes all of it serial. */
export function switchBinds({ config, result, events, atNs }: LifeScene): SwitchBinds {
  const action = config.script.find((each) => each.action === 'esm');
  if (config.guest.kind !== 'pef' || action === undefined || atNs < action.atNs) return 'none';
  const run = result?.secureSwitch;
  const isOver = run !== undefined && run.endNs <= atNs;
  if (isOver && run.outcome === 'refused') return 'none';
  if (isOver && run.outcome === 'aborted') return 'secure-memory';
  const kind = lifePhaseAt(lifePhases(config, events), atNs)?.kind;
  if (kind === 'transient') return 'ultravisor';
  if (kind === 'aborting') return 'secure-memory';
  if (kind === 'converting') return config.esm.gfnStates === 'on' ? 'hypervisor' : 'ultravisor';
  const { calls, marks } = switchShares(config);
  return calls >= marks ? 'ultravisor' : 'hypervisor';
}

/** One sentence on it with its numbers; empty where nothing binds. Names stand between back-ticks. */
export function switchBindsText(scene: LifeScene): string {
  const { config, result, atNs } = scene;
  const isOver = result?.secureSwitch !== undefined && result.secureSwitch.endNs <= atNs;
  const binds = switchBinds(scene);
  const limit = formatBytes(config.hosts.secureMemoryBytes);
  switch (binds) {
    case 'none': return '';
    case 'secure-memory': return `Secure memory ${isOver ? 'bound' : 'binds'}: there are ${limit} of it, ${formatBytes(secureSwitchModel(config, config.esm).devicePages * config.guest.pageBytes)} would be needed.`;
    case 'ultravisor': return isOver ? sharesText(config, 'The Ultravisor') : `The Ultravisor binds: ${paceText(PAGE_IN_NS)} for a \`UV_PAGE_IN\` under the guest's one lock.`;
    case 'hypervisor': return isOver ? sharesText(config, 'The hypervisor') : `The hypervisor binds: ${paceText(MARK_NS)} (estimate) to mark one under the guest's one lock.`;
  }
}

function paceText(ns: SimNs): string {
  return `${formatRounded(1e9 / ns)} GFNs/s, ${formatDuration(ns)}`;
}

function sharesText(config: EngineConfig, who: string): string {
  const { calls, marks } = switchShares(config);
  return `${who} bound: ${formatDuration(calls)} in calls of the Ultravisor that carry pages, ${formatDuration(marks)} in all others.`;
}

/** Of the whole switch: the time in calls that carry pages, and in those that do not. */
function switchShares(config: EngineConfig): { readonly calls: SimNs; readonly marks: SimNs } {
  const { timeNs, pagedIn, pagedOut, gfnStates } = secureSwitchModel(config, config.esm);
  const refused = config.esm.gfnStates === 'counter-proposal' ? gfnStates.shared : 0;
  const calls = (pagedIn - refused) * PAGE_IN_NS + pagedOut * PAGE_OUT_NS;
  return { calls, marks: timeNs - calls };
}
