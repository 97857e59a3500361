import type { SimNs } from '../../base/units';
import { formatBytes, formatCompact, formatLinkRate } from '../../base/format';
import { formatClock } from '../../base/formatTime';
import { AXIS_TEXT, CHART_TEXT, drawText } from './canvasText';
import type { MomentValues } from './momentValues';
import { momentValues } from './momentValues';
import type { RowBox } from './timelineFrame';
import { BAR_HEIGHT } from './timelineFrame';
import type { TimelineScene } from './timelineScene';
import { sceneX } from './timelineScene';
import type { TimelineTheme } from './timelineTheme';
import { remainingScale } from './valueScales';

/** What moves: the play head, and pointer or keyboard cursor if there is one. */
export interface TimelineMoment {
  readonly cursorNs: SimNs;
  readonly hoverNs: SimNs | undefined;
}

/** Strength of the veil over what lies ahead of the play head. */
const VEIL = 0.34;
const HANDLE_RADIUS = 6;

/** The two lines of the right gutter of a row. */
function gutterText(row: RowBox, values: MomentValues, pageBytes: number): readonly [string, string?] {
  switch (row.id) {
    case 'phase':
      return [values.phase];
    case 'pinned':
      return [`${formatCompact(values.pinned)} pages`, formatBytes(values.pinned * pageBytes)];
    case 'gfn':
      return [`${formatCompact(values.gfns?.secure ?? 0)} SECURE`, `${formatCompact(values.gfns?.normal ?? 0)} NORMAL`];
    case 'rate':
      return [`${formatCompact(values.pagesPerSecond)} /s`, formatLinkRate(values.bitsPerSecond / 8)];
    case 'remaining':
      return [`${formatCompact(values.remaining)} pages`, formatBytes(values.remaining * pageBytes)];
    case 'dirtying':
      return [`${formatCompact(values.writesPerSecond)} /s`, `dpr ${formatCompact(values.dirtyPagesRate)}`];
    case 'busy':
      return [`${Math.round(100 * (row.server === undefined ? 0 : (values.busy.get(row.server) ?? 0)))} %`];
    case 'throttle':
      return [`${Math.round(values.throttle)} %`];
  }
}

/** Decimals of a clock that tell one pixel of the window from the next. */
export function clockDecimals(scene: Pick<TimelineScene, 'window' | 'frame'>): number {
  const pixelSeconds = (scene.window.toNs - scene.window.fromNs) / scene.frame.plotWidth / 1e9;
  return Math.min(Math.max(Math.ceil(-Math.log10(pixelSeconds)), 0), 6);
}

function drawGutter(context: CanvasRenderingContext2D, scene: TimelineScene, theme: TimelineTheme, values: MomentValues, atCursor: boolean): void {
  const { frame, input } = scene;
  const put = (text: string, y: number, colour: string): void => drawText(context, theme, text, frame.width, y, { colour, align: 'right' });
  for (const row of frame.rows) {
    const [first, second] = gutterText(row, values, input.pageBytes);
    if (frame.compact) {
      if (row.id !== 'phase') put(first, row.y - 4, theme.fg);
      continue;
    }
    const y = row.id === 'phase' ? row.y + 12 : row.id === 'busy' ? row.y + 8 : row.y + 9;
    put(first, y, theme.fg);
    if (second !== undefined) put(second, y + 12, theme.fg3);
    if (row.id === 'phase' && atCursor) put(`at cursor, ${formatClock(values.atNs, clockDecimals(scene))}`, y + 12, theme.fg2);
  }
}

/** The sentence of the threshold, with its value at the moment; below the line, or above it near the row's end. */
function drawThreshold(context: CanvasRenderingContext2D, scene: TimelineScene, theme: TimelineTheme, values: MomentValues): void {
  const row = scene.frame.rows.find((candidate) => candidate.id === 'remaining');
  const first = scene.threshold.value.findIndex((value) => !Number.isNaN(value));
  if (row === undefined || first < 0) return;
  const shown = values.threshold > 0 ? values.threshold : (scene.threshold.value[first] ?? 0);
  const text = scene.frame.compact
    ? `switchover threshold ${formatCompact(shown)} pages`
    : `switchover threshold: ${formatCompact(shown)} pages = rate \u00d7 downtime-limit`;
  context.font = `400 10px ${theme.fontText}`;
  const { plotX, plotWidth } = scene.frame;
  const width = context.measureText(text).width;
  const x = Math.max(Math.min(plotX + first + 6, plotX + plotWidth - width - 4), plotX + 2);
  const [top, bottom] = thresholdSpan(scene, row, x - plotX, x - plotX + width);
  drawText(context, theme, text, x, bottom < row.y + row.height - 15 ? bottom + 12 : top - 4, { colour: theme.fg2, size: 10, halo: true });
}

