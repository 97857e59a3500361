import type { MapMode } from '../../engine/record/mapMode';
import type { Bytes } from '../../base/units';
import { formatBytes, formatCount } from '../../base/format';
import { LENS_PAGES } from './lensDrawing';
import type { MapHost } from './mapColours';
import type { MapLayout } from './mapLayout';

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
