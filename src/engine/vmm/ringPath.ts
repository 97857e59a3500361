import type { PageCount, SimNs } from '../../base/units';
import type { EngineConfig } from '../config';
import type { EventLog } from '../record/eventLog';
import { newPathBusy, NO_SESSION, type PathBusy, type PrivatePath } from './privatePath';

/**
 * What a batch costs besides its pages, in ns: KVM_RUN round trip 2528 cycles at 2.6 GHz (measured by M. Roth, Dec 2020),
 * wake-up of the halted vCPU and the exit's way through QEMU [estimates]. Source: confidential-migration.md 4.7.
 */
export const RING_BATCH_NS = { entry: 1000, doorbell: 5000, host: 5000 } as const;
/** 8 address and flags + 12 IV + 16 tag + 4096 [design: no upstream format exists]. */
const RING_RECORD_BYTES = 4132;
/** Mirror VM: create, copy context, map, create vCPUs [estimate]. */
const MIRROR_SETUP_NS = 2e6;

/** The mirror VM's helper behind a ring: batches of up to `ringDepth` pages, spread over the helper's vCPUs, ended by HLT. */
export class RingPath implements PrivatePath {
  readonly kind = 'helper';
  readonly recordBytes = RING_RECORD_BYTES;
  readonly receiveLagNs: SimNs;
  readonly busy: PathBusy = newPathBusy();
  private readonly pageNs: number;
  private readonly batchNs = RING_BATCH_NS.entry + RING_BATCH_NS.doorbell + RING_BATCH_NS.host;
  private readonly config: EngineConfig;
  private readonly events: EventLog;

  constructor(config: EngineConfig, events: EventLog) {
    this.config = config;
    this.events = events;
    this.pageNs = config.helper.pageNs / config.helper.vcpus;
    const perPage = this.pageNs + this.batchNs / config.helper.ringDepth;
    this.receiveLagNs = Math.round((config.network.queueBytes / RING_RECORD_BYTES) * perPage);
  }

  reset(): void {
    Object.assign(this.busy, NO_SESSION);
  }

  begin(atNs: SimNs): SimNs {
    const imagePages = Math.ceil(this.config.helper.imageBytes / 4096);
    const imageNs = Math.round(imagePages * this.config.hosts.pspPageNs * (1 + this.config.hosts.pspLoad));
    const add = (at: SimNs, host: 'source' | 'destination', name: string, more: object): void =>
      this.events.add({ atNs: at, kind: 'command', host, name, ...more });
    add(atNs, 'source', 'KVM_CREATE_VM', { value: 'mirror', ret: 3 });
    add(atNs, 'source', 'CAP_VM_COPY_ENC_CONTEXT_FROM', { ret: 0, state: 'SHARED_CTX' });
    if (imagePages > 0) add(atNs + imageNs, 'source', 'SEND_UPDATE_DATA', { value: 'helper image', ret: 0, count: imagePages });
    const readyNs = atNs + imageNs + MIRROR_SETUP_NS;
    add(readyNs, 'source', 'KVM_CREATE_VCPU', { count: this.config.helper.vcpus, ret: 0, state: 'VCPU_READY' });
    add(readyNs, 'destination', 'CAP_VM_COPY_ENC_CONTEXT_FROM', { ret: 0, state: 'SHARED_CTX' });
    add(readyNs, 'destination', 'KVM_CREATE_VCPU', { count: this.config.helper.vcpus, ret: 0, state: 'VCPU_READY' });
    this.busy.destinationFreeNs = readyNs;
    this.busy.begun = true;
    return readyNs;
  }

  encrypt(pages: PageCount, atNs: SimNs): SimNs {
    const { busy } = this;
    const filled = busy.batchPages + pages;
    const batches = Math.floor(filled / this.config.helper.ringDepth);
    busy.batchPages = filled - batches * this.config.helper.ringDepth;
    busy.sourcePages += pages;
    const doneNs = atNs + Math.round(pages * this.pageNs) + batches * this.batchNs;
    busy.source += pages * this.pageNs + batches * RING_BATCH_NS.entry;
    if (batches > 0) this.exits(batches, atNs, doneNs);
    return doneNs;
  }

  endSection(atNs: SimNs): SimNs {
    if (this.busy.batchPages === 0) return atNs;
    this.busy.batchPages = 0;
    this.busy.source += RING_BATCH_NS.entry;
    this.exits(1, atNs, atNs + this.batchNs);
    return atNs + this.batchNs;
  }

  receive(pages: PageCount, atNs: SimNs): SimNs {
    const { busy } = this;
    const workNs = Math.round(pages * (this.pageNs + this.batchNs / this.config.helper.ringDepth));
    busy.destinationFreeNs = Math.max(busy.destinationFreeNs, atNs) + workNs;
    busy.destination += pages * (this.pageNs + RING_BATCH_NS.entry / this.config.helper.ringDepth);
    return busy.destinationFreeNs;
  }

  finishReceive(atNs: SimNs): SimNs {
    this.events.add({ atNs, kind: 'command', host: 'destination', name: 'close mirror', ret: 0, state: 'ABSENT' });
    return atNs;
  }

  finishSend(atNs: SimNs): SimNs {
    this.events.add({ atNs, kind: 'command', host: 'source', name: 'close mirror', ret: 0, state: 'ABSENT' });
    return atNs;
  }

  cancel(atNs: SimNs): SimNs {
    return this.finishSend(atNs);
  }

  private exits(count: number, fromNs: SimNs, untilNs: SimNs): void {
    if (this.events.extend('KVM_RUN, KVM_EXIT_HLT', count, untilNs)) return;
    this.events.add({ atNs: fromNs, kind: 'command', host: 'source', name: 'KVM_RUN, KVM_EXIT_HLT', ret: 0, count, untilNs });
  }
}
