import type { Simulation } from '../../simulation';
import { SevPair } from '../../vmm/paths/sevPair';
import type { LaunchCall } from './launchCall';

/** How the guest's VM was launched; empty for one without SEV. A run without a path of its own for private pages launches it only here. */
export function launchCallsOf({ config, thread }: Simulation): readonly LaunchCall[] {
  const { kind } = config.guest;
  if (kind === 'none' || kind === 'pef') return [];
  return (thread.path?.pair ?? new SevPair(config)).launchCalls;
}
