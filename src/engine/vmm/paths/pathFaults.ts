import type { SimNs } from '../../../base/units';
import type { FaultPlan } from '../../faults/faultPlan';
import { destroyVm } from '../../host/kvm/launchCommands';
import type { CommandLog } from './commandLog';
import type { SevPair } from './sevPair';

/** Source: QEMU io/channel-socket.c, qio_channel_socket_writev; errno ECONNRESET. */
const CONNECTION_LOST = 'Unable to write to socket: Connection reset by peer';

/** F-13: other guests hold every ASID of the destination, and its QEMU for this guest finds none. */
export function exhaustAsids(faults: FaultPlan, { destination, destinationVm, sourceVm }: SevPair, atNs: SimNs): boolean {
  if (faults.take('F-13') === undefined) return false;
  if (destinationVm !== undefined) destroyVm(destinationVm, atNs);
  while (destination.asids.allocate(sourceVm.isEs).ret === 0);
  return true;
}

/** F-16: why nothing more can be sent, if the link drops now. @param state of the guest in the source's firmware, which it does not change */
export function dropLink(faults: FaultPlan, log: CommandLog, state: string, atNs: SimNs): string | undefined {
  if (faults.take('F-16') === undefined) return undefined;
  log.call('source', 'sendmsg', { ret: -104, fwError: undefined, endNs: atNs }, { value: `page ${faults.state.sending}: connection reset by peer`, args: 'iov of the stream’s buffer', states: [state, state] });
  return CONNECTION_LOST;
}
