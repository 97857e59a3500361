import type { SimNs } from '../../base/units';
import type { GuestConfig } from '../config';
import type { EventLog } from '../record/eventLog';
import { announcesReady } from './kernel/bootSteps';
import { MigrationControl } from './kernel/migrationControl';
import type { MsrHost } from './kernel/migrationControlMsr';

export interface ReadinessState {
  ready: boolean;
  /** How often the guest or its reset had a say in it. */
  words: number;
}

/**
 * What the guest has announced since its last boot: READY in MSR 0x4b564d08, if its kernel and its firmware do so at all. The VMM
 * keeps the value. READY is per boot of the guest, not per migration. Source: confidential-migration.md 2.6, 3.4.
 */
export class Readiness {
  readonly state: ReadinessState = { ready: false, words: 0 };
  private readonly announces: boolean;
  private readonly guest: GuestConfig;
  private readonly events: EventLog;

  constructor(guest: GuestConfig, events: EventLog) {
    const { kind, statusInterface, firmwareAnnounces } = guest;
    this.announces = kind !== 'none' && kind !== 'pef' && announcesReady({ statusInterface, firmwareAnnounces, efi: true });
    this.guest = guest;
    this.events = events;
  }

  get isReady(): boolean {
    return this.state.ready;
  }

  /** The run begins with a guest whose kernel passed late_initcall long ago. */
  assumeBooted(): void {
    this.state.ready = this.announces;
  }

  /** The guest's WRMSR; a refused value is #GP in the guest and changes nothing. `accept`: as AMD's QEMU v4 takes reserved bits (F-39). */
  write(data: bigint, atNs: SimNs, reservedBits: MsrHost['reservedBits'] = 'reject'): void {
    const { state } = this;
    const control = controlOf(this.guest, reservedBits);
    if (control === undefined) return;
    const before = state.ready;
    control.restore(before ? 1n : 0n);
    const { accepted } = control.write(data);
    state.words++;
    state.ready = control.ready;
    const states = [readyWord(before), readyWord(state.ready)] as const;
    const value = data === 1n ? 'KVM_MIGRATION_READY' : String(data);
    this.events.add({ atNs, kind: 'guest', host: 'source', name: 'WRMSR 0x4b564d08', value: accepted ? value : `${value}: #GP`, args: `data 0x${data.toString(16)}`, states });
  }

  /** System reset: the VMM forgets what the last kernel announced. */
  reset(): void {
    this.state.ready = false;
    this.state.words++;
  }
}

function readyWord(ready: boolean): string {
  return ready ? 'READY' : 'not READY';
}

/** The MSR, for guests whose interface has one. */
function controlOf({ kind, statusInterface }: GuestConfig, reservedBits: MsrHost['reservedBits']): MigrationControl | undefined {
  if (kind === 'none' || kind === 'pef' || (statusInterface !== 'v13-msr' && statusInterface !== 'merged')) return undefined;
  const variant = statusInterface === 'merged' ? 'merged' : 'v13';
  return new MigrationControl(variant, { featureAdvertised: true, filtered: true, hasEncryptedMemory: true, reservedBits });
}
