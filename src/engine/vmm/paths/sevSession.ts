import { invariant } from '../../../base/assert';
import type { Result } from '../../../base/result';
import { err, ok } from '../../../base/result';
import type { Bytes, PageCount, PageIndex, SimNs } from '../../../base/units';
import { KIB, PAGE_BYTES } from '../../../base/units';
import { destroyVm } from '../../host/kvm/launchCommands';
import { memoryEncryptOp } from '../../host/kvm/memoryEncryptOp';
import { receivePages, receiveRegions, receiveRow, sendPages, sendRegions, sendRow } from '../../host/kvm/sendPages';
import type { SendStartArgs, SevRequest, UpdateDataArgs } from '../../host/kvm/sevRequest';
import type { SevResult } from '../../host/kvm/sevResult';
import type { SevVm } from '../../host/kvm/sevVm';
import type { HostName } from '../../record/runEvent';
import { FIRMWARE_STATUS } from '../../sev/firmwareStatus';
import { exportCertificates, type PlatformIdentity } from '../../sev/platformIdentity';
import { PACKET_HEADER_BYTES, PACKET_PAGE_BYTES, SESSION_BYTES, type PacketRun } from '../../sev/transportSession';
import { type BulkDetails, type CommandLog, firmwareStateOf } from './commandLog';
import { firmwareErrorText } from './firmwareErrorText';
import { MIGRATE_CANCEL } from './privatePath';
import type { SevPair } from './sevPair';

/** Bytes of the PDH, of PEK, OCA and CEK, and of ASK and ARK with RSA 4096. Source: sevapi.h: sev_cert, amd_cert (64 + 3 x 512). */
const CERTIFICATE_BYTES = { pdh: 2084, platform: 3 * 2084, amd: 2 * 1600 } as const;
/** policy, pdh length, PDH, session length, session: 12 + 2084 + 128. Source: AMDESE/qemu, sev_send_start. */
export const SESSION_HEAD_BYTES: Bytes = 12 + CERTIFICATE_BYTES.pdh + SESSION_BYTES;

/** A command that did not succeed: QEMU's words for it, and when. */
export interface SessionFailure {
  readonly text: string;
  readonly atNs: SimNs;
}
export type SessionStep = Result<SimNs, SessionFailure>;

/** When each host is through with the opening commands. */
export interface SessionTimes {
  readonly sourceNs: SimNs;
  readonly destinationNs: SimNs;
}

const buffer = (len: Bytes): { readonly uaddr: number; readonly len: Bytes } => ({ uaddr: PAGE_BYTES, len });
const NO_LENGTHS: UpdateDataArgs = { hdr: buffer(0), guest: buffer(PAGE_BYTES), trans: buffer(0) };

/** One firmware session of a guest between both hosts, command by command as AMD's QEMU series gives them. */
export class SevSession {
  private readonly pair: SevPair;
  private readonly log: CommandLog;
  private readonly latencyNs: SimNs;
  private readonly regionBytes: Bytes;
  /** Sealed and not yet at the destination; empty between two pieces of work. */
  private readonly underway: PacketRun[] = [];
  /** The same for whole pages, which need no telling apart. */
  private rowPages: PageCount = 0;
  /** Why a bulk command failed, in QEMU's words. */
  failure: string | undefined;
  /** What differs in the certificates that the operator gives for the destination (F-11, F-12); set for one call. */
  peer: Partial<PlatformIdentity> = {};
  /** The user cancels between the length query and SEND_START (F-19:query); set for one call. */
  cancelsAfterQuery = false;
  /** The page whose packet the link has corrupted (F-14); set for one call. */
  corruptPage: PageIndex | undefined;

  /** @param regionBytes what one SEND_UPDATE_DATA covers */
  constructor(pair: SevPair, log: CommandLog, latencyNs: SimNs, regionBytes: Bytes = PAGE_BYTES) {
    this.pair = pair;
    this.log = log;
    this.latencyNs = latencyNs;
    this.regionBytes = regionBytes;
  }

