import type { Simulation } from './simulation';
import { basePassNs } from './time/sliceGrid';

/** `until=auto` gives up after so many passes, or so many base passes of time, without a new lowest remainder. */
const HOPELESS_PASSES = 30;
const HOPELESS_BASE_PASSES = 12;

/** Whether a migration will not converge by all that was seen. Ask on the grid of slices alone: a run that is cut elsewhere must not end earlier. */
export function isHopeless({ thread, config, state }: Simulation): boolean {
  if (config.until !== 'auto' || !thread.isActive) return false;
  if (thread.state.stopNs >= 0 || thread.state.startPostcopy || thread.counters.dirtySyncCount < 2) return false;
  const sinceNs = thread.state.nowNs - thread.state.bestNs;
  const isLate = thread.state.passesSinceBest >= HOPELESS_PASSES || sinceNs >= HOPELESS_BASE_PASSES * basePassNs(config);
  if (!isLate || state.nextAction < config.script.length) return false;
  return config.workload.kind !== 'burst' || sinceNs >= config.workload.burstOnNs + config.workload.burstOffNs;
}
