import type { MapMode } from '../../engine/record/mapMode';
import { parseColour } from '../mixColours';
import type { ThemeName } from '../palette';
import { mapColours } from './mapColours';
import type { MapHost } from './mapColours';

/** The code of a cell that stands for no tile: transparent. */
export const NO_TILE = 255;

/** 256 colours in the byte order of an image (red, green, blue, alpha); codes without a meaning are transparent. */
export function paletteTable(mode: MapMode, theme: ThemeName, host: MapHost): Uint8ClampedArray<ArrayBuffer> {
  const table = new Uint8ClampedArray(4 * 256);
  for (const [code, css] of mapColours(mode, theme, host)) table.set([...parseColour(css), 255], 4 * code);
  return table;
}
