/**
 * What QEMU's own work costs on the host, apart from link, firmware and helper. Integer ns.
 * How each was found: docs/model/measured-constants.md.
 */
export interface MachineCosts {
  /** Finding and testing a zero page, and writing its 9-byte record. */
  readonly zeroPageNs: number;
  /** Finding a page and handing it to the socket. */
  readonly normalPageNs: number;
  /** One bitmap synchronisation: fixed part, and per GiB of guest. */
  readonly syncNs: number;
  readonly syncPerGibNs: number;
  /** From `migrate` to the first page: connect and setup. */
  readonly connectNs: number;
  readonly setupNs: number;
  /** Stopping the vCPUs, then device state and its description, at the end. */
  readonly stopNs: number;
  readonly deviceStateNs: number;
  /** A timed wait ends late by this much. */
  readonly timerSlackNs: number;
}

/** The recordings' machine: both QEMUs under TCG on one core, TCP on the loopback. Fitted on the public traces only. */
export const RECORDED_TCG: MachineCosts = {
  zeroPageNs: 200, normalPageNs: 2500, syncNs: 100e3, syncPerGibNs: 50e3,
  connectNs: 800e3, setupNs: 900e3, stopNs: 300e3, deviceStateNs: 500e3, timerSlackNs: 50e3,
};

/** A current server with KVM [estimates: a single TCP stream of about 40 Gbit/s per core, log reads of 6 GiB of bitmap/s]. */
export const SERVER_KVM: MachineCosts = {
  zeroPageNs: 150, normalPageNs: 800, syncNs: 50e3, syncPerGibNs: 20e3,
  connectNs: 800e3, setupNs: 1000e3, stopNs: 300e3, deviceStateNs: 2000e3, timerSlackNs: 50e3,
};
