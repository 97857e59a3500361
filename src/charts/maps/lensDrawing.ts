import { LENS_SHARED } from '../../engine/record/mapMode';
import type { MapMode } from '../../engine/record/mapMode';
import type { ThemeName } from '../palette';
import { PALETTE } from '../palette';
import { criticalState } from './criticalState';
import { mapColours } from './mapColours';
import type { MapHost } from './mapColours';

/** The lens shows 512 pages: one huge page. */
export const LENS_PAGES = 512;
/** As 64 columns and 8 rows; or, where there is height for it, 32 columns and 16 rows. */
const COLUMNS = [64, 32] as const;
/** The height of a lens for which nothing but the design speaks: 8 rows of 7 pixels. */
const DESIGN_HEIGHT = 56;
/** A cell may be this much higher than wide. */
const MOST_STRETCH = 1.5;
/** A cell is at least this high for its width. */
const LEAST_STRETCH = 0.5;

/** Cells of the lens in device pixels; each has a gap line at its right and lower edge. */
export interface LensLayout {
  readonly columns: number;
  readonly rows: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly gap: number;
  readonly pixelRatio: number;
}

function lensOf(columns: number, width: number, height: number, pixelRatio: number): LensLayout {
  const rows = LENS_PAGES / columns;
  const cellWidth = Math.max(1, Math.floor((width * pixelRatio) / columns));
  const gap = cellWidth >= 3 ? Math.max(1, Math.round(pixelRatio)) : 0;
  const cellHeight = Math.max(gap + 1, Math.min(Math.floor((height * pixelRatio) / rows), Math.floor(cellWidth * MOST_STRETCH)));
  return { columns, rows, cellWidth, cellHeight, gap, pixelRatio };
}

function areaOf({ columns, rows, cellWidth, cellHeight }: LensLayout): number {
  return cellHeight < cellWidth * LEAST_STRETCH ? 0 : columns * cellWidth * rows * cellHeight;
}

/** The lens that fills the room best, in CSS pixels. */
export function layoutLens(width: number, pixelRatio: number, height = DESIGN_HEIGHT): LensLayout {
  const [flat, tall] = COLUMNS.map((columns) => lensOf(columns, width, height, pixelRatio)) as [LensLayout, LensLayout];
  return areaOf(tall) > areaOf(flat) ? tall : flat;
}

/** CSS pixels of the whole lens. */
export function lensSize({ columns, rows, cellWidth, cellHeight, pixelRatio }: LensLayout): { readonly width: number; readonly height: number } {
  return { width: (columns * cellWidth) / pixelRatio, height: (rows * cellHeight) / pixelRatio };
}

/** Place in the lens (0..511) under a point in CSS pixels; undefined outside. */
export function lensCellAt({ columns, rows, cellWidth, cellHeight, pixelRatio }: LensLayout, x: number, y: number): number | undefined {
  const column = Math.floor((x * pixelRatio) / cellWidth);
  const row = Math.floor((y * pixelRatio) / cellHeight);
  if (column < 0 || row < 0 || column >= columns || row >= rows) return undefined;
  return row * columns + column;
}

export interface LensPicture {
  /** A byte per page: its code, with LENS_SHARED. Fewer than 512 at the end of RAM. */
  readonly pages: Uint8Array;
  /** The pages are not known yet: an empty grid. */
  readonly pending?: boolean;
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
  const { columns, rows, cellWidth, cellHeight, gap } = layout;
  canvas.width = columns * cellWidth;
  canvas.height = rows * cellHeight;
  const context = canvas.getContext('2d');
  if (context === null) return;
  const colours = mapColours(picture.mode, theme, picture.host);
  context.font = `600 ${Math.min(cellHeight, cellWidth) - gap + 1}px sans-serif`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const pages = picture.pending === true ? new Uint8Array(LENS_PAGES) : picture.pages;
  pages.forEach((byte, place) => {
    const x = (place % columns) * cellWidth;
    const y = Math.floor(place / columns) * cellHeight;
    context.fillStyle = picture.pending === true ? PALETTE[theme].raise : (colours.get(byte & ~LENS_SHARED) ?? PALETTE[theme].panel);
    context.fillRect(x, y, cellWidth - gap, cellHeight - gap);
    if (picture.pending !== true) drawPage(context, layout, theme, byte, x, y);
  });
  if (picture.chosen === undefined) return;
  context.strokeStyle = PALETTE[theme].fg;
  context.lineWidth = Math.max(1, gap);
  const x = (picture.chosen % columns) * cellWidth;
  const y = Math.floor(picture.chosen / columns) * cellHeight;
  context.strokeRect(Math.max(x, gap) - gap / 2, Math.max(y, gap) - gap / 2, cellWidth, cellHeight);
}
