import type { Columns } from './columns';
import type { RowBox } from './timelineFrame';
import type { TimelineScene } from './timelineScene';
import type { TimelineTheme } from './timelineTheme';
import { tracePoints } from './tracePoints';
import type { ValueScale } from './valueScales';
import { linearScale, remainingScale } from './valueScales';

interface Stroke {
  readonly colour: string;
  readonly width: number;
  readonly dash?: readonly number[];
}

/** Draws a reduced series as one line; `toY` maps its values to pixels. */
export function strokeColumns(context: CanvasRenderingContext2D, columns: Columns, plotX: number, toY: ValueScale, stroke: Stroke): void {
  context.strokeStyle = stroke.colour;
  context.lineWidth = stroke.width;
  context.lineJoin = 'round';
  context.setLineDash([...(stroke.dash ?? [])]);
  context.beginPath();
  for (const segment of tracePoints(columns, plotX, toY)) {
    for (const [index, [x, y]] of segment.entries()) {
      if (index === 0) context.moveTo(x, y);
      context.lineTo(x, y);
    }
  }
  context.stroke();
  context.setLineDash([]);
}

/** The last value of each column only: a threshold is a step, its spread within a pixel would read as a band. */
function steps(columns: Columns): Columns {
  return { min: columns.value, max: columns.value, value: columns.value };
}

/** Fills from the threshold down: a remainder in there ends the migration. */
function fillBelow(context: CanvasRenderingContext2D, columns: Columns, scene: TimelineScene, row: RowBox, toY: ValueScale): void {
  const base = row.y + row.height;
  context.beginPath();
  for (let x = 0; x < columns.value.length; x += 1) {
    const value = columns.value[x] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    const y = toY(value);
    context.rect(scene.frame.plotX + x, y, 1, base - y);
  }
  context.fill();
}

/** Remaining pages, log scale, through every sync's jump, and the switchover threshold as a dashed step line. */
export function drawRemaining(context: CanvasRenderingContext2D, scene: TimelineScene, row: RowBox, theme: TimelineTheme): void {
  const toY = remainingScale(row, scene.domains);
  const { plotX } = scene.frame;
  context.fillStyle = theme.fg;
  context.globalAlpha = 0.06;
  fillBelow(context, scene.threshold, scene, row, toY);
  context.globalAlpha = 1;
  strokeColumns(context, scene.remaining, plotX, toY, { colour: theme.fg, width: 1.4 });
  strokeColumns(context, steps(scene.threshold), plotX, toY, { colour: theme.fg, width: 1, dash: [4, 3] });
}

/** What the guest writes, and what QEMU prints about it; the latter only changes at a sync. */
export function drawDirtying(context: CanvasRenderingContext2D, scene: TimelineScene, row: RowBox, theme: TimelineTheme): void {
  const toY = linearScale(row, scene.domains.dirtying);
  const { plotX } = scene.frame;
  strokeColumns(context, scene.writes, plotX, toY, { colour: theme.dirty, width: 1.2 });
  strokeColumns(context, steps(scene.dirtyRate), plotX, toY, { colour: theme.fg, width: 1.2 });
}
