import type { SimNs } from '../../../base/units';
import type { Simulation } from '../../simulation';
import { SevPair } from '../../vmm/paths/sevPair';

/**
 * `move-enc-context`; returns why not. A VMM that migrates is not replaced; while a mirror is made, or another move is under way, KVM
 * holds both VMs (-EBUSY). Without a path of its own for private pages a run has no VM but this one.
 */
export function requestMove({ thread, move, guest, boot, config }: Simulation, atNs: SimNs): string | undefined {
  const { path } = thread;
  if (!thread.isActive && thread.counters.status === 'completed') return 'the guest has moved to the destination';
  const isMirroring = thread.isActive && path?.kind === 'helper' && !path.busy.begun;
  if (thread.isActive && !isMirroring) return "There's a migration process in progress";
  const pair = path?.pair ?? new SevPair(config);
  const isLaunched = config.guest.kind !== 'none' && pair.launchError === undefined && (guest.state.up || boot.state.active);
  return move.begin(atNs, { pair, isLaunched, isMirroring });
}
