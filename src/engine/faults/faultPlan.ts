import type { PageIndex, SimNs } from '../../base/units';
import { asFraction, drawAt, STREAMS, streamKey } from '../time/random';

/** A fault that the script has armed and that has not happened yet, or that lasts. */
export interface ArmedFault {
  readonly id: string;
  readonly atNs: SimNs;
  readonly target?: string;
  /** Where it will strike, for a fault of one page that waits for its moment. */
  readonly page?: PageIndex;
}

export interface FaultPlanState {
  armed: ArmedFault[];
  draws: number;
  /** The first private page of what the sender is at; -1 before. Kept while something is armed. */
  sending: PageIndex;
  /** The page whose pin failed under F-22, -1 before; and whether that was carried out. */
  failedPin: PageIndex;
  isVmDead: boolean;
}

/**
 * The faults of one run. `isArmed` is the one boolean that a part asks in its hot path; all else is asked behind it. It keeps no
 * account of what it did: the oracle finds that in the state of the machine. Draws: STREAMS.faults, in the order of the script.
 */
export class FaultPlan {
  readonly state: FaultPlanState = { armed: [], draws: 0, sending: -1, failedPin: -1, isVmDead: false };
  private readonly key: number;

  constructor(seed: number) {
    this.key = streamKey(seed, STREAMS.faults);
  }

  get isArmed(): boolean {
    return this.state.armed.length > 0;
  }

  arm(fault: ArmedFault): void {
    this.state.armed = [...this.state.armed, fault];
  }

  has(id: string): boolean {
    return this.find(id) !== undefined;
  }

  /** The first armed fault of this number. */
  find(id: string): ArmedFault | undefined {
    return this.state.armed.find((fault) => fault.id === id);
  }

  /** A fault that happens once: the first armed of this number, which is armed no more. */
  take(id: string): ArmedFault | undefined {
    const taken = this.find(id);
    if (taken !== undefined) this.state.armed = this.state.armed.filter((fault) => fault !== taken);
    return taken;
  }

  /** A number in [0, 1). */
  draw(): number {
    return asFraction(drawAt(this.key, this.state.draws++));
  }
}
