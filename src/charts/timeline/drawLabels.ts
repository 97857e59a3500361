import { formatShort } from '../../base/format';
import { formatClock } from '../../base/formatTime';
import { AXIS_TEXT, drawText } from './canvasText';
import { labelCounts } from './drawCounts';
import { TICK_DISTANCE } from './drawData';
import { phaseSpans } from './drawPhases';
import { PATHS } from './paths';
import { SERVER_NAMES } from './servers';
import type { RowBox } from './timelineFrame';
import type { TimelineScene } from './timelineScene';
import { sceneX } from './timelineScene';
import type { TimelineTheme } from './timelineTheme';
import { timeTicks } from './timeTicks';
import { decades, linearScale, remainingScale } from './valueScales';

interface Labelling {
  readonly context: CanvasRenderingContext2D;
  readonly scene: TimelineScene;
  readonly theme: TimelineTheme;
}

/** Name and unit of a row, as the left gutter (or the line above a compact row) says them. */
function rowTitle(row: RowBox): readonly [string, string?] {
  switch (row.id) {
    case 'phase':
      return ['phase'];
    case 'pinned':
      return ['pinned', 'pages, log scale'];
    case 'gfn':
      return ['GFNs', '64 KiB, log scale'];
    case 'rate':
      return ['transfer rate', 'pages/s'];
    case 'remaining':
      return ['remaining', 'pages, log scale'];
    case 'dirtying':
      return ['dirtying', 'pages/s'];
    case 'busy':
      return [row.server === undefined ? 'busy' : SERVER_NAMES[row.server]];
    case 'throttle':
      return ['cpu-throttle'];
  }
}

function labelRow({ context, scene, theme }: Labelling, row: RowBox): void {
  const [name, unit] = rowTitle(row);
  if (scene.frame.compact) {
    if (row.id === 'phase') return;
    drawText(context, theme, unit === undefined ? name : `${name}, ${unit}`, 0, row.y - 4, { colour: theme.fg3 });
    return;
  }
  const first = row.id === 'phase' ? row.y + 12 : row.id === 'busy' ? row.y + 8 : row.y + 9;
  drawText(context, theme, name, 0, first, { colour: theme.fg });
  if (unit !== undefined) drawText(context, theme, unit, 0, first + 12, { colour: theme.fg3 });
}

function axisValue({ context, scene, theme }: Labelling, value: number, y: number, place: 'top' | 'base' | 'middle'): void {
  const shift = place === 'top' ? 8 : place === 'base' ? -1 : 3;
  if (scene.frame.compact) return;
  drawText(context, theme, formatShort(value), scene.frame.plotX - 4, y + shift, { colour: theme.fg3, size: AXIS_TEXT, align: 'right' });
}

/** Base and top of a log axis, and between them what has room: every decade of a few, every second of more, none beside the top. */
export function labelledDecades(all: readonly number[]): readonly number[] {
  const last = all.length - 1;
  return all.filter((_, index) => all.length <= 4 || index === last || (index % 2 === 0 && index < last - 1));
}

function labelScale(labelling: Labelling, row: RowBox): void {
  const { domains, input } = labelling.scene;
  if (row.id === 'remaining') {
    const toY = remainingScale(row, domains);
    const shown = labelledDecades(decades(domains));
    shown.forEach((value, index) => axisValue(labelling, value, toY(value), index === 0 ? 'base' : index === shown.length - 1 ? 'top' : 'middle'));
  } else if (row.id === 'rate' && input.refusedNs === undefined) {
    const toY = linearScale(row, domains.rate);
    axisValue(labelling, 0, toY(0), 'base');
    axisValue(labelling, domains.rate / 2, toY(domains.rate / 2), 'middle');
    axisValue(labelling, domains.rate, toY(domains.rate), 'top');
  } else if (row.id === 'dirtying') {
    axisValue(labelling, 0, row.y + row.height, 'base');
    axisValue(labelling, domains.dirtying, row.y, 'top');
  }
}

/** The legend names only paths that the gutter has room for: two columns under the row's name. */
function labelPaths({ context, scene, theme }: Labelling, row: RowBox): void {
  if (scene.frame.compact || scene.input.refusedNs !== undefined) return;
  PATHS.forEach((path, index) => {
    const x = (index % 2) * 48;
    const y = row.y + 33 + (index >> 1) * 12;
    context.fillStyle = theme.paths[path.id];
    context.fillRect(x, y - 2, 7, 7);
    drawText(context, theme, path.name, x + 10, y + 5, { colour: theme.fg3, size: AXIS_TEXT });
  });
}

function labelPhases({ context, scene, theme }: Labelling, row: RowBox): void {
  for (const span of phaseSpans(scene)) {
    context.font = `400 10.5px ${theme.fontText}`;
    const text = span.phase.shorter.find((candidate) => context.measureText(candidate).width + 6 <= span.width);
    if (text === undefined || span.phase.kind === 'stopped' || span.phase.kind === 'setup') continue;
    drawText(context, theme, text, span.x + span.width / 2, row.y + 12, { colour: theme.fg2, align: 'center' });
  }
}

