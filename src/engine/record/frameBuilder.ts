import { assertNever, invariant } from '../../base/assert';
import type { PageCount, PageIndex } from '../../base/units';
import { BLOCK_PAGES, WORD_PAGES } from '../memory/pagePlanes';
import type { PagePlanes } from '../memory/pagePlanes';
import { AgeScan } from './ageScan';
import { collectRings, markCritical } from './criticalPages';
import type { Frame, FrameRequest } from './frame';
import { BufferPool } from './frameBuffers';
import type { FrameContext } from './frameContext';
import { GfnScan } from './gfnScan';
import { IntegrityScan } from './integrityScan';
import { legendCounts } from './legendCounts';
import type { MapMode } from './mapMode';
import { LENS_SHARED } from './mapMode';
import { PinnedScan } from './pinnedScan';
import { markSending } from './sendingPages';
import { SentScan } from './sentScan';
import { StateScan } from './stateScan';
import { StatusScan } from './statusScan';
import type { TileScan } from './tileScan';
import { scanCounts, scanTiles } from './tileScan';

/** Codes of both hosts for the same tiles. */
interface BothCodes {
  readonly source: Uint8Array;
  readonly destination: Uint8Array;
}

function createScan(mode: MapMode, planes: PagePlanes, context: FrameContext): TileScan {
  switch (mode) {
    case 'state': return new StateScan(planes, context.migrationBegan);
    case 'status': return new StatusScan(planes, context.migrationBegan, context.scanPage >= 0);
    case 'sent': return new SentScan(planes, context.migrationBegan);
    case 'age': return new AgeScan(planes, context.migrationBegan, context.atNs);
    case 'pinned': return new PinnedScan(planes, context.migrationBegan, context.hasMoved === true);
    case 'integrity': return new IntegrityScan(planes, context.migrationBegan, context.integrityChecked);
    case 'gfn': return new GfnScan(planes, context.gfn);
    default: return assertNever(mode);
  }
}

/** Being sent wins over the classes to send again, a critical state over all. */
function markContext(
  planes: PagePlanes, context: FrameContext, mode: MapMode, tilePages: PageCount, firstTile: number, codes: BothCodes,
): void {
  if (mode === 'state') markSending(planes, context, tilePages, firstTile, codes.source, codes.destination);
  markCritical(context.critical, tilePages, firstTile, codes.source, codes.destination);
}

/** Scans the viewport's tiles and counts the whole guest; in one go where a tile is at least a word. */
function scanGuest(
  planes: PagePlanes, context: FrameContext, mode: MapMode, tilePages: PageCount, firstTile: number, codes: BothCodes,
): TileScan {
  const scan = createScan(mode, planes, context);
  const { source, destination } = codes;
  if (tilePages < WORD_PAGES) {
    scanCounts(scan, 0, planes.pages);
    scanTiles(createScan(mode, planes, context), planes.pages, tilePages, firstTile, source, destination);
    return scan;
  }
  scanCounts(scan, 0, Math.min(firstTile * tilePages, planes.pages));
  scanTiles(scan, planes.pages, tilePages, firstTile, source, destination);
  scanCounts(scan, (firstTile + source.length) * tilePages, planes.pages);
  return scan;
}

function hasBit(word: number, page: PageIndex): boolean {
  return ((word >>> (page & 31)) & 1) === 1;
}

/** Flags shared pages: as the guest has them on the source, as the destination was told on the destination. */
function flagShared(planes: PagePlanes, migrationBegan: boolean, lensPage: PageIndex, lens: BothCodes): void {
  const { privateTruth, privateAtDestination, sent0, sent1, sent2 } = planes;
  if (privateTruth === undefined) return;
  for (let i = 0; i < lens.source.length; i++) {
    const page = lensPage + i;
    const word = page >>> 5;
    if (!hasBit(privateTruth[word], page)) lens.source[i] |= LENS_SHARED;
    if (privateAtDestination === undefined || !migrationBegan) continue;
    const shared = (sent0[word] | sent1[word] | sent2[word]) & ~privateAtDestination[word];
    if (hasBit(shared, page)) lens.destination[i] |= LENS_SHARED;
  }
}

function buildLens(
  planes: PagePlanes, context: FrameContext, request: FrameRequest, pool: BufferPool,
): BothCodes {
  const { lensPage } = request;
  const inside = lensPage !== undefined && lensPage >= 0 && lensPage < planes.pages;
  const length = inside ? Math.min(BLOCK_PAGES, planes.pages - lensPage) : 0;
  const lens = { source: pool.take(length), destination: pool.take(length) };
  if (!inside) return lens;
  scanTiles(createScan(request.mode, planes, context), planes.pages, 1, lensPage, lens.source, lens.destination);
  markContext(planes, context, request.mode, 1, lensPage, lens);
  flagShared(planes, context.migrationBegan, lensPage, lens);
  return lens;
}

/**
 * One picture of the guest: tiles of the viewport, the lens, the legend's counts over the whole guest, critical tiles.
 *
 * What a tile shows, strongest first: a critical state of any of its pages; being sent (any page that the open section has
 * sent); in `state` mode "not sent" when none of its pages was sent yet; else the share of its pages to send again. So the
 * tile at the front of the first pass counts as sent with its first page. Critical states show on the host where they are
 * (criticalPages.ts), in every mode.
 *
 * @param planes pages a multiple of 512; a plane that is absent has all bits clear
 * @param request `tilePages` a power of two; tiles past the end of the guest are left out of the frame
 * @param recycled buffers of an earlier frame, reused where they are large enough
 */
export function buildFrame(
  planes: PagePlanes, context: FrameContext, request: FrameRequest, recycled: readonly ArrayBuffer[] = [],
): Frame {
  const { mode, tilePages } = request;
  invariant(tilePages >= 1 && tilePages <= 0x40000000 && (tilePages & (tilePages - 1)) === 0, `tilePages is a power of two, not ${tilePages}`);
  const tiles = Math.ceil(planes.pages / tilePages);
  const firstTile = Math.min(Math.max(0, request.firstTile), tiles);
  const tileCount = Math.min(Math.max(0, request.tileCount), tiles - firstTile);
  const pool = new BufferPool(recycled);
  const codes = { source: pool.take(tileCount), destination: pool.take(tileCount) };
  const scan = scanGuest(planes, context, mode, tilePages, firstTile, codes);
  markContext(planes, context, mode, tilePages, firstTile, codes);
  const lens = buildLens(planes, context, request, pool);
  const counts = legendCounts(mode, scan, planes, context);
  const wrongPages = mode === 'status' ? counts.source[2] + counts.destination[2] : mode === 'gfn' ? counts.source[4] : 0;
  return {
    atNs: context.atNs,
    mode,
    pages: planes.pages,
    tilePages,
    firstTile,
    source: { tiles: codes.source, counts: counts.source, lens: lens.source },
    destination: { tiles: codes.destination, counts: counts.destination, lens: lens.destination },
    scanPage: context.scanPage,
    rings: collectRings(planes, context, mode, tilePages, wrongPages),
  };
}
