import type { SimNs } from '../../base/units';
import type { Simulation } from '../simulation';
import { captureCheckpoint, checkpointBytes, type Checkpoint } from './checkpoint';

/** Work between the first checkpoints, in page events: about 20 ms. */
const FIRST_SPACING = 4e6;

/** Checkpoints at even distances of work, as many as the budget holds; when it is full every second goes and the distance doubles. */
export class CheckpointStore {
  readonly checkpoints: Checkpoint[] = [];
  private spacing = FIRST_SPACING;
  private nextWork = FIRST_SPACING;
  private readonly most: number;

  constructor(simulation: Simulation, budgetBytes: number) {
    this.most = Math.min(256, Math.floor(budgetBytes / checkpointBytes(simulation.planes)));
  }

  /** Takes a checkpoint when enough work was done since the last one. */
  offer(simulation: Simulation, work: number): void {
    if (this.most === 0 || work < this.nextWork) return;
    if (this.checkpoints.length === this.most) this.thin();
    if (this.checkpoints.length < this.most) this.checkpoints.push(captureCheckpoint(simulation));
    this.nextWork = work + this.spacing;
  }

  /** The latest checkpoint at or before `atNs`. */
  before(atNs: SimNs): Checkpoint | undefined {
    return this.checkpoints.findLast((checkpoint) => checkpoint.atNs <= atNs);
  }

  get byteLength(): number {
    return this.checkpoints.reduce((sum, { planes }) => sum + [...planes.values()].reduce((s, plane) => s + plane.byteLength, 0), 0);
  }

  private thin(): void {
    const kept = this.checkpoints.filter((_, i) => i % 2 === 1);
    this.checkpoints.splice(0, this.checkpoints.length, ...kept);
    this.spacing *= 2;
  }
}
