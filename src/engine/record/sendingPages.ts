import type { PageCount, PageIndex } from '../../base/units';
import { forEachWord } from '../memory/bitRange';
import type { PagePlanes } from '../memory/pagePlanes';
import { popcount } from '../memory/popcount';
import type { FrameContext } from './frameContext';
import { STATE_CODE } from './mapMode';

function countSent(planes: PagePlanes, from: PageIndex, to: PageIndex): PageCount {
  let sent = 0;
  forEachWord(from, to, (word, mask) => {
    sent += popcount((planes.sent0[word] | planes.sent1[word] | planes.sent2[word]) & mask);
  });
  return sent;
}

/** The open section as one range of pages, or two when the circular scan went round the end of RAM. */
function ranges(planes: PagePlanes, context: FrameContext): readonly (readonly [number, number])[] {
  const { sendingFromPage: from, sendingToPage: to } = context;
  if (!context.migrationBegan) return [];
  return from <= to ? [[from, to]] : [[from, planes.pages], [0, to]];
}

/** Pages being sent. */
export function countSending(planes: PagePlanes, context: FrameContext): PageCount {
  return ranges(planes, context).reduce((sum, [from, to]) => sum + countSent(planes, from, to), 0);
}

/**
 * Marks the tiles with at least one page being sent; a tile of which no page was sent yet stays as it is.
 * @param firstTile the tile of `source[0]`
 */
export function markSending(
  planes: PagePlanes, context: FrameContext, tilePages: PageCount, firstTile: number, source: Uint8Array, destination: Uint8Array,
): void {
  for (const [from, to] of ranges(planes, context)) {
    const end = Math.min(Math.ceil(to / tilePages), firstTile + source.length);
    for (let tile = Math.max(Math.floor(from / tilePages), firstTile); tile < end; tile++) {
      const first = Math.max(from, tile * tilePages);
      if (countSent(planes, first, Math.min(to, (tile + 1) * tilePages)) === 0) continue;
      source[tile - firstTile] = STATE_CODE.sending;
      destination[tile - firstTile] = STATE_CODE.sending;
    }
  }
}
