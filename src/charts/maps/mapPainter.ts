import type { ThemeName } from '../palette';
import type { MapHost } from './mapColours';
import type { MapFrame } from './mapFrame';
import type { MapLayout } from './mapLayout';
import { createMapRenderer } from './mapRenderer';
import type { MapRenderer } from './mapRenderer';
import type { PageOrder } from './pageOrder';
import { paletteTable } from './paletteTable';
import { drawRings } from './ringOverlay';

/** What a map needs to draw beside a picture. */
export interface MapView {
  readonly layout: MapLayout;
  readonly order: PageOrder;
  readonly theme: ThemeName;
  /** Of the picture before the first one arrives. */
  readonly mode: MapFrame['mode'];
}

/** Draws one host's map: codes and rings. Keeps a copy of the last picture, because the buffers go back to the worker. */
export interface MapPainter {
  readonly setView: (view: MapView) => void;
  readonly show: (frame: MapFrame) => void;
  /** Code of a tile of the guest in the picture that is shown; undefined if it is not in it. */
  readonly codeAt: (tile: number) => number | undefined;
  readonly dispose: () => void;
}

interface Copy {
  readonly mode: MapFrame['mode'];
  readonly pages: number;
  readonly tilePages: number;
  readonly firstTile: number;
  readonly tiles: Uint8Array;
  readonly rings: Int32Array;
}

function copyOf(frame: MapFrame, host: MapHost, before: Copy | undefined): Copy {
  const { tiles } = frame[host];
  const kept = before?.tiles.length === tiles.length ? before.tiles : new Uint8Array(tiles.length);
  kept.set(tiles);
  return { mode: frame.mode, pages: frame.pages, tilePages: frame.tilePages, firstTile: frame.firstTile, tiles: kept, rings: frame.rings.slice() };
}

/** A picture of the tiles of a layout; of those that are there then, where memory is plugged in later. */
function fits(copy: Copy, layout: MapLayout): boolean {
  const there = Math.ceil(copy.pages / copy.tilePages);
  const firstTile = Math.min(layout.firstTile, there);
  return copy.tilePages === layout.tilePages && copy.firstTile === firstTile && copy.tiles.length === Math.min(layout.tileCount, there - firstTile);
}

/** @param overlay a canvas of the map's size on top of it, for the rings */
export function createMapPainter(canvas: HTMLCanvasElement, overlay: HTMLCanvasElement, host: MapHost, kind: MapRenderer['kind'] = 'webgl2'): MapPainter {
  const renderer: MapRenderer = createMapRenderer(canvas, kind);
  let view: MapView | undefined;
  let copy: Copy | undefined;
  let cells = new Uint8Array(0);
  let palette = { key: '', table: new Uint8ClampedArray(0) };

  const paletteOf = (mode: MapFrame['mode'], theme: ThemeName): Uint8ClampedArray<ArrayBuffer> => {
    const key = `${mode} ${theme}`;
    if (palette.key !== key) palette = { key, table: paletteTable(mode, theme, host) };
    return palette.table;
  };

  const draw = (): void => {
    if (view === undefined) return;
    const { layout, order, theme } = view;
    // A picture of other tiles is on its way to be replaced: what is on the canvas stays until then.
    if (copy !== undefined && !fits(copy, layout)) return;
    const { columns, rows } = layout;
    if (cells.length !== columns * rows) cells = new Uint8Array(columns * rows);
    order.arrange(copy?.tiles ?? new Uint8Array(layout.tileCount), cells);
    renderer.draw({ cells, columns, rows, palette: paletteOf(copy?.mode ?? view.mode, theme) });
    drawRings(overlay, layout, order, host, copy?.rings ?? new Int32Array(0), theme);
  };

  return {
    setView(next) {
      view = next;
      draw();
    },
    show(frame) {
      copy = copyOf(frame, host, copy);
      draw();
    },
    codeAt: (tile) => (copy === undefined ? undefined : copy.tiles[tile - copy.firstTile]),
    dispose: renderer.dispose,
  };
}
