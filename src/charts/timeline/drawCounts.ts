import { formatCompact, formatShort } from '../../base/format';
import { AXIS_TEXT, drawText } from './canvasText';
import { countDomain, countedPages, countScale } from './countScale';
import { strokeColumns } from './drawLines';
import { GFN_STATES, gfnCountAt, type GfnStateId } from './gfnStates';
import type { RowBox } from './timelineFrame';
import type { TimelineScene } from './timelineScene';
import { sceneX } from './timelineScene';
import type { TimelineTheme } from './timelineTheme';

function gfnColour(state: GfnStateId, theme: TimelineTheme): string {
  switch (state) {
    case 'secure': return theme.currentInk;
    case 'normal': return theme.ctl;
    case 'shared': return theme.shared;
    case 'pagedOut': return theme.paths.psp;
  }
}

/** Pages pinned so far, and as a dashed line how many there are. */
export function drawPinned(context: CanvasRenderingContext2D, scene: TimelineScene, row: RowBox, theme: TimelineTheme): void {
  const pages = countedPages(row, scene.input);
  const toY = countScale(row, countDomain(pages));
  context.fillStyle = theme.ctl;
  for (let x = 0; x < scene.frame.plotWidth; x += 6) context.fillRect(scene.frame.plotX + x, Math.round(toY(pages)), 3, 1);
  strokeColumns(context, scene.pinned, scene.frame.plotX, toY, { colour: theme.pinned, width: 1.6 });
}

/** The frames of a POWER guest by state, pixel by pixel. */
export function drawGfns(context: CanvasRenderingContext2D, scene: TimelineScene, row: RowBox, theme: TimelineTheme): void {
  const { gfns = [], computedNs } = scene.input;
  const toY = countScale(row, countDomain(countedPages(row, scene.input)));
  const { plotX, plotWidth } = scene.frame;
  const endX = Math.min(sceneX(scene, computedNs), plotX + plotWidth);
  for (const { id } of [...GFN_STATES].reverse()) {
    if (gfns.every((sample) => sample[id] === 0)) continue;
    context.strokeStyle = gfnColour(id, theme);
    context.lineWidth = 1.6;
    context.beginPath();
    for (let x = plotX; x <= endX; x += 1) context.lineTo(x, toY(gfnCountAt(gfns, id, atPixel(scene, x))));
    context.stroke();
  }
}

/** Under the dashed line, at the end where the count does not run through the words. */
function labelAll(context: CanvasRenderingContext2D, { frame, pinned }: TimelineScene, toY: (pages: number) => number, pages: number, theme: TimelineTheme): void {
  const text = `all of RAM: ${formatCompact(pages)} pages`;
  const style = { colour: theme.fg2, size: 10, halo: true } as const;
  const y = toY(pages) + 12;
  const below = toY(pinned.max.at(-1) ?? 0) - toY(pages);
  if (below > 3 && below < 16) drawText(context, theme, text, frame.plotX + 5, y, style);
  else drawText(context, theme, text, frame.plotX + frame.plotWidth - 4, y, { ...style, align: 'right' });
}

/** Names the axis' ends, all of the guest's pages, and the states' colours. */
export function labelCounts(context: CanvasRenderingContext2D, scene: TimelineScene, row: RowBox, theme: TimelineTheme): void {
  const pages = countedPages(row, scene.input);
  const domain = countDomain(pages);
  const toY = countScale(row, domain);
  const { plotX, compact } = scene.frame;
  if (row.id === 'pinned') labelAll(context, scene, toY, pages, theme);
  if (compact) return;
  const place = { colour: theme.fg3, size: AXIS_TEXT, align: 'right' } as const;
  drawText(context, theme, formatShort(domain.top), plotX - 4, row.y + 8, place);
  drawText(context, theme, formatShort(domain.floor), plotX - 4, row.y + row.height - 1, place);
  if (row.id === 'gfn') labelStates(context, row, theme);
}

function labelStates(context: CanvasRenderingContext2D, row: RowBox, theme: TimelineTheme): void {
  GFN_STATES.forEach(({ id, name }, index) => {
    const y = row.y + 33 + index * 12;
    context.fillStyle = gfnColour(id, theme);
    context.fillRect(0, y - 2, 7, 7);
    drawText(context, theme, name, 10, y + 5, { colour: theme.fg3, size: AXIS_TEXT });
  });
}

function atPixel(scene: TimelineScene, x: number): number {
  const { frame, window } = scene;
  return window.fromNs + ((x - frame.plotX) / frame.plotWidth) * (window.toNs - window.fromNs);
}
