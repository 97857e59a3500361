import { STATE_CODE, STATUS_CODE } from '../../engine/record/mapMode';
import type { MapMode } from '../../engine/record/mapMode';
import type { PageCount } from '../../base/units';

/** A class of tiles by how many of their pages are in a state: from `least` pages on. */
export interface TileClass {
  readonly code: number;
  readonly least: PageCount;
}

/** Shares of 512 at which the classes begin; the lowest is one page, whatever the tile. */
const AGAIN: readonly (readonly [number, number])[] = [
  [STATE_CODE.again1, 0], [STATE_CODE.again16, 16], [STATE_CODE.again128, 128], [STATE_CODE.again384, 384],
];
const SHARED: readonly (readonly [number, number])[] = [
  [STATUS_CODE.sharedSome, 0], [STATUS_CODE.sharedMost, 64], [STATUS_CODE.sharedAll, 512],
];

/** Classes that a whole tile of this size can be in, for `state` (to send again) and `status` (shared); none for other modes. */
export function tileClasses(mode: MapMode, tilePages: PageCount): readonly TileClass[] {
  const shares = mode === 'state' ? AGAIN : mode === 'status' ? SHARED : [];
  const classes = shares.map(([code, share]) => ({ code, least: Math.max(1, Math.ceil((share * tilePages) / 512)) }));
  // Where a small tile makes two classes begin at the same count, the higher one stands.
  return classes.filter(({ least }, i) => classes[i + 1]?.least !== least);
}
