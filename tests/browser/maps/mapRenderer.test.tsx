import { afterEach, describe, expect, it } from 'vitest';
import { createCanvasRenderer } from '../../../src/charts/maps/canvasRenderer';
import { layoutMap } from '../../../src/charts/maps/mapLayout';
import type { MapOrder } from '../../../src/charts/maps/mapLayout';
import { createMapPainter } from '../../../src/charts/maps/mapPainter';
import type { CellPicture } from '../../../src/charts/maps/mapRenderer';
import { createPageOrder } from '../../../src/charts/maps/pageOrder';
import { NO_TILE, paletteTable } from '../../../src/charts/maps/paletteTable';
import { createWebglRenderer } from '../../../src/charts/maps/webglRenderer';
import { PALETTE } from '../../../src/charts/palette';
import { createPlanes } from '../../../src/engine/memory/pagePlanes';
import type { Frame } from '../../../src/engine/record/frame';
import { buildFrame } from '../../../src/engine/record/frameBuilder';
import { MAP_MODES } from '../../../src/engine/record/mapMode';

const canvases: HTMLCanvasElement[] = [];

function canvas(): HTMLCanvasElement {
  const made = document.body.appendChild(document.createElement('canvas'));
  canvases.push(made);
  return made;
}

afterEach(() => {
  for (const made of canvases.splice(0)) made.remove();
});

/** What is on a canvas, whichever kind of context it has. */
function pixels(from: HTMLCanvasElement): Uint8ClampedArray {
  const copy = document.createElement('canvas');
  copy.width = from.width;
  copy.height = from.height;
  const context = copy.getContext('2d')!;
  context.drawImage(from, 0, 0);
  return context.getImageData(0, 0, copy.width, copy.height).data;
}

function differing(a: Uint8ClampedArray, b: Uint8ClampedArray): number {
  return a.length === b.length ? a.reduce((sum, byte, i) => sum + (byte === b[i] ? 0 : 1), 0) : Infinity;
}

describe('the two renderers', () => {
  it('give the same pixels for every code, in every mode and theme, at odd sizes', () => {
    const [gl, flat] = [canvas(), canvas()];
    const webgl = createWebglRenderer(gl)!;
    const fallback = createCanvasRenderer(flat);
    expect([webgl.kind, fallback.kind]).toEqual(['webgl2', '2d']);
    for (const [columns, rows] of [[384, 256], [383, 171], [1, 1], [3, 7]] as const) {
      const cells = Uint8Array.from({ length: columns * rows }, (_, i) => (i * 7 + (i >> 5)) & 0xff);
      for (const mode of MAP_MODES) {
        for (const theme of ['dark', 'light'] as const) {
          const picture: CellPicture = { cells, columns, rows, palette: paletteTable(mode, theme, 'destination') };
          webgl.draw(picture);
          fallback.draw(picture);
          expect(differing(pixels(gl), pixels(flat))).toBe(0);
        }
      }
    }
  });

  it('draw what the palette says, the first row on top, and nothing for a cell without a tile', () => {
    for (const create of [createWebglRenderer, createCanvasRenderer]) {
      const target = canvas();
      const palette = new Uint8ClampedArray(1024);
      palette.set([10, 20, 30, 255], 4);
      palette.set([200, 100, 50, 255], 8);
      create(target)!.draw({ cells: Uint8Array.of(1, 2, 2, NO_TILE), columns: 2, rows: 2, palette });
      expect([...pixels(target)]).toEqual([10, 20, 30, 255, 200, 100, 50, 255, 200, 100, 50, 255, 0, 0, 0, 0]);
    }
  });

  it('draws again what it showed when the graphics context comes back', async () => {
    const target = canvas();
    const renderer = createWebglRenderer(target)!;
    const picture: CellPicture = { cells: Uint8Array.of(1, 5), columns: 2, rows: 1, palette: paletteTable('state', 'dark', 'source') };
    renderer.draw(picture);
    const before = pixels(target);
    const loss = target.getContext('webgl2')!.getExtension('WEBGL_lose_context')!;
    const lost = new Promise((resolve) => target.addEventListener('webglcontextlost', resolve, { once: true }));
    loss.loseContext();
    await lost;
    const restored = new Promise((resolve) => target.addEventListener('webglcontextrestored', resolve, { once: true }));
    setTimeout(() => loss.restoreContext(), 0);
    await restored;
    expect(differing(pixels(target), before)).toBe(0);
  });
});

