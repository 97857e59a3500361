import type { PageIndex } from '../../base/units';
import type { Plane } from './pagePlanes';

/** Words of a region, 1 GiB of guest: its two planes stay in a core's cache while many slices of writes are carried out on them. */
const REGION_WORDS = 8192;
/** More slices than this do not make a region's turn cheaper. */
const MOST_LATE = 64;

/** Writes of one slice which can be carried out region by region: those to pages [first, end), which are whole regions. */
export interface LateWrites {
  carryOut(first: PageIndex, end: PageIndex, target: WriteTarget): void;
}

/** Where the guest's writes are noted. */
export interface WriteTarget {
  readonly dirty: Plane;
  readonly stale: Plane;
  /** Takes writes that it carries out before anybody looks at their pages. */
  later?(writes: LateWrites): void;
}

/**
 * The two planes that guest writes touch. Writes all over a large guest wait until somebody looks at their region: then those of all
 * slices since the last look are carried out at once. They only set bits, and nobody sees or clears a bit without a look, so their
 * order does not matter; but a slice of a 192 GiB guest alone drives 12 MB through the cache.
 */
export class WrittenPages implements WriteTarget {
  /** As last looked at. */
  dirty: Plane;
  stale: Plane;
  private late: LateWrites[] = [];
  /** How many of `late` each region has had. */
  private readonly carriedOut: Int32Array;

  constructor(dirty: Plane, stale: Plane) {
    this.dirty = dirty;
    this.stale = stale;
    this.carriedOut = new Int32Array(Math.ceil(dirty.length / REGION_WORDS));
  }

  later(writes: LateWrites): void {
    this.late.push(writes);
    if (this.late.length === MOST_LATE) this.all();
  }

  /** Both planes, as they are around `word`. */
  at(word: number): this {
    if (this.late.length > 0) this.carryOut((word / REGION_WORDS) | 0);
    return this;
  }

  /** Both planes, as they are in words [from, to). */
  between(from: number, to: number): this {
    for (let word = from; word < to; word += REGION_WORDS) this.at(word);
    return this.at(to - 1);
  }

  /** Both planes, as they are. */
  all(): this {
    if (this.late.length === 0) return this;
    for (let region = 0; region < this.carriedOut.length; region++) this.carryOut(region);
    this.late = [];
    this.carriedOut.fill(0);
    return this;
  }

  /** What waits is not carried out any more: nobody will look. */
  forget(): void {
    this.late = [];
    this.carriedOut.fill(0);
  }

  private carryOut(region: number): void {
    const { late, carriedOut } = this;
    const first = region * REGION_WORDS * 32;
    for (let i = carriedOut[region]!; i < late.length; i++) late[i]!.carryOut(first, first + REGION_WORDS * 32, this);
    carriedOut[region] = late.length;
  }
}
