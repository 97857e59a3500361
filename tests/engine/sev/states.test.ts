import { describe, expect, it } from 'vitest';
import type { GuestCommand, GuestState } from '../../../src/engine/sev/guestState';
import { GUEST_STATE, guestTransition, mayEnterVcpu } from '../../../src/engine/sev/guestState';
import type { PlatformCommand, PlatformState } from '../../../src/engine/sev/platformState';
import { platformTransition } from '../../../src/engine/sev/platformState';
import { readTable } from './stateTable';

const PLATFORM: readonly PlatformState[] = ['UNINIT', 'INIT', 'WORKING'];
const GUEST: readonly GuestState[] = ['UNINIT', 'LUPDATE', 'LSECRET', 'RUNNING', 'SUPDATE', 'RUPDATE', 'SENT'];

describe('platform state table', () => {
  const rows = readTable(PLATFORM, `
    INIT               INIT    x        x
    SHUTDOWN           x       UNINIT   UNINIT
    PLATFORM_RESET     =       x        x
    PLATFORM_STATUS    =       =        =
    GET_ID             =       =        =
    DOWNLOAD_FIRMWARE  =       x        x
    PEK_GEN            x       =        x
    PEK_CSR            x       =        x
    PEK_CERT_IMPORT    x       =        x
    PDH_GEN            x       =        =
    PDH_CERT_EXPORT    x       =        =
    DF_FLUSH           x       =        =
    LAUNCH_START       x       WORKING  =
    RECEIVE_START      x       WORKING  =`);
  it.each(rows)('$command in $from gives $to', ({ command, from, to }) => {
    expect(platformTransition(from, command as PlatformCommand)).toBe(to);
  });
});

describe('guest state table', () => {
  const rows = readTable(GUEST, `
    LAUNCH_START        LUPDATE x       x       x       x       x       x
    LAUNCH_UPDATE_DATA  x       =       x       x       x       x       x
    LAUNCH_UPDATE_VMSA  x       =       x       x       x       x       x
    LAUNCH_MEASURE      x       LSECRET x       x       x       x       x
    LAUNCH_SECRET       x       x       =       x       x       x       x
    LAUNCH_FINISH       x       x       RUNNING x       x       x       x
    SEND_START          x       x       x       SUPDATE x       x       x
    SEND_UPDATE_DATA    x       x       x       x       =       x       x
    SEND_UPDATE_VMSA    x       x       x       x       =       x       x
    SEND_FINISH         x       x       x       x       SENT    x       x
    SEND_CANCEL         x       x       x       x       RUNNING x       x
    RECEIVE_START       RUPDATE x       x       x       x       x       x
    RECEIVE_UPDATE_DATA x       x       x       x       x       =       x
    RECEIVE_UPDATE_VMSA x       x       x       x       x       =       x
    RECEIVE_FINISH      x       x       x       x       x       RUNNING x
    ACTIVATE            x       =       =       =       =       =       x
    DEACTIVATE          x       =       =       =       =       =       x
    GUEST_STATUS        x       =       =       =       =       =       =
    DECOMMISSION        x       UNINIT  UNINIT  UNINIT  UNINIT  UNINIT  UNINIT`);
  it.each(rows)('$command in $from gives $to', ({ command, from, to }) => {
    expect(guestTransition(from, command as GuestCommand)).toBe(to);
  });

  it('numbers the states as firmware does, not as the kernel document lists them', () => {
    expect(GUEST.map((state) => GUEST_STATE[state])).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(GUEST_STATE.SUPDATE).toBe(4);
  });

  it('lets vCPUs in only while running or being sent', () => {
    expect(GUEST.filter(mayEnterVcpu)).toEqual(['RUNNING', 'SUPDATE']);
  });
});