const GUEST = 16384;

/** 64 MiB: the first quarter sent, page 5000 lost. */
function frame(mode: Frame['mode'] = 'state'): Frame {
  const planes = createPlanes(GUEST, { imported: false, zero: false, status: false, pinned: false });
  planes.sent0.fill(-1, 0, 128);
  const context = { atNs: 0, scanPage: -1, sendingFromPage: 0, sendingToPage: 0, migrationBegan: true, critical: Int32Array.of(5000, 11), integrityChecked: false };
  return buildFrame(planes, context, { atNs: 0, mode, tilePages: 1, firstTile: 0, tileCount: GUEST });
}

function view(order: MapOrder, theme: 'dark' | 'light' = 'dark') {
  const layout = layoutMap(GUEST, { firstPage: 0, pages: 0 }, order, { width: 384, height: 256 }, 1);
  return { layout, order: createPageOrder(layout), theme, mode: 'state' as const };
}

function colourAt(target: HTMLCanvasElement, cell: number): string {
  const [r, g, b] = pixels(target).slice(4 * cell);
  return `#${[r!, g!, b!].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

describe('createMapPainter', () => {
  it('draws a guest that nothing was sent of before the first picture comes', () => {
    const target = canvas();
    createMapPainter(target, canvas(), 'source').setView(view('rows'));
    expect(colourAt(target, 7000)).toBe(PALETTE.dark.notsent);
  });

  it.each<MapOrder>(['rows', 'hilbert'])('puts each tile where its order says: %s', (order) => {
    const [target, overlay] = [canvas(), canvas()];
    const painter = createMapPainter(target, overlay, 'destination');
    const shown = view(order);
    painter.setView(shown);
    painter.show(frame());
    expect(colourAt(target, shown.order.cellOf(4095))).toBe(PALETTE.dark.current);
    expect(colourAt(target, shown.order.cellOf(4096))).toBe(PALETTE.dark.absent);
    expect(colourAt(target, shown.order.cellOf(5000))).toBe(PALETTE.dark.alarm);
    expect([painter.codeAt(0), painter.codeAt(5000), painter.codeAt(GUEST)]).toEqual([1, 11, undefined]);
  });

  it('rings a critical tile on the map of the host where it is', () => {
    const overlays = (['source', 'destination'] as const).map((host) => {
      const overlay = canvas();
      const painter = createMapPainter(canvas(), overlay, host);
      painter.setView(view('rows'));
      painter.show(frame());
      return overlay;
    });
    expect(overlays.map((overlay) => pixels(overlay).some((byte) => byte !== 0))).toEqual([false, true]);
  });

  it('keeps its own copy: the buffers of a picture are written anew by the worker', () => {
    const target = canvas();
    const painter = createMapPainter(target, canvas(), 'source');
    painter.setView(view('rows'));
    const picture = frame();
    painter.show(picture);
    const before = pixels(target);
    picture.source.tiles.fill(5);
    painter.setView(view('rows'));
    expect(differing(pixels(target), before)).toBe(0);
  });

  it('keeps the last picture until one of the new tiles comes', () => {
    const target = canvas();
    const painter = createMapPainter(target, canvas(), 'source');
    painter.setView(view('rows'));
    painter.show(frame());
    const before = pixels(target);
    const layout = layoutMap(GUEST, { firstPage: 0, pages: 512 }, 'rows', { width: 384, height: 256 }, 1);
    painter.setView({ ...view('rows'), layout, order: createPageOrder(layout) });
    expect(differing(pixels(target), before)).toBe(0);
  });
});
