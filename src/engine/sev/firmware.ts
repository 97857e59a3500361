import type { PageCount } from '../../base/units';
import type { CommandObserver } from './commandObserver';
import type { AsidRange, FirmwareAsidsState } from './firmwareAsids';
import { FirmwareAsids } from './firmwareAsids';
import type { FirmwareStatus } from './firmwareStatus';
import { FIRMWARE_STATUS } from './firmwareStatus';
import type { GuestContext } from './guestContext';
import type { GuestCommand, GuestState } from './guestState';
import { guestTransition } from './guestState';
import type { PlatformIdentity, TargetCertificates } from './platformIdentity';
import type { PlatformCommand, PlatformState } from './platformState';
import { platformTransition } from './platformState';
import { acceptPolicyStatus, sendPolicyStatus } from './policyChecks';
import { hasPolicy } from './policyWord';
import type { PacketRun, SessionBlob } from './transportSession';
import { PACKET_HEADER_BYTES, SESSION_BYTES, TransportSession } from './transportSession';

const { SUCCESS, INVALID_PLATFORM_STATE, INVALID_GUEST, INVALID_GUEST_STATE, INVALID_LEN, INACTIVE, UNSUPPORTED } = FIRMWARE_STATUS;

/** Largest region of one SEND_UPDATE_DATA: the 20 KiB scratch buffer. Source: AMD-ASPFW, sev_globals.h, SEV_SCRATCH_BUF_LEN. */
export const FIRMWARE_REGION_LIMIT = 0x5000;

/** A host makes far fewer keys than this; 2^20 hosts stay below 2^53. */
const KEY_NAMES_PER_HOST = 0x1_0000_0000;

export interface StartReply {
  readonly status: FirmwareStatus;
  /** 0 unless the command succeeded. */
  readonly handle: number;
}
export interface SendStartReply {
  readonly status: FirmwareStatus;
  /** Written back when the given length was wrong. */
  readonly sessionLen: number;
  readonly policy?: number;
  readonly session?: SessionBlob;
}
export interface SendUpdateReply {
  readonly status: FirmwareStatus;
  readonly hdrLen: number;
  readonly packets?: PacketRun;
}
export interface GuestStatusReply {
  readonly status: FirmwareStatus;
  readonly state: GuestState;
  readonly asid: number;
  readonly policy: number;
}
export interface ReceiveStartRequest {
  readonly policy: number;
  readonly session: SessionBlob;
  readonly sessionLen: number;
  readonly sourcePdh: number;
  /** Handle of a guest whose memory key is shared; 0 for a key of its own. */
  readonly sharedHandle?: number;
}

/** Everything that changes, as plain data, for checkpoints. */
export interface FirmwareState {
  readonly state: PlatformState;
  readonly nextHandle: number;
  readonly nextKey: number;
  readonly asids: FirmwareAsidsState;
  readonly guests: readonly (Omit<GuestContext, 'session'> & { readonly session: { readonly tek: number; readonly packets: PageCount } | undefined })[];
}

/**
 * The SEV firmware of one host: platform state, guest contexts by handle, ASIDs, sessions. It has no clock and no queue;
 * `PspMailbox` has both. Order of checks: SEV API and AMD-ASPFW, sev_mcmd.c: lengths of SEND_*, platform, handle, guest state,
 * policy, activity.
 */
export class Firmware {
  readonly identity: PlatformIdentity;
  readonly asids: FirmwareAsids;
  #state: PlatformState = 'UNINIT';
  #nextHandle = 1;
  #nextKey = 0;
  readonly #guests = new Map<number, GuestContext>();
  readonly #observer: CommandObserver | undefined;

  constructor(identity: PlatformIdentity, asids: AsidRange, observer?: CommandObserver) {
    this.identity = identity;
    this.#observer = observer;
    this.asids = new FirmwareAsids(asids);
  }

  get state(): PlatformState {
    return this.#state;
  }

  get guestCount(): number {
    return this.#guests.size;
  }

  /** The context of a handle, if there is one: for views and checks, not a way round the commands. */
  context(handle: number): Readonly<GuestContext> | undefined {
    return this.#guests.get(handle);
  }

  /** The guest was launched with another policy word than the scenario says (F-11): fixed at launch, and found out later. */
  replacePolicy(handle: number, policy: number): void {
    const guest = this.#guests.get(handle);
    if (guest !== undefined) this.#guests.set(handle, { ...guest, policy });
  }

