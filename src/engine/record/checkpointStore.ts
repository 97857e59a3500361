import type { Bytes, SimNs } from '../../base/units';
import type { Simulation } from '../simulation';
import { captureCheckpoint, type Checkpoint } from './checkpoint';

/** Work between the first checkpoints, in page events: about 20 ms, or half a pass over a large guest. */
const FIRST_SPACING = 4e6;
/** More than this do not make a seek faster. */
const MOST_CHECKPOINTS = 64;

/** Checkpoints at even distances of work within a budget; when it is spent every second goes and the distance doubles. */
export class CheckpointStore {
  readonly checkpoints: Checkpoint[] = [];
  private spacing: number;
  private nextWork: number;
  private bytes: Bytes = 0;
  private readonly budgetBytes: Bytes;

  constructor(pages: number, budgetBytes: Bytes) {
    this.spacing = Math.max(FIRST_SPACING, pages / 2);
    this.nextWork = this.spacing;
    this.budgetBytes = budgetBytes;
  }

  /** Takes a checkpoint when enough work was done since the last one and the budget has room. */
  offer(simulation: Simulation, work: number): void {
    if (this.budgetBytes === 0 || work < this.nextWork) return;
    this.nextWork = work + this.spacing;
    const checkpoint = captureCheckpoint(simulation);
    if (checkpoint.byteLength > this.budgetBytes) return;
    while (this.bytes + checkpoint.byteLength > this.budgetBytes || this.checkpoints.length >= MOST_CHECKPOINTS) this.thin();
    this.checkpoints.push(checkpoint);
    this.bytes += checkpoint.byteLength;
  }

  /** The latest checkpoint at or before `atNs`. */
  before(atNs: SimNs): Checkpoint | undefined {
    return this.checkpoints.findLast((checkpoint) => checkpoint.atNs <= atNs);
  }

  get byteLength(): Bytes {
    return this.bytes;
  }

  private thin(): void {
    const kept = this.checkpoints.filter((_, i) => i % 2 === 1);
    this.checkpoints.splice(0, this.checkpoints.length, ...kept);
    this.bytes = kept.reduce((sum, checkpoint) => sum + checkpoint.byteLength, 0);
    this.spacing *= 2;
  }
}
