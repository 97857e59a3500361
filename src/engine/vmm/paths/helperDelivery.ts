import { invariant } from '../../../base/assert';
import type { Bytes, PageCount, SimNs } from '../../../base/units';
import { PAGE_BYTES } from '../../../base/units';
import { launchStep } from '../../host/kvm/launchCommands';
import type { SevResult } from '../../host/kvm/sevResult';
import type { SevVm } from '../../host/kvm/sevVm';
import { type CommandLog, firmwareStateOf } from './commandLog';
import { firmwareErrorText } from './firmwareErrorText';
import { PSP_RECORD_BYTES } from './pspPath';
import type { SevPair } from './sevPair';
import { SESSION_HEAD_BYTES, type SevSession } from './sevSession';

/** Pages of the helper's image that go in one piece; nobody is told of the pieces. */
const IMAGE_PIECE_PAGES = 32;

/** How far it has come; plain data, for checkpoints. */
export interface HelperDeliveryState {
  imagePages: PageCount;
  /** When the destination took in the first page. */
  imageFromNs: SimNs;
  /** When the destination has done all that it was given; -1 before the first step. */
  destinationNs: SimNs;
  /** The helper can run there. */
  done: boolean;
  /** Why it never will, in QEMU's words; empty while all is well. */
  failure: string;
}

function notBegun(): HelperDeliveryState {
  return { imagePages: 0, imageFromNs: 0, destinationNs: -1, done: false, failure: '' };
}

/**
 * How the helper and the transport key get to the destination, which was left open upstream. Our choice [design]: with a
 * `helper-image` the PSP moves the image in a session that ends at the destination (RECEIVE_FINISH) before the helper runs there and at
 * the source (SEND_FINISH) with the migration; without one, the destination was launched from the guest's firmware, which holds
 * the helper, and the guest's owner injects the key (LAUNCH_SECRET).
 */
export class HelperDelivery {
  readonly state: HelperDeliveryState = notBegun();
  readonly imagePages: PageCount;
  private readonly pair: SevPair;
  private readonly session: SevSession;
  private readonly log: CommandLog;
  private readonly latencyNs: SimNs;

  constructor(imageBytes: Bytes, pair: SevPair, session: SevSession, log: CommandLog, latencyNs: SimNs) {
    this.imagePages = Math.ceil(imageBytes / PAGE_BYTES);
    this.pair = pair;
    this.session = session;
    this.log = log;
    this.latencyNs = latencyNs;
    this.prepareDestination();
  }

  /** QEMU waits at a fresh destination; nothing was delivered there yet. */
  prepareDestination(): void {
    this.reset();
    this.pair.createDestinationBeforehand((vm) => void this.launchImage(vm, 0));
  }

  /** Bytes of the stream. */
  get bytes(): Bytes {
    return this.imagePages === 0 ? 0 : SESSION_HEAD_BYTES + this.imagePages * PSP_RECORD_BYTES;
  }

  reset(): void {
    Object.assign(this.state, notBegun());
  }

  /** One piece of it; returns when the source gets on. */
  step(atNs: SimNs): SimNs {
    const { state } = this;
    if (state.destinationNs < 0) {
      const readyNs = this.startDestination(atNs);
      if (state.failure !== '') return readyNs;
      return this.imagePages === 0 ? this.injectKey(readyNs) : this.startSession(readyNs);
    }
    if (state.imagePages < this.imagePages) return this.moveImage(atNs);
    const finished = this.session.receiveFinish(state.destinationNs);
    if (!finished.ok) return this.fail(finished.error.text, finished.error.atNs);
    state.destinationNs = finished.value;
    state.done = true;
    return atNs;
  }

  /** SEND_FINISH, if there was a session; returns when it is done. */
  finish(atNs: SimNs): SimNs {
    if (this.imagePages === 0) return atNs;
    const finished = this.session.sendFinish(atNs);
    return finished.ok ? finished.value : finished.error.atNs;
  }

  /** The migration is given up. */
  cancel(): void {
    const { imagePages } = this.state;
    if (imagePages > 0 && imagePages < this.imagePages) this.tellReceived();
  }

