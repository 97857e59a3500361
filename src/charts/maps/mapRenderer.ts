import { createCanvasRenderer } from './canvasRenderer';
import { createWebglRenderer } from './webglRenderer';

/** Codes in cells, row by row, and the table that colours them. */
export interface CellPicture {
  /** columns * rows codes. */
  readonly cells: Uint8Array<ArrayBuffer>;
  readonly columns: number;
  readonly rows: number;
  /** 256 colours in image byte order. */
  readonly palette: Uint8ClampedArray<ArrayBuffer>;
}

/** Draws a picture into a canvas, one canvas pixel per cell. Both kinds give the same pixels. */
export interface MapRenderer {
  readonly kind: 'webgl2' | '2d';
  readonly draw: (picture: CellPicture) => void;
  readonly dispose: () => void;
}

/** The kind that is wanted; a 2D context where the browser has no WebGL2. A canvas keeps the kind that it got first. */
export function createMapRenderer(canvas: HTMLCanvasElement, wanted: MapRenderer['kind']): MapRenderer {
  return (wanted === 'webgl2' ? createWebglRenderer(canvas) : undefined) ?? createCanvasRenderer(canvas);
}
