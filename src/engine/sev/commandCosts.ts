import type { SimNs } from '../../base/units';
import { NS_PER_MS, NS_PER_US } from '../../base/units';

export interface CommandCost {
  readonly ns: SimNs;
  /** True where no figure was published; the screen says so. */
  readonly estimate: boolean;
  readonly source: string;
}

export type CostedCommand =
  | 'INIT' | 'LAUNCH_START' | 'LAUNCH_MEASURE' | 'LAUNCH_FINISH' | 'LAUNCH_UPDATE_DATA'
  | 'SEND_START' | 'SEND_UPDATE_DATA' | 'SEND_FINISH' | 'SEND_CANCEL'
  | 'RECEIVE_START' | 'RECEIVE_UPDATE_DATA' | 'RECEIVE_FINISH'
  | 'ACTIVATE' | 'DEACTIVATE' | 'DECOMMISSION' | 'FLUSH_ASIDS' | 'GUEST_STATUS' | 'LENGTH_QUERY' | 'DBG_DECRYPT' | 'DBG_ENCRYPT';

export type CommandCosts = Readonly<Record<CostedCommand, CommandCost>>;

/** ~8 mbps of query-migrate: 1.0e6 B/s, 244.14 pages/s. Source: thread 000, Singh, 24 April 2019. */
export const PSP_PAGE_NS_2019: SimNs = 4_096_000;
/** 350 to 450 pages/s. Source: AMDESE/qemu sev_live_migration_v4, commit on the default downtime. */
export const PSP_PAGE_NS_2021: SimNs = 2_500_000;
/** One mailbox round trip without the work: tens of microseconds, an estimate. */
export const MAILBOX_ROUND_TRIP_NS: SimNs = 30 * NS_PER_US;

const estimate = (ns: SimNs, reason: string): CommandCost => ({ ns, estimate: true, source: `no public figure: ${reason}` });

/**
 * Time of each firmware command once it is its turn, for one 4 KiB block where it handles data.
 * @param pspPageNs the field `psp-page-time`.
 */
export function commandCosts(pspPageNs: SimNs): CommandCosts {
  const certificates = estimate(50 * NS_PER_MS, 'certificate checks and ECDH on a small core');
  const finish = estimate(5 * NS_PER_MS, 'key erasure');
  const binding = estimate(NS_PER_MS, 'key slot of the memory controllers');
  const trivial = estimate(0.1 * NS_PER_MS, 'no data, no key');
  const block = estimate(pspPageNs, 'taken as equal to SEND_UPDATE_DATA');
  return {
    INIT: estimate(50 * NS_PER_MS, 'key derivation'),
    LAUNCH_START: certificates,
    LAUNCH_MEASURE: finish,
    LAUNCH_FINISH: finish,
    LAUNCH_UPDATE_DATA: block,
    SEND_START: certificates,
    SEND_UPDATE_DATA: { ns: pspPageNs, estimate: false, source: 'psp-page-time: 4.096 ms in thread 000, 2.2 to 2.9 ms in AMDESE/qemu 2021' },
    SEND_FINISH: finish,
    SEND_CANCEL: estimate(2 * NS_PER_MS, 'key erasure'),
    RECEIVE_START: certificates,
    RECEIVE_UPDATE_DATA: block,
    RECEIVE_FINISH: finish,
    ACTIVATE: binding,
    DEACTIVATE: binding,
    DECOMMISSION: binding,
    FLUSH_ASIDS: estimate(20 * NS_PER_MS, 'WBINVD on all CPUs and DF_FLUSH'),
    GUEST_STATUS: trivial,
    LENGTH_QUERY: trivial,
    DBG_DECRYPT: block,
    DBG_ENCRYPT: block,
  };
}
