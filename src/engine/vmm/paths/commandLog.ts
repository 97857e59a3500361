import type { PageCount, SimNs } from '../../../base/units';
import type { SevResult } from '../../host/kvm/sevResult';
import type { SevVm } from '../../host/kvm/sevVm';
import type { EventLog, ToldCall } from '../../record/eventLog';
import type { HostName } from '../../record/runEvent';

interface Details {
  readonly value?: string;
  readonly count?: number;
  /** The guest's firmware state, where the command changed it. */
  readonly state?: string;
  readonly args?: string;
  readonly states?: readonly [before: string, after: string];
}

/** What every call of a bulk is told with. */
export type BulkDetails = Pick<Details, 'args' | 'states'>;

/** Writes SEV and KVM calls into the run's narrative: both return channels, the state reached, bulk with its count. */
export class CommandLog {
  private readonly events: EventLog;

  constructor(events: EventLog) {
    this.events = events;
  }

  /** One call, at the time when it returned. */
  call(host: HostName, name: string, { ret, fwError, endNs }: Pick<SevResult, 'ret' | 'fwError' | 'endNs'>, details: Details = {}): void {
    this.events.add({ atNs: endNs, kind: 'command', host, name, ret, ...(fwError === undefined ? {} : { fwError }), ...details });
  }

  /** Many equal successful calls from one moment to another; goes on with the last event if that is of the same name. */
  bulk(host: HostName, name: string, count: PageCount, atNs: SimNs, untilNs: SimNs, details: BulkDetails = {}): void {
    if (!this.events.extend(name, count, untilNs)) this.events.add({ atNs, kind: 'command', host, name, ret: 0, ...(name.startsWith('KVM_RUN') ? {} : { fwError: 0 }), count, untilNs, ...details });
  }

  /** A command that no fingerprint holds: it follows from those that are held. */
  tell(atNs: SimNs, call: ToldCall): void {
    this.events.tell(atNs, call);
  }

  /** Many of them, all successful; goes on while no other command comes. */
  tellMore(call: ToldCall, count: PageCount, atNs: SimNs, untilNs: SimNs): void {
    this.events.tellMore(call, count, atNs, untilNs);
  }

  /** Widens the last event if it is a bulk of this name; false otherwise. */
  extend(name: string, count: PageCount, untilNs: SimNs): boolean {
    return this.events.extend(name, count, untilNs);
  }
}

/** Firmware's state of the VM's guest. */
export function firmwareStateOf(vm: SevVm): string {
  return vm.host.firmware.context(vm.handle)?.state ?? 'UNINIT';
}
