import type { PageCount, SimNs } from '../../base/units';
import type { EngineConfig } from '../config';
import type { EventLog } from '../record/eventLog';
import { newPathBusy, NO_SESSION, type PathBusy, type PrivatePath } from './privatePath';

/**
 * Times of firmware commands other than page updates, in ns [estimates: certificate checks and ECDH on a small core].
 * Source: confidential-migration.md 1.9.
 */
const COMMAND_NS = { start: 50e6, finish: 5e6, cancel: 2e6, activate: 1e6, decommission: 1e6 } as const;
/** Record of one encrypted page in AMD's QEMU series: 8 + 4 + 4 + 52 + 4 + 4096. Source: confidential-migration.md 1.10. */
const PSP_RECORD_BYTES = 4168;

/** SEND_* and RECEIVE_*: one command per page through the one mailbox of each host, in turn with the other guests' commands. */
export class PspPath implements PrivatePath {
  readonly kind = 'psp';
  readonly recordBytes = PSP_RECORD_BYTES;
  readonly receiveLagNs: SimNs;
  readonly busy: PathBusy = newPathBusy();
  private readonly pageNs: SimNs;
  private readonly events: EventLog;

  constructor(config: EngineConfig, events: EventLog) {
    this.pageNs = Math.round(config.hosts.pspPageNs * (1 + config.hosts.pspLoad));
    this.receiveLagNs = Math.round((config.network.queueBytes / PSP_RECORD_BYTES) * this.pageNs);
    this.events = events;
  }

  reset(): void {
    Object.assign(this.busy, NO_SESSION);
  }

  begin(atNs: SimNs): SimNs {
    this.command(atNs, 'source', 'GUEST_STATUS', { ret: 0, state: 'RUNNING' });
    this.command(atNs, 'source', 'SEND_START', { value: 'len 0', ret: -5, fwError: 4 });
    const started = atNs + COMMAND_NS.start;
    this.command(started, 'source', 'SEND_START', { ret: 0, fwError: 0, state: 'SUPDATE' });
    const received = started + COMMAND_NS.start + COMMAND_NS.activate;
    this.command(received, 'destination', 'RECEIVE_START', { ret: 0, fwError: 0, state: 'RUPDATE' });
    this.busy.source += COMMAND_NS.start;
    this.busy.destination += COMMAND_NS.start;
    this.busy.destinationFreeNs = received;
    this.busy.begun = true;
    return started;
  }

  encrypt(pages: PageCount, atNs: SimNs): SimNs {
    const doneNs = atNs + pages * this.pageNs;
    this.busy.source += pages * this.pageNs;
    this.busy.sourcePages += pages;
    if (!this.events.extend('SEND_UPDATE_DATA', pages, doneNs)) {
      this.command(atNs, 'source', 'SEND_UPDATE_DATA', { ret: 0, fwError: 0, count: pages, untilNs: doneNs });
    }
    return doneNs;
  }

  endSection(atNs: SimNs): SimNs {
    return atNs;
  }

  receive(pages: PageCount, atNs: SimNs): SimNs {
    const { busy } = this;
    busy.destinationFreeNs = Math.max(busy.destinationFreeNs, atNs) + pages * this.pageNs;
    busy.destination += pages * this.pageNs;
    return busy.destinationFreeNs;
  }

  finishReceive(atNs: SimNs): SimNs {
    const doneNs = atNs + COMMAND_NS.finish;
    this.command(doneNs, 'destination', 'RECEIVE_UPDATE_DATA', { ret: 0, fwError: 0, count: this.busy.sourcePages });
    this.command(doneNs, 'destination', 'RECEIVE_FINISH', { ret: 0, fwError: 0, state: 'RUNNING' });
    this.busy.destination += COMMAND_NS.finish;
    return doneNs;
  }

  finishSend(atNs: SimNs): SimNs {
    const doneNs = atNs + COMMAND_NS.finish;
    this.command(doneNs, 'source', 'SEND_FINISH', { ret: 0, fwError: 0, state: 'SENT' });
    this.command(doneNs, 'source', 'DEACTIVATE, DECOMMISSION', { ret: 0, fwError: 0 });
    this.busy.source += COMMAND_NS.finish;
    return doneNs;
  }

  cancel(atNs: SimNs): SimNs {
    const doneNs = atNs + COMMAND_NS.cancel;
    this.command(doneNs, 'source', 'SEND_CANCEL', { ret: 0, fwError: 0, state: 'RUNNING' });
    this.command(doneNs, 'destination', 'DEACTIVATE, DECOMMISSION', { ret: 0, fwError: 0 });
    return doneNs;
  }

  private command(
    atNs: SimNs, host: 'source' | 'destination', name: string,
    outcome: { value?: string; ret?: number; fwError?: number; state?: string; count?: number; untilNs?: number },
  ): void {
    this.events.add({ atNs, kind: 'command', host, name, ...outcome });
  }
}