/** The highest and the lowest pixel of the threshold's line over a stretch of columns. */
export function thresholdSpan({ threshold, domains }: Pick<TimelineScene, 'threshold' | 'domains'>, row: RowBox, from: number, to: number): readonly [number, number] {
  const toY = remainingScale(row, domains);
  const shown = [...threshold.value.subarray(Math.max(0, Math.floor(from)), Math.ceil(to))].filter((value) => value > 0).map(toY);
  return shown.length === 0 ? [row.y + row.height, row.y + row.height] : [Math.min(...shown), Math.max(...shown)];
}

/** The played part of the buffer bar, with a round handle on it. */
function drawPlayed(context: CanvasRenderingContext2D, scene: TimelineScene, theme: TimelineTheme, x: number, isInside: boolean): void {
  const { plotX, plotWidth, barY } = scene.frame;
  context.fillRect(plotX, barY, Math.min(Math.max(x, plotX), plotX + plotWidth) - plotX, BAR_HEIGHT);
  if (!isInside) return;
  context.beginPath();
  context.arc(x, barY + BAR_HEIGHT / 2, HANDLE_RADIUS, 0, 2 * Math.PI);
  context.fill();
  context.strokeStyle = theme.app;
  context.lineWidth = 2;
  context.stroke();
}

function drawHead(context: CanvasRenderingContext2D, scene: TimelineScene, theme: TimelineTheme, cursorNs: SimNs): void {
  const { plotX, plotWidth, plotBottom, barY, axis } = scene.frame;
  const x = sceneX(scene, cursorNs);
  const isInside = x >= plotX - 0.5 && x <= plotX + plotWidth + 0.5;
  context.fillStyle = theme.fg;
  if (isInside) context.fillRect(x - 0.6, 0, 1.2, axis ? barY : plotBottom);
  if (axis) drawPlayed(context, scene, theme, x, isInside);
}

function drawCursor(context: CanvasRenderingContext2D, scene: TimelineScene, theme: TimelineTheme, hoverNs: SimNs): void {
  const { plotX, plotWidth, plotBottom, axisY, axis } = scene.frame;
  const x = Math.round(sceneX(scene, hoverNs)) + 0.5;
  if (x < plotX || x > plotX + plotWidth + 1) return;
  context.strokeStyle = theme.fg;
  context.lineWidth = 1;
  context.setLineDash([2, 2]);
  context.beginPath();
  context.moveTo(x, 0);
  context.lineTo(x, axis ? axisY : plotBottom);
  context.stroke();
  context.setLineDash([]);
  if (axis) drawCursorTime(context, scene, theme, x, hoverNs);
}

function drawCursorTime(context: CanvasRenderingContext2D, scene: TimelineScene, theme: TimelineTheme, x: number, hoverNs: SimNs): void {
  const { plotX, plotWidth, axisY } = scene.frame;
  const text = formatClock(hoverNs, clockDecimals(scene));
  context.font = `400 ${CHART_TEXT}px ${theme.fontText}`;
  const width = context.measureText(text).width + 10;
  const left = Math.min(Math.max(x - width / 2, plotX), plotX + plotWidth - width);
  context.fillStyle = theme.fg;
  context.fillRect(left, axisY + 3, width, 14);
  drawText(context, theme, text, left + width / 2, axisY + 13.5, { colour: theme.app, align: 'center', size: AXIS_TEXT + 1 });
}

/**
 * Draws all that moves: veil, labels, played part, play head, cursor, values. Cheap: no reduction, one picture of labels.
 * @param labels the label layer, drawn at the same pixel ratio
 */
export function drawMoment(context: CanvasRenderingContext2D, scene: TimelineScene, theme: TimelineTheme, labels: CanvasImageSource, moment: TimelineMoment): void {
  const { frame, window } = scene;
  const right = frame.plotX + frame.plotWidth;
  context.clearRect(0, 0, frame.width, frame.height);
  const ahead = Math.min(Math.max(sceneX(scene, moment.cursorNs), frame.plotX), right);
  context.fillStyle = theme.app;
  context.globalAlpha = VEIL;
  context.fillRect(ahead, 0, right - ahead, frame.plotBottom);
  context.globalAlpha = 1;
  // Under the labels: the time at which it stands stays readable.
  drawHead(context, scene, theme, moment.cursorNs);
  context.drawImage(labels, 0, 0, frame.width, frame.height);
  const shownNs = moment.hoverNs ?? moment.cursorNs;
  const values = momentValues(scene, shownNs, (window.toNs - window.fromNs) / frame.plotWidth);
  drawThreshold(context, scene, theme, values);
  if (moment.hoverNs !== undefined) drawCursor(context, scene, theme, moment.hoverNs);
  drawGutter(context, scene, theme, values, moment.hoverNs !== undefined);
}
