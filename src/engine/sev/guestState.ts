/**
 * Firmware's order (sev-tool, QEMU). The kernel's document of KVM_SEV_GUEST_STATUS lists RECEIVING before SENDING, but
 * KVM passes firmware's number through: 4 is SUPDATE.
 */
export const GUEST_STATE = { UNINIT: 0, LUPDATE: 1, LSECRET: 2, RUNNING: 3, SUPDATE: 4, RUPDATE: 5, SENT: 6 } as const;
export type GuestState = keyof typeof GUEST_STATE;

export type GuestCommand =
  | 'LAUNCH_START' | 'LAUNCH_UPDATE_DATA' | 'LAUNCH_UPDATE_VMSA' | 'LAUNCH_MEASURE' | 'LAUNCH_SECRET' | 'LAUNCH_FINISH'
  | 'SEND_START' | 'SEND_UPDATE_DATA' | 'SEND_UPDATE_VMSA' | 'SEND_FINISH' | 'SEND_CANCEL'
  | 'RECEIVE_START' | 'RECEIVE_UPDATE_DATA' | 'RECEIVE_UPDATE_VMSA' | 'RECEIVE_FINISH'
  | 'ACTIVATE' | 'DEACTIVATE' | 'GUEST_STATUS' | 'DECOMMISSION';

type Row = Readonly<Partial<Record<GuestState, GuestState>>>;
const BOUND: Row = { LUPDATE: 'LUPDATE', LSECRET: 'LSECRET', RUNNING: 'RUNNING', SUPDATE: 'SUPDATE', RUPDATE: 'RUPDATE' };

/**
 * Source: SEV API chapter 6, guest states and their command lists. In SENT the API's list is empty; GUEST_STATUS and
 * DECOMMISSION work there in AMD's published firmware (AMD-ASPFW, sev_guest.c), as a host must be able to clean up.
 */
const TABLE: Readonly<Record<GuestCommand, Row>> = {
  LAUNCH_START: { UNINIT: 'LUPDATE' },
  LAUNCH_UPDATE_DATA: { LUPDATE: 'LUPDATE' },
  LAUNCH_UPDATE_VMSA: { LUPDATE: 'LUPDATE' },
  LAUNCH_MEASURE: { LUPDATE: 'LSECRET' },
  LAUNCH_SECRET: { LSECRET: 'LSECRET' },
  LAUNCH_FINISH: { LSECRET: 'RUNNING' },
  SEND_START: { RUNNING: 'SUPDATE' },
  SEND_UPDATE_DATA: { SUPDATE: 'SUPDATE' },
  SEND_UPDATE_VMSA: { SUPDATE: 'SUPDATE' },
  SEND_FINISH: { SUPDATE: 'SENT' },
  SEND_CANCEL: { SUPDATE: 'RUNNING' },
  RECEIVE_START: { UNINIT: 'RUPDATE' },
  RECEIVE_UPDATE_DATA: { RUPDATE: 'RUPDATE' },
  RECEIVE_UPDATE_VMSA: { RUPDATE: 'RUPDATE' },
  RECEIVE_FINISH: { RUPDATE: 'RUNNING' },
  ACTIVATE: BOUND,
  DEACTIVATE: BOUND,
  GUEST_STATUS: { ...BOUND, SENT: 'SENT' },
  DECOMMISSION: { LUPDATE: 'UNINIT', LSECRET: 'UNINIT', RUNNING: 'UNINIT', SUPDATE: 'UNINIT', RUPDATE: 'UNINIT', SENT: 'UNINIT' },
};

/** Next state of a guest context; undefined means INVALID_GUEST_STATE (INVALID_GUEST where no context exists). */
export function guestTransition(state: GuestState, command: GuestCommand): GuestState | undefined {
  return TABLE[command][state];
}

/** Pre-copy relies on SUPDATE guests running; after SEND_FINISH the guest never runs here again (no clones). */
export function mayEnterVcpu(state: GuestState): boolean {
  return state === 'RUNNING' || state === 'SUPDATE';
}
