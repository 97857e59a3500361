import type { PageCount, PageIndex } from '../../base/units';
import type { ThemeName } from '../palette';
import { PALETTE } from '../palette';

/** The whole guest as one strip: where the maps look, where the scan stands, where something is wrong. */
export interface MinimapPicture {
  readonly guestPages: PageCount;
  readonly firstPage: PageIndex;
  readonly pages: PageCount;
  /** -1: no scan. */
  readonly scanPage: PageIndex;
  /** Critical tiles, as pairs tile, code. */
  readonly rings: Int32Array;
  readonly tilePages: PageCount;
  readonly chosenPage: PageIndex | undefined;
}

/** Size of the strip in CSS pixels; the guest runs along its longer side. */
export interface MinimapBox {
  readonly width: number;
  readonly height: number;
  readonly pixelRatio: number;
}

/** The part of the strip that stands for pages [first, first + pages): start and length along it, at least `least` long. */
export function minimapSpan(length: number, guestPages: PageCount, first: PageIndex, pages: PageCount, least: number): readonly [number, number] {
  const span = Math.max(least, (pages / guestPages) * length);
  return [Math.min((first / guestPages) * length, length - span), span];
}

/** Page under a place along the strip. */
export function minimapPage(length: number, guestPages: PageCount, place: number): PageIndex {
  return Math.min(guestPages - 1, Math.max(0, Math.floor((place / length) * guestPages)));
}

/** Draws the strip; marks that exist are at least one pixel long. */
export function drawMinimap(canvas: HTMLCanvasElement, box: MinimapBox, picture: MinimapPicture, theme: ThemeName): void {
  canvas.width = Math.round(box.width * box.pixelRatio);
  canvas.height = Math.round(box.height * box.pixelRatio);
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.scale(box.pixelRatio, box.pixelRatio);
  const upright = box.height > box.width;
  const length = upright ? box.height : box.width;
  const across = upright ? box.width : box.height;
  const colours = PALETTE[theme];
  const bar = (from: number, to: number, colour: string, inset = 0): void => {
    context.fillStyle = colour;
    if (upright) context.fillRect(inset, from, across - 2 * inset, to - from);
    else context.fillRect(from, inset, to - from, across - 2 * inset);
  };
  const mark = (first: PageIndex, pages: PageCount, colour: string): void => {
    const [from, span] = minimapSpan(length, picture.guestPages, first, pages, 1);
    bar(from, from + span, colour);
  };
  bar(0, length, colours.line, 2);
  const [from, span] = minimapSpan(length, picture.guestPages, picture.firstPage, picture.pages, 3);
  bar(from, from + span, colours.ctl);
  if (picture.scanPage >= 0) mark(picture.scanPage, 1, colours.fg2);
  if (picture.chosenPage !== undefined) mark(picture.chosenPage, 1, colours.fg);
  for (let i = 0; i + 1 < picture.rings.length; i += 2) mark((picture.rings[i] ?? 0) * picture.tilePages, picture.tilePages, colours.alarm);
}
