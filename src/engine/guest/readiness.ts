import type { SimNs } from '../../base/units';
import type { GuestConfig } from '../config';
import type { EventLog } from '../record/eventLog';
import { announcesReady } from './kernel/bootSteps';

export interface ReadinessState {
  ready: boolean;
}

/**
 * What the guest has announced since its last boot: READY in MSR 0x4b564d08, if its kernel and its firmware do so at all.
 * READY is per boot of the guest, not per migration. Source: confidential-migration.md 2.6, 3.4.
 */
export class Readiness {
  readonly state: ReadinessState = { ready: false };
  private readonly announces: boolean;
  private readonly events: EventLog;

  constructor(guest: GuestConfig, events: EventLog) {
    this.announces = guest.kind !== 'none' && announcesReady({
      statusInterface: guest.statusInterface, firmwareAnnounces: guest.firmwareAnnounces, efi: true,
    });
    this.events = events;
  }

  get isReady(): boolean {
    return this.state.ready;
  }

  /** The run begins with a guest whose kernel passed late_initcall long ago. */
  assumeBooted(): void {
    this.state.ready = this.announces;
  }

  /** A reset: the next kernel has announced nothing yet. */
  reset(): void {
    this.state.ready = false;
  }

  /** The kernel comes to late_initcall and writes READY, if it knows how. */
  bootKernel(atNs: SimNs): void {
    this.state.ready = this.announces;
    if (this.announces) {
      this.events.add({ atNs, kind: 'guest', host: 'source', name: 'WRMSR 0x4b564d08', value: 'KVM_MIGRATION_READY' });
    }
  }
}
