import { LENS_SHARED } from '../../engine/record/mapMode';
import type { MapMode } from '../../engine/record/mapMode';
import type { ThemeName } from '../palette';
import { PALETTE } from '../palette';
import { criticalState } from './criticalState';
import { mapColours } from './mapColours';
import type { MapHost } from './mapColours';

/** The lens shows 512 pages as 64 columns and 8 rows. */
export const LENS_COLUMNS = 64;
export const LENS_ROWS = 8;
export const LENS_PAGES = LENS_COLUMNS * LENS_ROWS;

/** Cells of the lens in device pixels; each has a gap line at its right and lower edge. */
export interface LensLayout {
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly gap: number;
  readonly pixelRatio: number;
}

/** @param width room in CSS pixels; cells are a little higher than wide (6 x 7 at 384) */
export function layoutLens(width: number, pixelRatio: number): LensLayout {
  const cellWidth = Math.max(1, Math.floor((width * pixelRatio) / LENS_COLUMNS));
  const gap = cellWidth >= 3 ? Math.max(1, Math.round(pixelRatio)) : 0;
  return { cellWidth, cellHeight: cellWidth + gap, gap, pixelRatio };
}

/** CSS pixels of the whole lens. */
export function lensSize({ cellWidth, cellHeight, pixelRatio }: LensLayout): { readonly width: number; readonly height: number } {
  return { width: (LENS_COLUMNS * cellWidth) / pixelRatio, height: (LENS_ROWS * cellHeight) / pixelRatio };
}

/** Place in the lens (0..511) under a point in CSS pixels; undefined outside. */
export function lensCellAt({ cellWidth, cellHeight, pixelRatio }: LensLayout, x: number, y: number): number | undefined {
  const column = Math.floor((x * pixelRatio) / cellWidth);
  const row = Math.floor((y * pixelRatio) / cellHeight);
  if (column < 0 || row < 0 || column >= LENS_COLUMNS || row >= LENS_ROWS) return undefined;
  return row * LENS_COLUMNS + column;
}

export interface LensPicture {
  /** A byte per page: its code, with LENS_SHARED. Fewer than 512 at the end of RAM. */
  readonly pages: Uint8Array;
  readonly mode: MapMode;
  readonly host: MapHost;
  /** Place of the chosen page, if it is in the lens. */
  readonly chosen: number | undefined;
}

function drawPage(context: CanvasRenderingContext2D, layout: LensLayout, theme: ThemeName, byte: number, x: number, y: number): void {
  const { cellWidth, cellHeight, gap } = layout;
  const letter = criticalState(byte & ~LENS_SHARED)?.letter;
  context.fillStyle = PALETTE[theme].panel;
  if (letter !== undefined) {
    context.fillText(letter, x + (cellWidth - gap) / 2, y + (cellHeight - gap) / 2);
  } else if ((byte & LENS_SHARED) !== 0) {
    const width = Math.max(1, Math.round((cellWidth - gap) * 0.4));
    const height = Math.max(1, Math.round((cellHeight - gap) * 0.5));
    context.fillRect(x + Math.floor((cellWidth - gap - width) / 2), y + Math.floor((cellHeight - gap - height) / 2), width, height);
  }
}

/** Draws single pages: their colour, a dot on shared ones, a letter on critical ones, a frame around the chosen one. */
export function drawLens(canvas: HTMLCanvasElement, layout: LensLayout, picture: LensPicture, theme: ThemeName): void {
  const { cellWidth, cellHeight, gap } = layout;
  canvas.width = LENS_COLUMNS * cellWidth;
  canvas.height = LENS_ROWS * cellHeight;
  const context = canvas.getContext('2d');
  if (context === null) return;
  const colours = mapColours(picture.mode, theme, picture.host);
  context.font = `600 ${cellHeight - gap + 1}px sans-serif`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  picture.pages.forEach((byte, place) => {
    const x = (place % LENS_COLUMNS) * cellWidth;
    const y = Math.floor(place / LENS_COLUMNS) * cellHeight;
    context.fillStyle = colours.get(byte & ~LENS_SHARED) ?? PALETTE[theme].panel;
    context.fillRect(x, y, cellWidth - gap, cellHeight - gap);
    drawPage(context, layout, theme, byte, x, y);
  });
  if (picture.chosen === undefined) return;
  context.strokeStyle = PALETTE[theme].fg;
  context.lineWidth = Math.max(1, gap);
  const x = (picture.chosen % LENS_COLUMNS) * cellWidth;
  const y = Math.floor(picture.chosen / LENS_COLUMNS) * cellHeight;
  context.strokeRect(x - gap / 2, y - gap / 2, cellWidth, cellHeight);
}