function firstDrawn(values: Float64Array): number {
  return values.findIndex((value) => !Number.isNaN(value));
}

function labelDirtying({ context, scene, theme }: Labelling, row: RowBox): void {
  const { plotX } = scene.frame;
  const toY = linearScale(row, scene.domains.dirtying);
  const written = firstDrawn(scene.writes.value);
  if (written >= 0) {
    const y = toY(scene.writes.max[written] ?? 0);
    const below = y - 4 < row.y + 8;
    drawText(context, theme, 'guest page writes', plotX + written + 5, below ? y + 14 : y - 4, { colour: theme.fg2, size: 10, halo: true });
  }
  const rated = firstDrawn(scene.dirtyRate.value);
  if (rated < 0) return;
  const text = 'dirty-pages-rate \u25b8';
  const y = Math.min(toY(scene.dirtyRate.value[rated] ?? 0) + 3, row.y + row.height - 3);
  if (rated > 110) drawText(context, theme, text, plotX + rated - 5, y, { colour: theme.fg2, size: 10, mono: true, halo: true, align: 'right' });
}

function labelThrottle({ context, scene, theme }: Labelling, row: RowBox): void {
  const first = scene.throttle.max.findIndex((percent) => percent > 0);
  if (first < 0) return;
  const highest = scene.throttle.max.reduce((top, percent) => (percent > top ? percent : top), 0);
  const text = `auto-converge: ${Math.round(scene.throttle.max[first] ?? 0)} to ${Math.round(highest)} %`;
  const right = first > 130;
  drawText(context, theme, text, scene.frame.plotX + first + (right ? -4 : 4), row.y + row.height - 3, { colour: theme.fg2, size: 10, align: right ? 'right' : 'left' });
}

function labelRefusal({ context, scene, theme }: Labelling, row: RowBox): void {
  if (scene.input.refusedNs === undefined) return;
  const text = 'nothing was sent: a refusal is an answer, not a failure of the guest';
  const { plotX, plotWidth, axisY } = scene.frame;
  drawText(context, theme, text, plotX + 8, row.y + 14, { colour: theme.fg3 });
  const x = sceneX(scene, scene.input.refusedNs);
  const right = x > plotX + plotWidth - 100;
  drawText(context, theme, `${scene.input.refusedCommand ?? 'migrate'} refused`, x + (right ? -5 : 6), axisY - 1, { colour: theme.fg2, size: 10, align: right ? 'right' : 'left' });
}

function labelAxis({ context, scene, theme }: Labelling): void {
  const { plotX, plotWidth, axisY, barY, compact } = scene.frame;
  for (const tick of timeTicks(scene.window, plotWidth / TICK_DISTANCE)) {
    const x = sceneX(scene, tick.atNs);
    const align = x < plotX + 16 ? 'left' : x > plotX + plotWidth - 16 ? 'right' : 'center';
    drawText(context, theme, tick.label, x, axisY + 14, { colour: theme.fg3, align, halo: true });
  }
  if (compact) return;
  const { done, computedNs, cost } = scene.input;
  const recorded = done ? `all recorded${cost === undefined ? '' : ` in ${cost}`}` : `recorded to ${formatClock(computedNs, 0)}`;
  drawText(context, theme, 'time since start', 0, axisY + 11, { colour: theme.fg3 });
  drawText(context, theme, recorded, 0, barY + 5, { colour: theme.fg3 });
}

function labelHatch({ context, scene, theme }: Labelling): void {
  const { plotX, plotWidth } = scene.frame;
  const x = Math.max(sceneX(scene, scene.input.computedNs), plotX);
  if (scene.input.done || x > plotX + plotWidth - 80) return;
  context.fillStyle = theme.app;
  context.fillRect(x + 6, 27, 72, 15);
  drawText(context, theme, scene.input.stopped === true ? 'not known' : 'computing\u2026', x + 10, 38, { colour: theme.fg2 });
}

/** Draws names, scales, legend, sentences and phase numbers: all text that stands still. It lies above the veil. */
export function drawLabels(context: CanvasRenderingContext2D, scene: TimelineScene, theme: TimelineTheme): void {
  const labelling = { context, scene, theme };
  for (const row of scene.frame.rows) {
    labelRow(labelling, row);
    labelScale(labelling, row);
    if (row.id === 'phase') labelPhases(labelling, row);
    if (row.id === 'pinned' || row.id === 'gfn') labelCounts(context, scene, row, theme);
    if (row.id === 'rate') labelPaths(labelling, row);
    if (row.id === 'rate') labelRefusal(labelling, row);
    if (row.id === 'dirtying') labelDirtying(labelling, row);
    if (row.id === 'throttle') labelThrottle(labelling, row);
  }
  labelHatch(labelling);
  if (scene.frame.axis) labelAxis(labelling);
}
