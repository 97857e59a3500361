/** WORKING means that at least one guest context exists. Source: SEV API, platform states. */
export const PLATFORM_STATE = { UNINIT: 0, INIT: 1, WORKING: 2 } as const;
export type PlatformState = keyof typeof PLATFORM_STATE;

export type PlatformCommand =
  | 'INIT' | 'SHUTDOWN' | 'PLATFORM_RESET' | 'PLATFORM_STATUS' | 'GET_ID' | 'DOWNLOAD_FIRMWARE'
  | 'PEK_GEN' | 'PEK_CSR' | 'PEK_CERT_IMPORT' | 'PDH_GEN' | 'PDH_CERT_EXPORT' | 'DF_FLUSH'
  | 'LAUNCH_START' | 'RECEIVE_START';

type Row = Readonly<Partial<Record<PlatformState, PlatformState>>>;
const EVERYWHERE: Row = { UNINIT: 'UNINIT', INIT: 'INIT', WORKING: 'WORKING' };
const UNINIT_ONLY: Row = { UNINIT: 'UNINIT' };
const INIT_ONLY: Row = { INIT: 'INIT' };
const INITIALISED: Row = { INIT: 'INIT', WORKING: 'WORKING' };
const CREATES_GUEST: Row = { INIT: 'WORKING', WORKING: 'WORKING' };

/**
 * The command lists per state of SEV API 0.17. AMD's published Genoa firmware (AMD-ASPFW, sev_plat.c, sev_mcmd.c) is
 * laxer in two cells, SHUTDOWN in UNINIT and PEK_CSR in WORKING; the API's table is kept.
 */
const TABLE: Readonly<Record<PlatformCommand, Row>> = {
  INIT: { UNINIT: 'INIT' },
  SHUTDOWN: { INIT: 'UNINIT', WORKING: 'UNINIT' },
  PLATFORM_RESET: UNINIT_ONLY,
  PLATFORM_STATUS: EVERYWHERE,
  GET_ID: EVERYWHERE,
  DOWNLOAD_FIRMWARE: UNINIT_ONLY,
  PEK_GEN: INIT_ONLY,
  PEK_CSR: INIT_ONLY,
  PEK_CERT_IMPORT: INIT_ONLY,
  PDH_GEN: INITIALISED,
  PDH_CERT_EXPORT: INITIALISED,
  DF_FLUSH: INITIALISED,
  LAUNCH_START: CREATES_GUEST,
  RECEIVE_START: CREATES_GUEST,
};

/** Next platform state; undefined means INVALID_PLATFORM_STATE. DECOMMISSION of the last guest is the firmware's own step. */
export function platformTransition(state: PlatformState, command: PlatformCommand): PlatformState | undefined {
  return TABLE[command][state];
}