  /** After an attempt that was given up a new QEMU starts at the destination, and launches the image if it is to hold one. */
  private startDestination(atNs: SimNs): SimNs {
    if (this.pair.destinationVm !== undefined) return atNs;
    const created = this.session.createDestination(atNs);
    if (!created.ok) return this.fail(created.error.text, created.error.atNs);
    const launched = this.launchImage(this.destinationVm, created.value);
    if (launched === undefined) return created.value;
    this.log.call('destination', 'LAUNCH_START, UPDATE, MEASURE', launched, { args: `policy 0x${this.pair.policy.toString(16)}; uaddr, len of the image`, state: firmwareStateOf(this.destinationVm), states: ['UNINIT', firmwareStateOf(this.destinationVm)] });
    return launched.endNs;
  }

  /** Undefined where nothing is launched: the image is received, or the guest's firmware is not of this kind. */
  private launchImage(vm: SevVm, atNs: SimNs): SevResult | undefined {
    if (this.imagePages > 0 || vm.type === 'sev-snp') return undefined;
    const { command, result } = this.pair.launchImage(vm, atNs);
    if (result.ret !== 0) this.fail(firmwareErrorText(command, result), result.endNs);
    return result;
  }

  private startSession(atNs: SimNs): SimNs {
    const started = this.session.start(atNs);
    if (!started.ok) return this.fail(started.error.text, started.error.atNs);
    this.state.destinationNs = started.value.destinationNs;
    return started.value.sourceNs;
  }

  /** Some pages of the image, through the firmware of both hosts. */
  private moveImage(atNs: SimNs): SimNs {
    const { session, log, state, latencyNs } = this;
    const pages = Math.min(IMAGE_PIECE_PAGES, this.imagePages - state.imagePages);
    const sentNs = session.send(pages, atNs);
    if (session.failure !== undefined) return this.fail(session.failure, sentNs);
    log.bulk('source', 'SEND_UPDATE_DATA', pages, atNs, sentNs, session.updateDetails('source'));
    const firstNs = Math.max(state.destinationNs, atNs + Math.round((sentNs - atNs) / pages) + latencyNs);
    if (state.imagePages === 0) state.imageFromNs = firstNs;
    state.imagePages += pages;
    state.destinationNs = session.receive(firstNs);
    if (session.failure !== undefined) return this.fail(session.failure, state.destinationNs + latencyNs);
    if (state.imagePages === this.imagePages) this.tellReceived();
    return sentNs;
  }

  private tellReceived(): void {
    const { imagePages, imageFromNs, destinationNs } = this.state;
    this.log.bulk('destination', 'RECEIVE_UPDATE_DATA', imagePages, imageFromNs, destinationNs, this.session.updateDetails('destination'));
  }

  /** The owner gives the key to the helper in the destination's firmware image; an SNP guest gets it otherwise. The source does not wait. */
  private injectKey(atNs: SimNs): SimNs {
    const vm = this.destinationVm;
    this.state.destinationNs = vm.type === 'sev-snp' ? atNs : this.finishLaunch(vm, atNs);
    this.state.done = this.state.failure === '';
    return this.state.done ? atNs : this.state.destinationNs;
  }

  private finishLaunch(vm: SevVm, atNs: SimNs): SimNs {
    const before = firmwareStateOf(vm);
    const secret = launchStep(vm, atNs, 'LAUNCH_SECRET', 1);
    this.log.call('destination', 'LAUNCH_SECRET', secret, { value: 'transport key', args: 'hdr, guest, trans', states: [before, firmwareStateOf(vm)] });
    if (secret.ret !== 0) return this.fail(firmwareErrorText('LAUNCH_SECRET', secret), secret.endNs);
    const finished = launchStep(vm, secret.endNs, 'LAUNCH_FINISH', 1);
    this.log.call('destination', 'LAUNCH_FINISH', finished, { args: `handle ${String(vm.handle)}`, state: firmwareStateOf(vm), states: [before, firmwareStateOf(vm)] });
    return finished.ret === 0 ? finished.endNs : this.fail(firmwareErrorText('LAUNCH_FINISH', finished), finished.endNs);
  }

  private get destinationVm(): SevVm {
    const { destinationVm } = this.pair;
    invariant(destinationVm !== undefined, 'a helper without a VM at the destination');
    return destinationVm;
  }

  private fail(text: string, atNs: SimNs): SimNs {
    this.state.failure = text;
    return atNs;
  }
}
