import { formatCount } from '../../base/format';
import type { Bytes } from '../../base/units';
import { LENS_SHARED, type MapMode } from '../../engine/record/mapMode';
import { addressOf } from './addressText';
import type { MapHost } from './mapColours';
import type { TilePages } from './mapGeometry';
import { stateWords } from './stateWords';

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
