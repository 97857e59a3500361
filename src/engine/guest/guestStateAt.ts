import type { HostName } from '../record/runEvent';
import type { Simulation } from '../simulation';
import { firmwareStateOf } from '../vmm/paths/commandLog';

/**
 * State of the guest at a host: in its firmware, or for a guest that SEV's firmware does not know QEMU's run state. Before a boot launches
 * it there is none.
 */
export function guestStateAt({ config, life, thread }: Simulation, host: HostName): string {
  const { kind } = config.guest;
  const { guest, memory } = life;
  if (kind !== 'sev' && kind !== 'sev-es') return guest.state.up ? 'running' : 'shutdown';
  const pins = host === 'source' ? memory.state.here : memory.state.there;
  if (thread.path === undefined) return pins.alive ? 'RUNNING' : 'UNINIT';
  const { sourceVm, destinationVm } = thread.path.pair;
  if (host === 'source') return guest.state.up || pins.alive ? firmwareStateOf(sourceVm) : 'UNINIT';
  return destinationVm === undefined ? 'UNINIT' : firmwareStateOf(destinationVm);
}
