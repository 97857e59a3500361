import type { PathId } from './paths';
import { STACK_ORDER } from './paths';
import type { RateStack } from './rateStack';
import { stackRates } from './rateStack';
import type { RowBox } from './timelineFrame';
import type { TimelineScene } from './timelineScene';
import type { TimelineTheme } from './timelineTheme';
import { linearScale } from './valueScales';

/** A band thinner than this keeps no gap of its own to the band above. */
const LEAST_GAPPED = 3;

function fillBand(context: CanvasRenderingContext2D, upper: Float64Array, lower: Float64Array | undefined, plotX: number, base: number): void {
  context.beginPath();
  for (let x = 0; x < upper.length; x += 1) {
    const top = upper[x] ?? 0;
    const bottom = lower?.[x] ?? 0;
    if (top > bottom) context.rect(plotX + x, base - top, 1, top - bottom);
  }
  context.fill();
}

function drawGaps(context: CanvasRenderingContext2D, stack: RateStack, order: readonly PathId[], plotX: number, base: number): void {
  context.beginPath();
  for (const [index, path] of order.entries()) {
    const above = order[index + 1];
    if (above === undefined) continue;
    const edge = stack.edges[path];
    const next = stack.edges[above];
    for (let x = 0; x < edge.length; x += 1) {
      const height = edge[x] ?? 0;
      if (height >= LEAST_GAPPED && (next[x] ?? 0) - height >= LEAST_GAPPED) context.rect(plotX + x, base - height - 1, 1, 1);
    }
  }
  context.fill();
}

/** A caret at the top of each stretch that the domain cuts. */
function drawCarets(context: CanvasRenderingContext2D, clipped: Uint8Array, plotX: number, y: number): void {
  context.beginPath();
  for (let x = 0; x < clipped.length; x += 1) {
    if (clipped[x] !== 1 || clipped[x - 1] === 1) continue;
    context.moveTo(plotX + x - 2.5, y + 1);
    context.lineTo(plotX + x + 0.5, y - 3);
    context.lineTo(plotX + x + 3.5, y + 1);
  }
  context.fill();
}

/** Transfer rate by path, stacked; above the mean of a pixel column its busiest bucket, fainter. */
export function drawRate(context: CanvasRenderingContext2D, scene: TimelineScene, row: RowBox, theme: TimelineTheme): void {
  const { plotX, plotWidth } = scene.frame;
  const base = row.y + row.height;
  const stack = stackRates(scene.rates, scene.sent, scene.domains.rate, row.height);
  const order = STACK_ORDER.filter((path) => scene.rates[path].max.some((rate) => rate > 0));
  const leading = order[order.length - 1] ?? 'helper';
  context.fillStyle = theme.paths[leading];
  context.globalAlpha = 0.35;
  fillBand(context, stack.peak, stack.edges.helper, plotX, base);
  context.globalAlpha = 1;
  order.forEach((path, index) => {
    const below = order[index - 1];
    context.fillStyle = theme.paths[path];
    fillBand(context, stack.edges[path], below === undefined ? undefined : stack.edges[below], plotX, base);
  });
  context.fillStyle = theme.app;
  drawGaps(context, stack, order, plotX, base);
  context.fillStyle = theme.fg;
  drawCarets(context, stack.clipped, plotX, row.y);
  if (scene.input.capacity !== undefined) drawCapacity(context, linearScale(row, scene.domains.rate)(scene.input.capacity), plotX, plotWidth, theme);
}

function drawCapacity(context: CanvasRenderingContext2D, y: number, plotX: number, plotWidth: number, theme: TimelineTheme): void {
  context.strokeStyle = theme.fg2;
  context.lineWidth = 1;
  context.setLineDash([1, 3]);
  context.beginPath();
  context.moveTo(plotX, Math.round(y) + 0.5);
  context.lineTo(plotX + plotWidth, Math.round(y) + 0.5);
  context.stroke();
  context.setLineDash([]);
}