  /** A new QEMU starts at the destination after an attempt that was given up: another ASID, or a flush and an old one. */
  createDestination(atNs: SimNs): SessionStep {
    const created = this.pair.createDestination(atNs);
    const { destinationVm } = this.pair;
    const flushed = created.endNs > created.startNs ? ', after WBINVD and DF_FLUSH' : '';
    this.log.call('destination', 'KVM_SEV_INIT', created, destinationVm === undefined ? {} : { states: ['UNINIT', 'UNINIT'], value: `ASID ${String(destinationVm.asid)}${flushed}` });
    return created.ret === 0 ? ok(created.endNs) : failed('KVM_SEV_INIT', created);
  }

  /** GUEST_STATUS, length query, SEND_START, header query at the source; RECEIVE_START when its blobs arrive. */
  start(atNs: SimNs): Result<SessionTimes, SessionFailure> {
    const { sourceVm } = this.pair;
    const policy = `policy 0x${(this.pair.source.firmware.context(sourceVm.handle)?.policy ?? 0).toString(16)}`;
    const status = this.run('source', 'GUEST_STATUS', sourceVm, atNs, { id: 'GUEST_STATUS' }, true, `${policy}, ASID ${String(sourceVm.asid)}`);
    if (!status.ok) return status;
    const query = memoryEncryptOp(sourceVm, status.value.endNs, { id: 'SEND_START', args: this.sendStartArgs(0) });
    this.log.call('source', 'SEND_START', query, { value: 'len 0', args: policy, states: unchanged(sourceVm) });
    if (query.fwError !== FIRMWARE_STATUS.INVALID_LEN) return failed('SEND_START len 0', query);
    if (this.cancelsAfterQuery) return err({ text: MIGRATE_CANCEL, atNs: query.endNs });
    const started = this.run('source', 'SEND_START', sourceVm, query.endNs, { id: 'SEND_START', args: this.sendStartArgs(query.sessionLen ?? 0) }, true, `${policy}, session ${String(query.sessionLen ?? 0)} B`);
    if (!started.ok) return started;
    const received = this.receiveStart(started.value);
    if (!received.ok) return received;
    const header = memoryEncryptOp(sourceVm, started.value.endNs, { id: 'SEND_UPDATE_DATA', args: NO_LENGTHS });
    this.log.call('source', 'SEND_UPDATE_DATA', header, { value: 'len 0', args: 'hdr 0 B, guest 4 KiB, trans 0 B', states: unchanged(sourceVm) });
    if (header.hdrLen !== PACKET_HEADER_BYTES) return failed('SEND_UPDATE_DATA', header);
    return ok({ sourceNs: header.endNs, destinationNs: received.value.endNs });
  }

  /**
   * SEND_UPDATE_DATA for `pages` pages, one after the other; without an event unless it fails. Returns when it is over: see
   * `failure` then.
   */
  send(pages: PageCount, atNs: SimNs): SimNs {
    const { sourceVm } = this.pair;
    if (this.regionBytes === PAGE_BYTES) {
      const rowEndNs = sendRow(sourceVm, atNs, pages);
      if (rowEndNs === undefined) return this.sealed(sendPages(sourceVm, atNs, pages));
      this.rowPages += pages;
      return rowEndNs;
    }
    if (this.regionBytes > sourceVm.regionBytes) return this.sealed(sendRegions(sourceVm, atNs, 1, this.regionBytes));
    const perRegion = this.regionBytes / PAGE_BYTES;
    const whole = Math.floor(pages / perRegion);
    const rest = pages - whole * perRegion;
    let doneNs = atNs;
    if (whole > 0) doneNs = this.sealed(sendRegions(sourceVm, doneNs, whole, this.regionBytes));
    if (rest > 0 && this.failure === undefined) doneNs = this.sealed(sendRegions(sourceVm, doneNs, 1, rest * PAGE_BYTES));
    return doneNs;
  }

