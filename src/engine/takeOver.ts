import { hostLetter } from '../base/hostLetter';
import { ROLES_CHANGE } from '../base/rolesChange';
import type { EngineAction } from './config';
import { judgeDestination } from './verify/oracle';
import type { Simulation } from './simulation';
import { WRONG_KINDS } from './verify/wrongPages';

/** What a guest must be somewhere for. A fault alone does not count: none is left that it could strike. */
const NEEDS_A_GUEST: readonly EngineAction['action'][] = ['migrate', 'reboot', 'hotplug', 'hotunplug', 'remap', 'compact', 'move-enc-context'];

/** Whether the script has anything more to do with a guest that has moved; if not, the run ends with the move. */
export function livesOn({ config, state }: Simulation): boolean {
  return config.script.slice(state.nextAction).some(({ action }) => NEEDS_A_GUEST.includes(action));
}

/**
 * The guest has moved and lives on: host and VMM of the destination are the source's from here on, and the next host waits as the
 * destination, where nobody holds a page. What was wrong with the guest's memory came along. Called once the move was judged.
 */
export function takeOver(simulation: Simulation): void {
  const { state, life, thread, log, planes, events } = simulation;
  const { stopNs, resumeNs } = thread.state;
  inheritWrongPages(simulation);
  state.moves++;
  state.arrivedNs = state.nowNs;
  state.critical = [];
  life.takeOver(stopNs, resumeNs, state.arrivedNs);
  thread.takeOver(state.arrivedNs);
  log.stop();
  planes.toSend.fill(0);
  planes.stale.fill(0);
  const value = `the destination is the source now: the guest runs on host ${hostLetter(state.moves)}; host ${hostLetter(state.moves + 1)} waits for its next move`;
  events.add({ atNs: state.arrivedNs, kind: 'vmm', host: 'source', name: ROLES_CHANGE, value });
}

function inheritWrongPages({ planes, memory, thread, life }: Simulation): void {
  const { found } = judgeDestination(planes, memory.garbledRanges, thread.path?.watch.misreadPages, life.wrongPages, life.frames.lostRanges);
  for (const kind of WRONG_KINDS) life.wrongPages.inherit(kind, found[kind]);
}
