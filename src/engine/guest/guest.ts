import type { SimNs } from '../../base/units';
import type { EngineConfig } from '../config';
import type { PagePlanes } from '../memory/pagePlanes';
import { asFraction, drawAt, STREAMS, streamKey } from '../time/random';
import { isLargeGuest, sliceNs } from '../time/sliceGrid';
import { GuestClock } from './guestClock';
import { createPattern } from './workload/createPattern';
import type { WritePattern } from './workload/writePattern';

export interface GuestState {
  /** Writes and conversions are carried out up to here. */
  writtenNs: SimNs;
  writes: number;
  conversions: number;
  runningNs: SimNs;
}

/**
 * The guest's vCPUs: carries out writes and conversions in slices. Slices end at a grid that the scenario alone fixes, and
 * wherever the host looks at the log (sync, chunk clear, stop, actions): `writeUntil` is called there and nowhere else.
 */
export class Guest {
  readonly state: GuestState = { writtenNs: 0, writes: 0, conversions: 0, runningNs: 0 };
  readonly clock: GuestClock;
  private readonly pattern: WritePattern;
  private readonly conversionKey: number;
  private readonly planes: PagePlanes;
  /** Where writes are noted: at the source in `dirty` and `stale`; at a post-copy destination they only touch. */
  private target: PagePlanes;
  private readonly config: EngineConfig;
  /** Length of a slice in a large guest, else 0. */
  private readonly largeSliceNs: SimNs;

  constructor(config: EngineConfig, planes: PagePlanes) {
    this.config = config;
    this.planes = planes;
    this.target = planes;
    this.clock = new GuestClock(config.workload);
    this.largeSliceNs = isLargeGuest(config.guest.pages) ? sliceNs(config) : 0;
    this.pattern = createPattern(config.workload, config.seed);
    this.conversionKey = streamKey(config.seed, STREAMS.conversions);
  }

  /** Brings memory up to `atNs`. */
  writeUntil(atNs: SimNs): void {
    const { state } = this;
    if (atNs <= state.writtenNs) return;
    const writes = this.clock.writesAt(atNs);
    if (writes > state.writes) {
      this.pattern.write(this.target, state.writes, writes);
      state.writes = writes;
    }
    if (this.clock.state.running) this.passTime(atNs - state.writtenNs);
    state.writtenNs = atNs;
  }

  /**
   * Before a chunk of the log is cleared. In a large guest only if half a slice has passed: the few writes of a chunk before its
   * clear then count as after it, 0.4 % of a pass's at most.
   */
  writeBeforeClear(atNs: SimNs): void {
    if (this.largeSliceNs === 0 || atNs - this.state.writtenNs > this.largeSliceNs / 2) this.writeUntil(atNs);
  }

  stop(atNs: SimNs): void {
    this.writeUntil(atNs);
    this.clock.run(this.notBefore(atNs), false);
  }

  resume(atNs: SimNs): void {
    this.writeUntil(atNs);
    this.clock.run(this.notBefore(atNs), true);
  }

  /** The guest goes on at a post-copy destination: what it writes is its own copy, and only shows which pages it needs. */
  resumeAtDestination(atNs: SimNs): void {
    this.followToDestination();
    this.resume(atNs);
  }

  /** After a checkpoint of a guest that had moved. */
  followToDestination(): void {
    this.target = { ...this.planes, stale: this.planes.dirty };
  }

  stayAtSource(): void {
    this.target = this.planes;
  }

  throttle(atNs: SimNs, percent: number): void {
    this.writeUntil(atNs);
    this.clock.throttle(this.notBefore(atNs), percent);
  }

  /** An action can come while the host's thread is ahead of it, in a synchronisation: what is written stays written. */
  private notBefore(atNs: SimNs): SimNs {
    return Math.max(atNs, this.state.writtenNs);
  }

  private passTime(ns: number): void {
    this.state.runningNs += ns;
    const always = this.config.workload.alwaysDirtyPage;
    if (always !== undefined) this.touch(always);
    const due = Math.floor((this.state.runningNs * this.config.workload.conversionsPerSecond) / 1e9);
    for (; this.state.conversions < due; this.state.conversions++) this.convert(this.state.conversions);
  }

  private touch(page: number): void {
    const bit = 1 << (page & 31);
    this.target.dirty[page >>> 5]! |= bit;
    this.target.stale[page >>> 5]! |= bit;
  }

  /**
   * The guest turns one page over, announces it and initialises it anew: a status change is a write
   * (confidential-migration.md 2.7: what was in the page before is lost at the announcement).
   */
  private convert(index: number): void {
    const { privateTruth, privateBelief, privateAtDestination, toSend, pages } = this.planes;
    if (privateTruth === undefined || privateBelief === undefined) return;
    const page = Math.floor(asFraction(drawAt(this.conversionKey, index)) * pages);
    const bit = 1 << (page & 31);
    privateTruth[page >>> 5]! ^= bit;
    privateBelief[page >>> 5]! ^= bit;
    if (this.target !== this.planes && privateAtDestination !== undefined) privateAtDestination[page >>> 5]! ^= bit & ~toSend[page >>> 5]!;
    this.touch(page);
  }
}