  /** Commands that carry no guest. SHUTDOWN loses all guests. */
  platform(command: Exclude<PlatformCommand, 'LAUNCH_START' | 'RECEIVE_START'>): FirmwareStatus {
    const next = platformTransition(this.#state, command);
    if (next === undefined) return INVALID_PLATFORM_STATE;
    if (command === 'DF_FLUSH') return this.asids.flush();
    if (command === 'SHUTDOWN') this.#loseGuests();
    this.#state = next;
    return SUCCESS;
  }

  launchStart(policy: number, sharedHandle = 0): StartReply {
    return this.#createGuest('LAUNCH_START', policy, sharedHandle, undefined);
  }

  /** The launch commands after LAUNCH_START; the model needs their states, not their data. */
  launch(handle: number, command: Extract<GuestCommand, `LAUNCH_${string}`>): FirmwareStatus {
    const guest = this.#guest(handle);
    if (guest === undefined) return this.#noGuest();
    const next = guestTransition(guest.state, command);
    if (next === undefined) return INVALID_GUEST_STATE;
    if (command === 'LAUNCH_UPDATE_VMSA' && !hasPolicy(guest.policy, 'es')) return UNSUPPORTED;
    if (guest.asid === 0 && command.startsWith('LAUNCH_UPDATE')) return INACTIVE;
    guest.state = next;
    return SUCCESS;
  }

  activate(handle: number, asid: number): FirmwareStatus {
    const guest = this.#guest(handle);
    if (guest === undefined) return this.#noGuest();
    if (guestTransition(guest.state, 'ACTIVATE') === undefined) return INVALID_GUEST_STATE;
    const status = this.asids.bindStatus(asid, hasPolicy(guest.policy, 'es'), guest.asid !== 0);
    if (status !== SUCCESS) return status;
    this.asids.bind(asid);
    guest.asid = asid;
    return SUCCESS;
  }

  /**
   * SENT is no exception here, against the API's list: a source must be able to give its ASID back after SEND_FINISH, and
   * KVM calls DEACTIVATE in every state (sev_unbind_asid). Source: AMD-ASPFW, sev_mcmd_deactivate, checks no guest state.
   */
  deactivate(handle: number): FirmwareStatus {
    const guest = this.#guest(handle);
    if (guest === undefined) return this.#noGuest();
    if (guest.asid === 0) return INACTIVE;
    this.asids.unbind(guest.asid);
    guest.asid = 0;
    return SUCCESS;
  }

  decommission(handle: number): FirmwareStatus {
    const guest = this.#guest(handle);
    if (guest === undefined) return this.#noGuest();
    if (guest.asid !== 0) return FIRMWARE_STATUS.ACTIVE;
    guest.state = 'UNINIT';
    guest.session = undefined;
    this.#guests.delete(handle);
    this.#observer?.ended(handle, 'DECOMMISSION');
    if (this.#guests.size === 0) this.#state = 'INIT';
    return SUCCESS;
  }

  guestStatus(handle: number): GuestStatusReply {
    const guest = this.#guests.get(handle);
    const status = guest === undefined ? this.#noGuest() : SUCCESS;
    return { status, state: guest?.state ?? 'UNINIT', asid: guest?.asid ?? 0, policy: guest?.policy ?? 0 };
  }

  /** A wrong session length is answered with the right one and changes nothing: that is the length query. */
  sendStart(handle: number, sessionLen: number, target: TargetCertificates): SendStartReply {
    const guest = this.#guest(handle);
    if (guest === undefined) return { status: this.#noGuest(), sessionLen };
    if (sessionLen !== SESSION_BYTES) return { status: INVALID_LEN, sessionLen: SESSION_BYTES };
    const next = guestTransition(guest.state, 'SEND_START');
    if (next === undefined) return { status: INVALID_GUEST_STATE, sessionLen };
    const status = sendPolicyStatus(guest.policy, this.identity, target);
    if (status !== SUCCESS) return { status, sessionLen };
    guest.state = next;
    guest.session = new TransportSession(this.#newKey());
    this.#observer?.sendStarted(handle, guest.session.tek, guest.policy, this.identity, target);
    return { status, sessionLen, policy: guest.policy, session: this.#blobFor(guest, guest.session, target) };
  }

  /**
   * Seals `pages` pages of one region each (at most 4 KiB in merged KVM): checks once, counts, allocates one run.
   * A header buffer below 52 bytes is the length query.
   */
  sendUpdateData(handle: number, pages: PageCount, hdrLen: number = PACKET_HEADER_BYTES): SendUpdateReply {
    if (this.#state !== 'WORKING') return { status: INVALID_PLATFORM_STATE, hdrLen };
    if (hdrLen < PACKET_HEADER_BYTES) return { status: INVALID_LEN, hdrLen: PACKET_HEADER_BYTES };
    const guest = this.#guests.get(handle);
    if (guest === undefined) return { status: INVALID_GUEST, hdrLen };
    if (guest.session === undefined || guestTransition(guest.state, 'SEND_UPDATE_DATA') === undefined) {
      return { status: INVALID_GUEST_STATE, hdrLen };
    }
    if (guest.asid === 0) return { status: INACTIVE, hdrLen };
    guest.pagesSent += pages;
    const packets = guest.session.seal(pages);
    this.#observer?.sealed(handle, packets.tek, packets.firstIv, pages);
    return { status: SUCCESS, hdrLen, packets };
  }

  /** `sendUpdateData` in bulk; false, and nothing done, where it would not succeed. */
  sealRow(handle: number, pages: PageCount): boolean {
    const guest = this.#guest(handle);
    if (guest?.session === undefined || guest.asid === 0 || guestTransition(guest.state, 'SEND_UPDATE_DATA') === undefined) return false;
    guest.pagesSent += pages;
    this.#observer?.sealed(handle, guest.session.tek, guest.session.packets, pages);
    guest.session.sealRow(pages);
    return true;
  }

  /** `receiveUpdateData` in bulk, of packets whole and in order; false, and nothing done, where it would not succeed. */
  openRow(handle: number, tek: number, pages: PageCount): boolean {
    const guest = this.#guest(handle);
    if (guest?.session?.tek !== tek || guest.asid === 0 || guestTransition(guest.state, 'RECEIVE_UPDATE_DATA') === undefined) return false;
    guest.pagesReceived += pages;
    this.#observer?.opened(handle, tek, pages);
    return true;
  }

  /** From here on the source never runs again, whatever becomes of the destination. */
  sendFinish(handle: number): FirmwareStatus {
    return this.#endSession(handle, 'SEND_FINISH');
  }

  sendCancel(handle: number): FirmwareStatus {
    return this.#endSession(handle, 'SEND_CANCEL');
  }

  receiveStart(request: ReceiveStartRequest): StartReply {
    if (platformTransition(this.#state, 'RECEIVE_START') === undefined) return { status: INVALID_PLATFORM_STATE, handle: 0 };
    if (request.sessionLen !== SESSION_BYTES) return { status: INVALID_LEN, handle: 0 };
    if (!this.#unwraps(request)) return { status: FIRMWARE_STATUS.BAD_MEASUREMENT, handle: 0 };
    return this.#createGuest('RECEIVE_START', request.policy, request.sharedHandle ?? 0, request.session.tek);
  }

  /** One broken or foreign packet spoils the run: BAD_MEASUREMENT, and none of it is counted. */
  receiveUpdateData(handle: number, packets: PacketRun): FirmwareStatus {
    const guest = this.#guest(handle);
    if (guest === undefined) return this.#noGuest();
    if (guest.session === undefined || guestTransition(guest.state, 'RECEIVE_UPDATE_DATA') === undefined) return INVALID_GUEST_STATE;
    if (guest.asid === 0) return INACTIVE;
    if (!guest.session.opens(packets)) return FIRMWARE_STATUS.BAD_MEASUREMENT;
    guest.pagesReceived += packets.pages;
    this.#observer?.opened(handle, packets.tek, packets.pages);
    return SUCCESS;
  }

  receiveFinish(handle: number): FirmwareStatus {
    return this.#endSession(handle, 'RECEIVE_FINISH');
  }

  capture(): FirmwareState {
    const guests = [...this.#guests.values()].map(({ session, ...rest }) => ({
      ...rest, session: session === undefined ? undefined : { tek: session.tek, packets: session.packets },
    }));
    return { state: this.#state, nextHandle: this.#nextHandle, nextKey: this.#nextKey, asids: this.asids.capture(), guests };
  }

  restore(saved: FirmwareState): void {
    this.#state = saved.state;
    this.#nextHandle = saved.nextHandle;
    this.#nextKey = saved.nextKey;
    this.asids.restore(saved.asids);
    this.#guests.clear();
    for (const { session, ...rest } of saved.guests) {
      const restored = session === undefined ? undefined : new TransportSession(session.tek, session.packets);
      this.#guests.set(rest.handle, { ...rest, session: restored });
    }
  }

  #guest(handle: number): GuestContext | undefined {
    return this.#state === 'WORKING' ? this.#guests.get(handle) : undefined;
  }

  /** Platform state is checked before the handle. */
  #noGuest(): FirmwareStatus {
    return this.#state === 'WORKING' ? INVALID_GUEST : INVALID_PLATFORM_STATE;
  }

  #endSession(handle: number, command: 'SEND_FINISH' | 'SEND_CANCEL' | 'RECEIVE_FINISH'): FirmwareStatus {
    const guest = this.#guest(handle);
    if (guest === undefined) return this.#noGuest();
    const next = guestTransition(guest.state, command);
    if (next === undefined) return INVALID_GUEST_STATE;
    guest.state = next;
    guest.session = undefined;
    this.#observer?.ended(handle, command);
    return SUCCESS;
  }

  /** NOKS and a differing policy forbid a shared memory key. Source: AMD-ASPFW, sev_mcmd_receive_start. */
  #sharedKey(policy: number, sharedHandle: number): { readonly status: FirmwareStatus; readonly key: number } {
    if (sharedHandle === 0) return { status: SUCCESS, key: this.#newKey() };
    const shared = this.#guests.get(sharedHandle);
    if (shared === undefined) return { status: INVALID_GUEST, key: 0 };
    const allowed = shared.policy === policy && !hasPolicy(policy, 'noks');
    return { status: allowed ? SUCCESS : FIRMWARE_STATUS.POLICY_FAILURE, key: shared.key };
  }

  #createGuest(command: 'LAUNCH_START' | 'RECEIVE_START', policy: number, sharedHandle: number, tek: number | undefined): StartReply {
    const platform = platformTransition(this.#state, command);
    if (platform === undefined) return { status: INVALID_PLATFORM_STATE, handle: 0 };
    const accepted = acceptPolicyStatus(policy, this.identity);
    if (accepted !== SUCCESS) return { status: accepted, handle: 0 };
    const { status, key } = this.#sharedKey(policy, sharedHandle);
    if (status !== SUCCESS) return { status, handle: 0 };
    const handle = this.#nextHandle;
    this.#nextHandle += 1;
    const session = tek === undefined ? undefined : new TransportSession(tek);
    const state = command === 'LAUNCH_START' ? 'LUPDATE' : 'RUPDATE';
    this.#guests.set(handle, { handle, policy, key, state, asid: 0, session, pagesSent: 0, pagesReceived: 0 });
    if (tek !== undefined) this.#observer?.receiveStarted(handle, tek);
    this.#state = platform;
    return { status: SUCCESS, handle };
  }

  /** The key agreement gives the same secret on both sides only for the two PDHs of the blob; the MACs tell. */
  #unwraps(request: ReceiveStartRequest): boolean {
    const { session } = request;
    const agreed = session.toPdh === this.identity.pdh && session.fromPdh === request.sourcePdh;
    return agreed && session.intact && session.policy === request.policy;
  }

  #blobFor(guest: GuestContext, session: TransportSession, target: TargetCertificates): SessionBlob {
    return { nonce: this.#newKey(), tek: session.tek, fromPdh: this.identity.pdh, toPdh: target.pdh, policy: guest.policy, intact: true };
  }

  /** Names of keys and nonces are unique over all hosts whose PDHs differ. */
  #newKey(): number {
    this.#nextKey += 1;
    return this.identity.pdh * KEY_NAMES_PER_HOST + this.#nextKey;
  }

  #loseGuests(): void {
    for (const guest of this.#guests.values()) {
      if (guest.asid !== 0) this.asids.unbind(guest.asid);
      this.#observer?.ended(guest.handle, 'DECOMMISSION');
    }
    this.#guests.clear();
  }
}
