import type { PageIndex } from '../../base/units';
import type { PagePlanes } from '../memory/pagePlanes';
import { STREAMS, streamKey } from '../time/random';
import { HIGH_RAM_FIRST } from './kernel/guestLayout';
import type { PageStatusLife } from './pageStatusLife';
import { drawnPage, scatterWrites } from './workload/scatterWrites';

/** Pages that a guest has turned over and not turned back at any time: 4 MiB of buffers of its drivers [choice]. */
const OUTSTANDING_PAGES = 1024;
/** Buffers of drivers come from where 32-bit devices reach: 4 GiB [choice]. */
const DEVICE_REACH_PAGES = 1 << 20;

export interface ConversionState {
  done: number;
  /** Conversions of this boot are counted from here. */
  bootDone: number;
  /** Pages taken so far: the index of the next draw. */
  takes: number;
  /** Pages turned over, oldest first. */
  outstanding: PageIndex[];
}

/**
 * The workload's conversions: the guest takes a random page of RAM that devices reach, turns it over, and gives it back as many conversions
 * later as keep OUTSTANDING_PAGES in use: takes and returns alternate. Each is announced, and the page is initialised anew: a status
 * change is a write (confidential-migration.md 2.7). A page that comes and goes between two looks is only written.
 */
export class Conversions {
  readonly state: ConversionState = { done: 0, bootDone: 0, takes: 0, outstanding: [] };
  private readonly status: PageStatusLife;
  private readonly planes: PagePlanes;
  private readonly keys: { readonly draw: number; readonly mask: number };
  private readonly onRewrite: ((first: PageIndex, end: PageIndex) => void) | undefined;

  /** @param onRewrite called before a page that was turned over is initialised anew */
  constructor(seed: number, planes: PagePlanes, status: PageStatusLife, onRewrite?: (first: PageIndex, end: PageIndex) => void) {
    this.onRewrite = onRewrite;
    this.status = status;
    this.planes = planes;
    const draw = streamKey(seed, STREAMS.conversions);
    this.keys = { draw, mask: draw ^ 0x5bd1e995 };
  }

  /** Carries out all conversions before number `due`. */
  run(due: number): void {
    const { state, planes } = this;
    if (due <= state.done) return;
    const takes = takesBefore(due - state.bootDone) - takesBefore(state.done - state.bootDone);
    const returns = due - state.done - takes;
    state.done = due;
    const kept = state.outstanding.length;
    for (const page of state.outstanding.splice(0, returns)) this.turnOver(page);
    const passing = Math.max(0, returns - kept);
    const range = { first: HIGH_RAM_FIRST, pages: Math.min(planes.pages - HIGH_RAM_FIRST, DEVICE_REACH_PAGES) };
    scatterWrites(planes, range, this.keys, state.takes, state.takes + passing);
    for (let take = state.takes + passing; take < state.takes + takes; take++) {
      const page = drawnPage(range, this.keys.draw, take);
      this.turnOver(page);
      state.outstanding.push(page);
    }
    state.takes += takes;
  }

  /** The guest restarts: its drivers hold nothing any more. */
  reset(): void {
    this.state.outstanding = [];
    this.state.bootDone = this.state.done;
  }

  /** Memory from page `first` on goes: what drivers hold there they give back. */
  forgetFrom(first: PageIndex): void {
    this.state.outstanding = this.state.outstanding.filter((page) => page < first);
  }

  private turnOver(page: PageIndex): void {
    const { dirty, stale } = this.planes;
    this.status.turnOver(page);
    this.onRewrite?.(page, page + 1);
    const bit = 1 << (page & 31);
    dirty[page >>> 5]! |= bit;
    stale[page >>> 5]! |= bit;
  }
}

/** Takes among the first `conversions`: all until enough are out, then every second, a return first. */
function takesBefore(conversions: number): number {
  if (conversions <= OUTSTANDING_PAGES) return conversions;
  return OUTSTANDING_PAGES + Math.floor((conversions - OUTSTANDING_PAGES) / 2);
}
