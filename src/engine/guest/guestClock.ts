import type { SimNs } from '../../base/units';
import type { WorkloadConfig } from '../config';

/** vCPUs run 10 ms and sleep 10 ms * p / (1 - p). Source: QEMU system/cpu-throttle.c, CPU_THROTTLE_TIMESLICE_NS. */
const THROTTLE_RUN_NS = 10e6;

export interface GuestClockState {
  /** Writes done up to `sinceNs`; from there they come at the workload's rate while the guest runs. */
  writes: number;
  sinceNs: SimNs;
  throttlePercent: number;
  /** A tick of the throttle's timer: all vCPUs sleep from here, then run, again and again. May lie up to one run ahead. */
  tickNs: SimNs;
  running: boolean;
}

/** How many writes the guest has done by a moment: its rate, its bursts, its throttle, its stops. */
export class GuestClock {
  readonly state: GuestClockState = { writes: 0, sinceNs: 0, throttlePercent: 0, tickNs: 0, running: true };
  private readonly workload: WorkloadConfig;

  constructor(workload: WorkloadConfig) {
    this.workload = workload;
  }

  /** Writes done by `atNs`, an integer; `atNs` is not before the last change of throttle or of running. */
  writesAt(atNs: SimNs): number {
    return Math.floor(this.exactWritesAt(atNs));
  }

  /**
   * Sets the auto-converge throttle from `atNs` on; 0 removes it. The first step sends the vCPUs to sleep at once; a later one
   * holds from the timer's next tick. Source: cpu_throttle_set, cpu_throttle_timer_tick.
   */
  throttle(atNs: SimNs, percent: number): void {
    this.settle(atNs);
    const { state } = this;
    if (state.throttlePercent === 0) state.tickNs = atNs;
    else state.tickNs += Math.ceil((atNs - state.tickNs) / this.periodNs) * this.periodNs;
    state.throttlePercent = percent;
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
    const { writes, sinceNs, running } = this.state;
    if (!running) return writes;
    return writes + ((this.activeUntil(atNs) - this.activeUntil(sinceNs)) * this.workload.writesPerSecond) / 1e9;
  }

  private get sleepNs(): SimNs {
    const share = this.state.throttlePercent / 100;
    return share === 0 ? 0 : Math.floor((THROTTLE_RUN_NS * share) / (1 - share)) + 1;
  }

  private get periodNs(): SimNs {
    return THROTTLE_RUN_NS + this.sleepNs;
  }

  /** Time in which the guest writes, from an origin of no matter. */
  private activeUntil(atNs: SimNs): SimNs {
    if (this.workload.kind === 'burst') return this.burstUntil(atNs) * this.dutyCycle;
    return this.state.throttlePercent === 0 ? atNs : this.throttledUntil(atNs);
  }

  /** A guest that catches up makes good for the sleep as it wakes, as far as it can. */
  private throttledUntil(atNs: SimNs): SimNs {
    const { sleepNs, periodNs } = this;
    const caughtUp = Math.min(sleepNs, this.workload.catchUpNs);
    const since = atNs - this.state.tickNs;
    const cycles = Math.floor(since / periodNs);
    const inCycle = since - cycles * periodNs;
    return cycles * (THROTTLE_RUN_NS + caughtUp) + (inCycle < sleepNs ? 0 : inCycle - sleepNs + caughtUp);
  }

  /** Bursts and throttle together: the throttle's mean stands for its slices, which are far shorter [simplification]. */
  private get dutyCycle(): number {
    const { sleepNs } = this;
    return (THROTTLE_RUN_NS + Math.min(sleepNs, this.workload.catchUpNs)) / (THROTTLE_RUN_NS + sleepNs);
  }

  private burstUntil(atNs: SimNs): SimNs {
    const { burstOnNs, burstOffNs, burstPhaseNs } = this.workload;
    const period = burstOnNs + burstOffNs;
    const phased = atNs + (burstPhaseNs ?? 0);
    return Math.floor(phased / period) * burstOnNs + Math.min(phased % period, burstOnNs);
  }
}