  /** RECEIVE_UPDATE_DATA for what was sent and has not arrived yet, as `send`. */
  receive(atNs: SimNs): SimNs {
    const vm = this.destinationVm;
    let doneNs = atNs;
    if (this.rowPages > 0) doneNs = this.openRow(vm, atNs);
    for (let at = 0; at < this.underway.length && this.failure === undefined; at++) {
      const result = this.open(vm, doneNs, this.underway[at]!);
      doneNs = result.endNs;
      if (result.ret !== 0) this.note('destination', 'RECEIVE_UPDATE_DATA', result);
    }
    if (this.underway.length > 0) this.underway.length = 0;
    return doneNs;
  }

  /** RECEIVE_FINISH: from here on the guest may run at the destination. */
  receiveFinish(atNs: SimNs): SessionStep {
    return this.timeOf(this.run('destination', 'RECEIVE_FINISH', this.destinationVm, atNs, { id: 'RECEIVE_FINISH' }, true));
  }

  /** SEND_FINISH: from here on the guest never runs at the source again. */
  sendFinish(atNs: SimNs): SessionStep {
    return this.timeOf(this.run('source', 'SEND_FINISH', this.pair.sourceVm, atNs, { id: 'SEND_FINISH' }, true));
  }

  /** SEND_UPDATE_VMSA, which an SEV-ES guest would need: an id without a handler. */
  sendVmsa(atNs: SimNs): SessionStep {
    return this.timeOf(this.run('source', 'SEND_UPDATE_VMSA', this.pair.sourceVm, atNs, { id: 'SEND_UPDATE_VMSA' }, false));
  }

  /** SEND_CANCEL if the session is open; returns when it is done. A dead PSP cannot; the guest runs on all the same. */
  cancelSend(atNs: SimNs): SimNs {
    const { sourceVm } = this.pair;
    this.failure = undefined;
    this.rowPages = 0;
    if (firmwareStateOf(sourceVm) !== 'SUPDATE') return atNs;
    const handle = `handle ${String(sourceVm.handle)}`;
    const result = memoryEncryptOp(sourceVm, atNs, { id: 'SEND_CANCEL' });
    const after = firmwareStateOf(sourceVm);
    this.log.call('source', 'SEND_CANCEL', result, { args: handle, states: ['SUPDATE', after], ...(result.ret === 0 ? { state: after } : {}) });
    return result.endNs;
  }

  /** QEMU ends on a host: the VM is unbound and decommissioned, its ASID waits for WBINVD and DF_FLUSH. */
  destroy(host: HostName, atNs: SimNs): void {
    const vm = host === 'source' ? this.pair.sourceVm : this.pair.destinationVm;
    if (vm === undefined) return;
    this.pair.onDestroy?.(host, atNs);
    const { handle } = vm;
    const [before] = unchanged(vm);
    const result = destroyVm(vm, atNs);
    if (handle !== 0) this.log.call(host, 'DEACTIVATE, DECOMMISSION', { ...result, endNs: atNs }, { value: `ASID ${String(vm.asid)} to be flushed`, args: `handle ${String(handle)}`, states: [before, firmwareStateOf(vm)] });
    if (host === 'destination') this.pair.destinationVm = undefined;
  }

  /** What every successful SEND_UPDATE_DATA and RECEIVE_UPDATE_DATA is told with: firmware takes them in one state alone. */
  updateDetails(host: HostName): BulkDetails {
    const state = host === 'source' ? 'SUPDATE' : 'RUPDATE';
    return { args: `hdr ${PACKET_HEADER_BYTES} B, len ${this.regionBytes / KIB} KiB`, states: [state, state] };
  }

  private get destinationVm(): SevVm {
    const vm = this.pair.destinationVm;
    invariant(vm !== undefined, 'a session without a VM at the destination');
    return vm;
  }

