import type { PageCount, PageIndex } from '../../../base/units';
import type { GfnRange } from './gfnRange';

/**
 * What the host believes about the pages of one guest. Shared pages are a set of GFNs, empty at first. `share` and
 * `unshare` are idempotent and of any size; `ranges` is sorted, disjoint and coalesced, and cut to `window` where one is given. What one store serialises,
 * another of its kind loads on the destination.
 */
export interface PageStatusStore<Serialised> {
  share(first: PageIndex, pages: PageCount): void;
  unshare(first: PageIndex, pages: PageCount): void;
  isShared(page: PageIndex): boolean;
  ranges(window?: GfnRange): readonly GfnRange[];
  readonly sharedPages: PageCount;
  serialise(): Serialised;
  load(data: Serialised): void;
  /** All private again: what a system reset must do. */
  reset(): void;
  /** An empty store of the same kind: what the destination begins with. */
  fresh(): PageStatusStore<Serialised>;
}
