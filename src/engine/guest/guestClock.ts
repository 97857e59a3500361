import type { SimNs } from '../../base/units';
import type { WorkloadConfig } from '../config';

/** vCPUs run 10 ms and sleep 10 ms * p / (1 - p). Source: QEMU system/cpu-throttle.c, CPU_THROTTLE_TIMESLICE_NS. */
const THROTTLE_RUN_NS = 10e6;

export interface GuestClockState {
  /** Writes done up to `sinceNs`; from there they come at `rate` while the guest runs. */
  writes: number;
  sinceNs: SimNs;
  throttlePercent: number;
  running: boolean;
}

/** How many writes the guest has done by a moment: its rate, its bursts, its throttle, its stops. */
export class GuestClock {
  readonly state: GuestClockState = { writes: 0, sinceNs: 0, throttlePercent: 0, running: true };
  private readonly workload: WorkloadConfig;

  constructor(workload: WorkloadConfig) {
    this.workload = workload;
  }

  /** Writes done by `atNs`, an integer; `atNs` is not before the last change of throttle or of running. */
  writesAt(atNs: SimNs): number {
    const { writes, sinceNs, running, throttlePercent } = this.state;
    if (!running) return Math.floor(writes);
    const active = this.activeUntil(atNs) - this.activeUntil(sinceNs);
    return Math.floor(writes + (active * this.workload.writesPerSecond * this.dutyCycle(throttlePercent)) / 1e9);
  }

  /** Sets the auto-converge throttle from `atNs` on; 0 removes it. */
  throttle(atNs: SimNs, percent: number): void {
    this.settle(atNs);
    this.state.throttlePercent = percent;
  }

  run(atNs: SimNs, running: boolean): void {
    this.settle(atNs);
    this.state.running = running;
  }

  private settle(atNs: SimNs): void {
    this.state.writes = this.exactWritesAt(atNs);
    this.state.sinceNs = atNs;
  }

  private exactWritesAt(atNs: SimNs): number {
    const { writes, sinceNs, running, throttlePercent } = this.state;
    if (!running) return writes;
    const active = this.activeUntil(atNs) - this.activeUntil(sinceNs);
    return writes + (active * this.workload.writesPerSecond * this.dutyCycle(throttlePercent)) / 1e9;
  }

  /** A guest that catches up loses only what a stop exceeds that by. */
  private dutyCycle(percent: number): number {
    if (percent === 0) return 1;
    const share = percent / 100;
    const sleep = (THROTTLE_RUN_NS * share) / (1 - share);
    return (THROTTLE_RUN_NS + Math.min(sleep, this.workload.catchUpNs)) / (THROTTLE_RUN_NS + sleep);
  }

  private activeUntil(atNs: SimNs): SimNs {
    if (this.workload.kind !== 'burst') return atNs;
    const { burstOnNs, burstOffNs, burstPhaseNs } = this.workload;
    const period = burstOnNs + burstOffNs;
    const phased = atNs + (burstPhaseNs ?? 0);
    return Math.floor(phased / period) * burstOnNs + Math.min(phased % period, burstOnNs);
  }
}
