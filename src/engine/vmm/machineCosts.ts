import type { EngineConfig } from '../config';

/** What QEMU's own work costs on the host, apart from link, firmware and helper. Integer ns. */
export interface MachineCosts {
  /** Finding and testing a zero page, and writing its 9-byte record. */
  readonly zeroPageNs: number;
  /** Finding a page, copying its header, its share of the socket write. */
  readonly normalPageNs: number;
  /** One bitmap synchronisation: fixed part, and per GiB of guest. */
  readonly syncNs: number;
  readonly syncPerGibNs: number;
  /** From `migrate` to the thread, and from there to the first synchronisation. */
  readonly connectNs: number;
  readonly setupNs: number;
  /** Stopping and device state, for an idle guest; what a busy one adds. */
  readonly stopNs: number;
  readonly stopBusyNs: number;
  /** Loading the device state at the destination. */
  readonly loadNs: number;
  /** A timed wait ends late by this much. */
  readonly timerSlackNs: number;
}

/** The machine of the recordings, fitted on the public ones only: docs/model/measured-constants.md. */
const RECORDED_TCG: MachineCosts = {
  zeroPageNs: 200, normalPageNs: 1800, syncNs: 0, syncPerGibNs: 0, connectNs: 700e3, setupNs: 800e3,
  stopNs: 600e3, stopBusyNs: 900e3, loadNs: 600e3, timerSlackNs: 50e3,
};

/**
 * A current server with KVM [estimates]: a page found and copied to the socket at 13 GB/s, the log of a GiB read and merged
 * in 20 us, device state of a server guest loaded in 2 ms.
 */
const SERVER_KVM: MachineCosts = {
  zeroPageNs: 150, normalPageNs: 300, syncNs: 50e3, syncPerGibNs: 20e3, connectNs: 700e3, setupNs: 800e3,
  stopNs: 600e3, stopBusyNs: 0, loadNs: 2000e3, timerSlackNs: 50e3,
};

/** The recordings ran under TCG; every other scenario is a server with KVM. */
export function machineCostsOf(config: EngineConfig): MachineCosts {
  return { ...(config.vmm.accel === 'tcg' ? RECORDED_TCG : SERVER_KVM), ...config.vmm.machine };
}
