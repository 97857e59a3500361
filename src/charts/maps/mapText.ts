import { LENS_SHARED } from '../../engine/record/mapMode';
import type { MapMode } from '../../engine/record/mapMode';
import { PAGE_BYTES, type Bytes } from '../../base/units';
import { formatBytes, formatCompact, formatCount } from '../../base/format';
import { addressOf } from './addressText';
import { LENS_PAGES } from './lensDrawing';
import type { MapFrame } from './mapFrame';
import type { TilePages } from './mapGeometry';
import type { MapHost } from './mapColours';
import { mapLegend } from './mapLegend';
import type { MapLayout } from './mapLayout';
import { stateWords } from './stateWords';

export const MODE_TITLES: Readonly<Record<MapMode, string>> = {
  state: 'State', status: 'Private / shared', sent: 'Times sent', age: 'Age', pinned: 'Pinned', integrity: 'Integrity', gfn: 'GFN state',
};

export const HOST_TITLES: Readonly<Record<MapHost, string>> = { source: 'Source', destination: 'Destination' };

function cellText({ cellWidth, cellHeight, pixelRatio }: MapLayout): string {
  const [width, height] = [cellWidth / pixelRatio, cellHeight / pixelRatio].map((size) => String(Math.round(size * 100) / 100));
  return width === height ? `${width} px` : `${width} × ${height} px`;
}

/** What stands in place of the lens until a page is chosen: how the tiles of the map and its 512 pages go together. */
export function lensInvitation({ tilePages }: MapLayout): string {
  if (tilePages === LENS_PAGES) return 'Choose a tile to see its 512 pages.';
  return tilePages < LENS_PAGES ? 'Choose a tile to see the 512 pages around it.' : `Choose a tile to see the first 512 of its ${formatCount(tilePages)} pages.`;
}

/** What a cell of the map is: `1 px = 1 tile = 512 pages = 2 MiB`. */
export function scaleText(layout: MapLayout, pageBytes: Bytes): string {
  const { tilePages } = layout;
  const size = formatBytes(tilePages * pageBytes);
  return tilePages === 1 ? `${cellText(layout)} = 1 page = ${size}` : `${cellText(layout)} = 1 tile = ${formatCount(tilePages)} pages = ${size}`;
}

function tileName({ firstPage, pages }: TilePages, pageBytes: Bytes): string {
  const numbers = pages === 1 ? `page ${formatCount(firstPage)}` : `pages ${formatCount(firstPage)} to ${formatCount(firstPage + pages - 1)}`;
  return `${numbers} · GPA ${addressOf(firstPage, pageBytes)}`;
}

/** One tile or page by number, address and state. */
export function tileText(mode: MapMode, host: MapHost, tile: TilePages, code: number, pageBytes: Bytes): string {
  return `${tileName(tile, pageBytes)} · ${stateWords(mode, host, code, tile.pages)}`;
}

/** A tile of memory that the guest gets later in the run. */
export function notPluggedText(tile: TilePages, pageBytes: Bytes): string {
  return `${tileName(tile, pageBytes)} · not plugged in yet`;
}

/** One page of the lens by number, address and state. */
export function lensText(mode: MapMode, host: MapHost, page: number, byte: number, pageBytes: Bytes): string {
  const shared = (byte & LENS_SHARED) !== 0 && mode !== 'status' ? ', shared' : '';
  return tileText(mode, host, { tile: page, firstPage: page, pages: 1 }, byte & ~LENS_SHARED, pageBytes) + shared;
}

/** States of the lens's pages in order of the legend: `137 to send again, 375 sent, unchanged`. */
function lensWords(mode: MapMode, host: MapHost, lens: Uint8Array): string {
  const counts = new Map<string, number>();
  for (const byte of lens) {
    const words = stateWords(mode, host, byte & ~LENS_SHARED, 1);
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  return [...counts].map(([words, pages]) => `${pages} of ${lens.length} ${words}`).join(', ');
}

function sideWords(frame: MapFrame, host: MapHost, pageBytes: Bytes): string {
  const parts = mapLegend(frame.mode, host, pageBytes > PAGE_BYTES).map((line) => `${formatCompact(frame[host].counts[line.place] ?? 0)} ${line.label}`);
  return `${HOST_TITLES[host]}: ${parts.join(', ')}.`;
}

/** What the maps say, in words: how many pages each class holds on each host, and what the lens shows. */
export function mapSummary(frame: MapFrame, hosts: readonly MapHost[], time: string, lensPage: number | undefined, pageBytes: Bytes): string {
  const counts = `Pages${time === '' ? '' : ` at ${time}`}. ${hosts.map((host) => sideWords(frame, host, pageBytes)).join(' ')}`;
  const [host = 'source'] = hosts;
  const { lens } = frame[host];
  if (lensPage === undefined || lens.length === 0) return counts;
  return `${counts} Chosen, from page ${formatCount(lensPage)}, ${formatBytes(lensPage * pageBytes)}, on: ${lensWords(frame.mode, host, lens)}.`;
}
