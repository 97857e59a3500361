import type { PageIndex, SimNs } from '../../base/units';
import type { EngineConfig } from '../config';
import { setRange } from '../memory/bitRange';
import type { PagePlanes } from '../memory/pagePlanes';
import type { WriteTarget } from '../memory/writtenPages';
import { isLargeGuest, sliceNs } from '../time/sliceGrid';
import type { Conversions } from './conversions';
import { GuestClock } from './guestClock';
import { createPattern } from './workload/createPattern';
import { Saturation } from './workload/saturation';
import type { WritePattern } from './workload/writePattern';

export interface GuestState {
  /** Writes and conversions are carried out up to here. */
  writtenNs: SimNs;
  writes: number;
  runningNs: SimNs;
  /** Its kernel runs: not switched off, not in a boot. */
  up: boolean;
}

/** What a guest does besides writing, and who must know that it wrote. */
export interface GuestParts {
  readonly conversions?: Conversions;
  /** Called after writes at the source: with pinning on demand a first write pins. */
  readonly afterWrites?: (atNs: SimNs) => void;
  /** Called before whole pages [first, end) are written anew. */
  readonly onRewrite?: (first: PageIndex, end: PageIndex) => void;
}

/**
 * The guest's vCPUs: carries out writes and conversions in slices. Slices end at a grid that the scenario alone fixes, and
 * wherever the host looks at the log (sync, chunk clear, stop, actions): `writeUntil` is called there and nowhere else.
 */
export class Guest {
  readonly state: GuestState = { writtenNs: 0, writes: 0, runningNs: 0, up: true };
  readonly clock: GuestClock;
  private readonly pattern: WritePattern;
  private readonly saturation: Saturation;
  private readonly planes: PagePlanes;
  /** Where writes are noted: at the source in `dirty` and `stale`; at a post-copy destination they only touch. */
  private target: WriteTarget;
  private readonly config: EngineConfig;
  private readonly parts: GuestParts;
  /** Length of a slice in a large guest, else 0. */
  private readonly largeSliceNs: SimNs;

  constructor(config: EngineConfig, planes: PagePlanes, parts: GuestParts = {}) {
    this.config = config;
    this.parts = parts;
    this.planes = planes;
    this.target = planes.written;
    this.clock = new GuestClock(config.workload);
    this.largeSliceNs = isLargeGuest(config.guest.pages) ? sliceNs(config) : 0;
    this.pattern = createPattern(config.workload, config.seed);
    this.saturation = new Saturation(config.workload);
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
    if (this.isAtSource) this.parts.afterWrites?.(atNs);
  }

  /**
   * Before a chunk of the log is cleared. In a large guest only if half a slice has passed: the few writes of a chunk before its
   * clear then count as after it, 0.4 % of a pass's at most.
   */
  writeBeforeClear(atNs: SimNs): void {
    if (this.largeSliceNs === 0 || atNs - this.state.writtenNs > this.largeSliceNs / 2) this.writeUntil(atNs);
  }

  /** Nothing that it does from here on changes a page, until somebody else does. */
  get isWithoutEffect(): boolean {
    const { clock, parts, config } = this;
    if (!clock.state.running) return true;
    if (!this.isAtSource) return false;
    if (parts.conversions !== undefined && config.workload.conversionsPerSecond > 0) return false;
    return this.saturation.isReached(this.planes.written);
  }

  stop(atNs: SimNs): void {
    this.writeUntil(atNs);
    this.clock.run(this.notBefore(atNs), false);
  }

  /** The vCPUs run again; the workload with them, if the kernel is up. */
  resume(atNs: SimNs): void {
    this.writeUntil(atNs);
    this.clock.run(this.notBefore(atNs), this.state.up);
  }

  /** Switched off, or reset: the workload is gone, and what its drivers held. */
  goDown(atNs: SimNs): void {
    this.stop(atNs);
    this.state.up = false;
    this.parts.conversions?.reset();
  }

  /** The kernel is up and starts the workload. */
  comeUp(atNs: SimNs): void {
    this.state.up = true;
    this.resume(atNs);
  }

  /** The guest runs at the host that it was moved to, since `atNs`; after post-copy it does so already. */
  goOnAtDestination(atNs: SimNs): void {
    const { state, clock } = this;
    this.stayAtSource();
    if (clock.state.running) return;
    clock.run(atNs, state.up);
    if (state.up) state.runningNs += Math.max(0, state.writtenNs - atNs);
    state.writtenNs = Math.max(state.writtenNs, atNs);
  }

  /** Firmware or kernel write pages [first, end) anew. */
  rewrite(first: PageIndex, end: PageIndex): void {
    this.parts.onRewrite?.(first, end);
    setRange(this.target.dirty, first, end);
    setRange(this.target.stale, first, end);
  }

  /** The guest goes on at a post-copy destination: what it writes is its own copy, and only shows which pages it needs. */
  resumeAtDestination(atNs: SimNs): void {
    this.followToDestination();
    this.resume(atNs);
  }

  /** After a checkpoint of a guest that had moved. */
  followToDestination(): void {
    this.target = { dirty: this.planes.dirty, stale: this.planes.dirty };
  }

  stayAtSource(): void {
    this.target = this.planes.written;
  }

  throttle(atNs: SimNs, percent: number): void {
    this.writeUntil(atNs);
    this.clock.throttle(this.notBefore(atNs), percent);
  }

  /** An action can come while the host's thread is ahead of it, in a synchronisation: what is written stays written. */
  private notBefore(atNs: SimNs): SimNs {
    return Math.max(atNs, this.state.writtenNs);
  }

  private get isAtSource(): boolean {
    return this.target === this.planes.written;
  }

  private passTime(ns: number): void {
    this.state.runningNs += ns;
    const always = this.config.workload.alwaysDirtyPage;
    if (always !== undefined) this.touch(always);
    if (this.isAtSource) this.parts.conversions?.run(Math.floor((this.state.runningNs * this.config.workload.conversionsPerSecond) / 1e9));
  }

  private touch(page: number): void {
    const bit = 1 << (page & 31);
    this.target.dirty[page >>> 5]! |= bit;
    this.target.stale[page >>> 5]! |= bit;
  }
}
