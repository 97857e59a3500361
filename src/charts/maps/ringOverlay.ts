import type { ThemeName } from '../palette';
import { PALETTE } from '../palette';
import type { MapHost } from './mapColours';
import { criticalHost } from './criticalState';
import { mapSize, tileRect } from './mapGeometry';
import type { MapLayout } from './mapLayout';
import type { PageOrder } from './pageOrder';

/** Radius of a ring around a small tile, in CSS pixels. */
const RADIUS = 5;

/**
 * Draws a ring around every critical tile of one host, so that one tile is seen among a hundred thousand.
 * @param rings pairs tile, code of the whole guest
 */
export function drawRings(
  canvas: HTMLCanvasElement, layout: MapLayout, order: PageOrder, host: MapHost, rings: Int32Array, theme: ThemeName,
): void {
  if (rings.length === 0) {
    if (canvas.width !== 0) canvas.width = 0;
    return;
  }
  const size = mapSize(layout);
  canvas.width = Math.round(size.width * layout.pixelRatio);
  canvas.height = Math.round(size.height * layout.pixelRatio);
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.scale(layout.pixelRatio, layout.pixelRatio);
  for (const [colour, width] of [[PALETTE[theme].app, 4], [PALETTE[theme].alarm, 2]] as const) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    for (let i = 0; i + 1 < rings.length; i += 2) {
      const rect = criticalHost(rings[i + 1] ?? 0) === host ? tileRect(layout, order, rings[i] ?? -1) : undefined;
      if (rect === undefined) continue;
      context.beginPath();
      context.arc(rect.x + rect.width / 2, rect.y + rect.height / 2, Math.max(RADIUS, rect.width / 2 + 2), 0, 2 * Math.PI);
      context.stroke();
    }
  }
}
