import type { PageCount, PageIndex } from '../../base/units';
import type { PagePlanes } from '../memory/pagePlanes';
import { forEachCriticalPage } from './criticalPages';
import type { Found, FrameContext } from './frameContext';
import { twoOwners } from './gfnScan';
import type { LegendCounts, MapMode } from './mapMode';
import { CRITICAL_CODE } from './mapMode';
import { countSending } from './sendingPages';
import { believedWrongly, toldWrongly } from './statusScan';
import type { TileScan } from './tileScan';

/** Place of a critical code in the counts of `integrity`, by code less 8; a wrong belief counts as misclassified. */
const INTEGRITY_PLACE = [1, 2, 3, 4, 6, 3, 4, 7] as const;

interface BothCounts {
  readonly source: LegendCounts;
  readonly destination: LegendCounts;
}

function hasBit(word: number, page: PageIndex): boolean {
  return ((word >>> (page & 31)) & 1) === 1;
}

function received(planes: PagePlanes, page: PageIndex): boolean {
  const word = page >>> 5;
  return hasBit(planes.sent0[word] | planes.sent1[word] | planes.sent2[word], page);
}

/** Legend counts of a mode over the whole guest: what the scan counted, and what only the frame's context knows. */
export function legendCounts(mode: MapMode, scan: TileScan, planes: PagePlanes, context: FrameContext): BothCounts {
  const source = [...scan.sourceCounts()];
  const destination = [...scan.destinationCounts()];
  if (mode === 'state') source[3] = destination[3] = countSending(planes, context);
  forEachCriticalPage(context.critical, (page, onSource, onDestination) => {
    if (mode === 'state' && onDestination !== 0) destination[4]++;
    if (mode === 'pinned' && onSource === CRITICAL_CODE.moved) source[2]++;
    if (mode === 'gfn' && onSource === CRITICAL_CODE.corruptGfn && !hasBit(twoOwners(planes, context.gfn, page >>> 5), page)) source[6]++;
    if (mode === 'status') addWrongStatus(planes, context, page, onSource, onDestination, source, destination);
    if (mode === 'integrity') addIntegrity(planes, context, page, onSource, onDestination, source, destination);
  });
  if (context.found !== undefined) countAll(mode, context.found, source, destination);
  return { source, destination };
}

/** Where more is wrong than is listed, the oracle's own numbers; a page that is wrong twice counts twice then. */
function countAll(mode: MapMode, found: Found, source: number[], destination: number[]): void {
  const { stale, wrongKey, misclassified, lost, unpinnedMoves, twoOwners } = found;
  if (mode === 'state') destination[4] = Math.max(destination[4], stale + wrongKey + misclassified + lost);
  if (mode === 'pinned') source[2] = Math.max(source[2], unpinnedMoves);
  if (mode !== 'integrity') return;
  [[1, stale], [2, wrongKey], [3, misclassified], [4, lost]].forEach(([place, pages]) => raise(destination, place, pages));
  raise(source, 6, unpinnedMoves);
  raise(source, 7, twoOwners);
}

/** Those that no list names were counted as right. */
function raise(counts: number[], place: number, pages: PageCount): void {
  const more = Math.max(0, Math.min(pages - counts[place], counts[0]));
  counts[place] += more;
  counts[0] -= more;
}

/** Wrong statuses that the planes show are counted already. */
function addWrongStatus(
  planes: PagePlanes, context: FrameContext, page: PageIndex, onSource: number, onDestination: number,
  source: number[], destination: number[],
): void {
  const word = page >>> 5;
  const told = context.migrationBegan && hasBit(toldWrongly(planes, word), page);
  if (onSource === CRITICAL_CODE.beliefDiffers && !hasBit(believedWrongly(planes, word, context.scanPage >= 0), page)) source[2]++;
  if (onDestination === CRITICAL_CODE.misclassified && !told) destination[2]++;
}

/** Moves a page from right or unchecked to its own kind. */
function addIntegrity(
  planes: PagePlanes, context: FrameContext, page: PageIndex, onSource: number, onDestination: number,
  source: number[], destination: number[],
): void {
  if (onSource !== 0) {
    source[context.integrityChecked ? 0 : 5]--;
    source[INTEGRITY_PLACE[onSource - CRITICAL_CODE.stale]]++;
  }
  if (onDestination !== 0) {
    const right = context.integrityChecked && context.migrationBegan && received(planes, page);
    destination[right ? 0 : 5]--;
    destination[INTEGRITY_PLACE[onDestination - CRITICAL_CODE.stale]]++;
  }
}
