import type { PageIndex } from '../../base/units';
import { testBit } from '../memory/bitRange';
import type { PagePlanes, Plane } from '../memory/pagePlanes';
import type { Simulation } from '../simulation';
import type { GfnName, PageChange } from './frame';

/** State of a POWER guest's frame. */
export function gfnNameOf({ gfnSecure, gfnPagedOut, gfnShared }: PagePlanes, page: PageIndex): GfnName | undefined {
  if (gfnSecure === undefined) return undefined;
  if (testBit(gfnSecure, page)) return 'SECURE';
  if (testBit(gfnPagedOut!, page)) return 'PAGED_OUT';
  return testBit(gfnShared!, page) ? 'SHARED' : 'NORMAL';
}

/** `private` or `shared` by a plane of a guest that has page status. */
export function statusOf(plane: Plane | undefined, page: PageIndex): 'private' | 'shared' | undefined {
  if (plane === undefined) return undefined;
  return testBit(plane, page) ? 'private' : 'shared';
}

export function isPinned({ pinned, regionPinned }: PagePlanes, page: PageIndex): boolean {
  return (pinned !== undefined && testBit(pinned, page)) || (regionPinned !== undefined && testBit(regionPinned, page));
}

/** Watches one page for what is neither write nor send. */
export class PageChanges {
  private readonly page: PageIndex;
  private guest: string | undefined;
  private host: string | undefined;
  private pinned: boolean;
  private gfn: GfnName | undefined;
  /** What a POWER guest's frame began with. */
  readonly first: readonly PageChange[];
  private garbledPages: number;
  private isMoved: boolean;
  private isReplaced: boolean;

  constructor(page: PageIndex, simulation: Simulation) {
    const { planes } = simulation;
    this.page = page;
    this.guest = statusOf(planes.privateTruth, page);
    this.host = statusOf(planes.privateBelief, page);
    this.pinned = isPinned(planes, page);
    this.gfn = gfnNameOf(planes, page);
    this.first = this.gfn === undefined ? [] : [{ atNs: 0, kind: 'gfn', to: this.gfn }];
    this.garbledPages = simulation.memory.garbledPages;
    this.isMoved = this.isGarbled(simulation);
    this.isReplaced = simulation.life.frames.hasLost(page);
  }

  /** What changed since the last look. */
  look(simulation: Simulation): readonly PageChange[] {
    const { page } = this;
    const { planes, nowNs: atNs } = simulation;
    const found: PageChange[] = [];
    const guest = statusOf(planes.privateTruth, page);
    if (guest !== undefined && guest !== this.guest) found.push({ atNs, kind: 'guest', to: guest });
    const host = statusOf(planes.privateBelief, page);
    if (host !== undefined && host !== this.host) found.push({ atNs, kind: 'host', to: host });
    const pinned = isPinned(planes, page);
    if (pinned !== this.pinned) found.push({ atNs, kind: 'pin', to: pinned ? 'pinned' : 'unpinned' });
    const gfn = gfnNameOf(planes, page);
    if (gfn !== undefined && gfn !== this.gfn) found.push({ atNs, kind: 'gfn', to: gfn });
    if (this.movesNow(simulation)) found.push({ atNs, kind: 'moved' });
    const isReplaced = simulation.life.frames.lostPages > 0 && simulation.life.frames.hasLost(page);
    if (isReplaced && !this.isReplaced) found.push({ atNs, kind: 'replaced' });
    Object.assign(this, { guest, host, pinned, gfn, isReplaced });
    return found;
  }

  /** Ranges are only searched when there are more or fewer than before. */
  private movesNow(simulation: Simulation): boolean {
    const { garbledPages } = simulation.memory;
    if (garbledPages === this.garbledPages) return false;
    this.garbledPages = garbledPages;
    const before = this.isMoved;
    this.isMoved = this.isGarbled(simulation);
    return this.isMoved && !before;
  }

  private isGarbled({ memory }: Simulation): boolean {
    return memory.garbledPages > 0 && memory.garbledRanges.some(({ start, end }) => this.page >= start && this.page < end);
  }
}
