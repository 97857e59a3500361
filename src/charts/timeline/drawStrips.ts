import type { RowBox } from './timelineFrame';
import type { TimelineScene } from './timelineScene';
import type { TimelineTheme } from './timelineTheme';
import { busyRuns } from './utilisation';

/** One server's use, in six steps of lightness. */
export function drawBusy(context: CanvasRenderingContext2D, scene: TimelineScene, row: RowBox, theme: TimelineTheme): void {
  const columns = row.server === undefined ? undefined : scene.busy.get(row.server);
  if (columns === undefined) return;
  for (const run of busyRuns(columns.value)) {
    context.fillStyle = theme.sequential[run.busy] ?? theme.raise;
    context.fillRect(scene.frame.plotX + run.fromX, row.y, run.toX - run.fromX, row.height);
  }
}

/** cpu-throttle-percentage as a step area, 0 to 99 %. */
export function drawThrottle(context: CanvasRenderingContext2D, scene: TimelineScene, row: RowBox, theme: TimelineTheme): void {
  context.fillStyle = theme.fg;
  context.globalAlpha = 0.28;
  context.beginPath();
  scene.throttle.max.forEach((percent, x) => {
    if (!(percent > 0)) return;
    const height = Math.min(Math.max((percent / 99) * row.height, 1), row.height);
    context.rect(scene.frame.plotX + x, row.y + row.height - height, 1, height);
  });
  context.fill();
  context.globalAlpha = 1;
}