  private sendStartArgs(sessionLen: Bytes): SendStartArgs {
    const { pdh, platform, amd } = CERTIFICATE_BYTES;
    return {
      pdhCert: buffer(pdh), platCerts: buffer(platform), amdCerts: buffer(amd), session: buffer(sessionLen),
      target: exportCertificates({ ...this.pair.destination.firmware.identity, ...this.peer }),
    };
  }

  private receiveStart({ endNs, session, policy }: SevResult): Result<SevResult, SessionFailure> {
    invariant(session !== undefined && policy !== undefined, 'SEND_START succeeded without a session');
    return this.run('destination', 'RECEIVE_START', this.destinationVm, endNs + this.latencyNs, {
      id: 'RECEIVE_START',
      args: {
        sharedHandle: 0, policy, pdh: buffer(CERTIFICATE_BYTES.pdh), session: buffer(SESSION_BYTES),
        sourcePdh: this.pair.source.firmware.identity.pdh, blob: session,
      },
    }, true, `policy 0x${policy.toString(16)}, session ${String(SESSION_BYTES)} B`);
  }

  private sealed(result: SevResult): SimNs {
    if (result.packets === undefined) this.note('source', 'SEND_UPDATE_DATA', result);
    else this.underway.push(result.packets);
    return result.endNs;
  }

  private note(host: HostName, command: string, result: SevResult): void {
    const vm = host === 'source' ? this.pair.sourceVm : this.destinationVm;
    this.log.call(host, command, result, { ...this.updateDetails(host), states: unchanged(vm), ...(this.corruptPage === undefined ? {} : { value: `page ${this.corruptPage}` }) });
    this.failure = firmwareErrorText(command, result);
  }

  private openRow(vm: SevVm, atNs: SimNs): SimNs {
    const pages = this.rowPages;
    this.rowPages = 0;
    const { tek, packets } = this.sourceSession;
    const rowEndNs = this.corruptPage === undefined ? receiveRow(vm, atNs, tek, pages) : undefined;
    if (rowEndNs !== undefined) return rowEndNs;
    const result = receivePages(vm, atNs, { tek, firstIv: packets - pages, pages, intact: this.corruptPage === undefined });
    this.note('destination', 'RECEIVE_UPDATE_DATA', result);
    return result.endNs;
  }

  private get sourceSession(): { readonly tek: number; readonly packets: PageCount } {
    const { source, sourceVm } = this.pair;
    const session = source.firmware.context(sourceVm.handle)?.session;
    invariant(session !== undefined, 'packets of a session that is over');
    return session;
  }

  private open(vm: SevVm, atNs: SimNs, packets: PacketRun): SevResult {
    const bytes = Math.min(this.regionBytes, packets.pages * PACKET_PAGE_BYTES);
    return receiveRegions(vm, atNs, this.corruptPage === undefined ? packets : { ...packets, intact: false }, bytes);
  }

  private run(host: HostName, name: string, vm: SevVm, atNs: SimNs, request: SevRequest, showsState: boolean, args = `handle ${String(vm.handle)}`): Result<SevResult, SessionFailure> {
    const [before] = unchanged(vm);
    const result = memoryEncryptOp(vm, atNs, request);
    const isDone = result.ret === 0;
    const after = firmwareStateOf(vm);
    this.log.call(host, name, result, { args, states: [before, after], ...(isDone && showsState ? { state: after } : {}) });
    return isDone ? ok(result) : failed(name, result);
  }

  private timeOf(result: Result<SevResult, SessionFailure>): SessionStep {
    return result.ok ? ok(result.value.endNs) : result;
  }
}

/** States of a command that changes none, or before one that may. */
function unchanged(vm: SevVm): readonly [string, string] {
  const state = firmwareStateOf(vm);
  return [state, state];
}

function failed(command: string, result: SevResult): { readonly ok: false; readonly error: SessionFailure } {
  return err({ text: firmwareErrorText(command, result), atNs: result.endNs });
}
