import { countDomain, countedPages, countScale } from './countScale';
import { drawGfns, drawPinned } from './drawCounts';
import { drawDirtying, drawRemaining } from './drawLines';
import { drawPhases } from './drawPhases';
import { drawRate } from './drawRate';
import { drawBusy, drawThrottle } from './drawStrips';
import type { RowBox } from './timelineFrame';
import { BAR_HEIGHT } from './timelineFrame';
import type { TimelineScene } from './timelineScene';
import { sceneX } from './timelineScene';
import type { TimelineTheme } from './timelineTheme';
import { timeTicks } from './timeTicks';
import { decades, linearScale, remainingScale } from './valueScales';

/** Least distance of two labels on the time axis, in px. */
export const TICK_DISTANCE = 64;
const HATCH_STEP = 6;

function horizontal(context: CanvasRenderingContext2D, scene: TimelineScene, y: number, colour: string): void {
  context.fillStyle = colour;
  context.fillRect(scene.frame.plotX, Math.round(y), scene.frame.plotWidth, 1);
}

function gridValues(row: RowBox, scene: TimelineScene): readonly number[] {
  if (scene.input.refusedNs !== undefined && row.id === 'rate') return [];
  const { domains } = scene;
  if (row.id === 'rate') return [domains.rate / 2, domains.rate].map(linearScale(row, domains.rate));
  if (row.id === 'dirtying') return [linearScale(row, domains.dirtying)(domains.dirtying)];
  if (row.id === 'pinned' || row.id === 'gfn') {
    const domain = countDomain(countedPages(row, scene.input));
    return [domain.top / 100, domain.top].map(countScale(row, domain));
  }
  if (row.id === 'remaining') return decades(domains).map(remainingScale(row, domains));
  return [];
}

function drawGrid(context: CanvasRenderingContext2D, scene: TimelineScene, theme: TimelineTheme): void {
  for (const row of scene.frame.rows) {
    for (const y of gridValues(row, scene)) horizontal(context, scene, y, theme.grid);
    if (row.id !== 'phase' && row.id !== 'busy') horizontal(context, scene, row.y + row.height, theme.line);
  }
}

function drawRow(context: CanvasRenderingContext2D, scene: TimelineScene, row: RowBox, theme: TimelineTheme): void {
  switch (row.id) {
    case 'phase':
      return drawPhases(context, scene, row, theme);
    case 'pinned':
      return drawPinned(context, scene, row, theme);
    case 'gfn':
      return drawGfns(context, scene, row, theme);
    case 'rate':
      return scene.input.refusedNs === undefined ? drawRate(context, scene, row, theme) : undefined;
    case 'remaining':
      return drawRemaining(context, scene, row, theme);
    case 'dirtying':
      return drawDirtying(context, scene, row, theme);
    case 'busy':
      return drawBusy(context, scene, row, theme);
    case 'throttle':
      return drawThrottle(context, scene, row, theme);
  }
}

/** What is not computed yet: diagonal lines from where the recording ends, and a line that says where. */
function drawHatch(context: CanvasRenderingContext2D, scene: TimelineScene, theme: TimelineTheme): void {
  const { plotX, plotWidth, plotBottom } = scene.frame;
  const from = Math.max(sceneX(scene, scene.input.computedNs), plotX);
  const to = plotX + plotWidth;
  if (scene.input.done || from >= to) return;
  context.save();
  context.beginPath();
  context.rect(from, 0, to - from, plotBottom);
  context.clip();
  context.fillStyle = theme.app;
  context.fillRect(from, 0, to - from, plotBottom);
  context.strokeStyle = theme.line;
  context.lineWidth = 1.2;
  context.beginPath();
  for (let x = from - plotBottom; x < to; x += HATCH_STEP * Math.SQRT2) {
    context.moveTo(x, plotBottom);
    context.lineTo(x + plotBottom, 0);
  }
  context.stroke();
  context.restore();
  context.fillStyle = theme.ctl;
  context.fillRect(from, 0, 1, plotBottom);
}

function drawAxis(context: CanvasRenderingContext2D, scene: TimelineScene, theme: TimelineTheme): void {
  const { plotX, plotWidth, axisY, barY } = scene.frame;
  context.fillStyle = theme.ctl;
  for (const tick of timeTicks(scene.window, plotWidth / TICK_DISTANCE)) context.fillRect(Math.round(sceneX(scene, tick.atNs)), axisY, 1, 4);
  const recorded = Math.min(Math.max(sceneX(scene, scene.input.computedNs), plotX), plotX + plotWidth);
  context.fillStyle = theme.line2;
  context.fillRect(plotX, barY, plotWidth, BAR_HEIGHT);
  context.fillStyle = theme.ctl;
  context.fillRect(plotX, barY, recorded - plotX, BAR_HEIGHT);
  context.fillStyle = theme.fg;
  for (const event of scene.input.events) if (event.kind === 'action') drawAction(context, sceneX(scene, event.atNs), scene);
}

function drawAction(context: CanvasRenderingContext2D, x: number, scene: TimelineScene): void {
  const { plotX, plotWidth, barY } = scene.frame;
  if (x < plotX - 0.5 || x > plotX + plotWidth + 0.5) return;
  context.beginPath();
  context.moveTo(x - 4, barY - 7);
  context.lineTo(x + 4, barY - 7);
  context.lineTo(x, barY - 1);
  context.fill();
}

/** Draws all that does not move with play head or cursor, without text. */
export function drawData(context: CanvasRenderingContext2D, scene: TimelineScene, theme: TimelineTheme): void {
  context.clearRect(0, 0, scene.frame.width, scene.frame.height);
  drawGrid(context, scene, theme);
  for (const row of scene.frame.rows) drawRow(context, scene, row, theme);
  drawHatch(context, scene, theme);
  if (scene.frame.axis) drawAxis(context, scene, theme);
}
