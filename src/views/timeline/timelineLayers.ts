import { drawData } from '../../charts/timeline/drawData';
import { drawLabels } from '../../charts/timeline/drawLabels';
import type { TimelineMoment } from '../../charts/timeline/drawMoment';
import { drawMoment } from '../../charts/timeline/drawMoment';
import type { TimelineScene } from '../../charts/timeline/timelineScene';
import type { TimelineTheme } from '../../charts/timeline/timelineTheme';

/** The timeline's canvases: data below, what moves above, text that stands still cached off the screen. */
export interface TimelineLayers {
  readonly data: HTMLCanvasElement;
  readonly moment: HTMLCanvasElement;
  readonly labels: HTMLCanvasElement;
}

/**
 * Of the data: hundreds of thin strokes, drawn at news of a run alone. Where a CPU stands in for the GPU, its process takes 0.1 s for
 * them and holds every frame up meanwhile; drawn by the page's own thread they take a few milliseconds. The attribute asks for that.
 * Source: HTML, canvas context settings, willReadFrequently; docs/performance.md.
 */
const DATA_SETTINGS: CanvasRenderingContext2DSettings = { willReadFrequently: true };

function sizedContext(
  canvas: HTMLCanvasElement, width: number, height: number, ratio: number, settings?: CanvasRenderingContext2DSettings,
): CanvasRenderingContext2D | undefined {
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w) canvas.width = w;
  if (canvas.height !== h) canvas.height = h;
  const context = canvas.getContext('2d', settings) ?? undefined;
  context?.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

/** Redraws what changes with recording, window, size or theme; a few milliseconds. */
export function drawStillLayers(layers: TimelineLayers, scene: TimelineScene, theme: TimelineTheme, ratio: number): void {
  const { width, height } = scene.frame;
  const data = sizedContext(layers.data, width, height, ratio, DATA_SETTINGS);
  if (data !== undefined) drawData(data, scene, theme);
  const labels = sizedContext(layers.labels, width, height, ratio);
  labels?.clearRect(0, 0, width, height);
  if (labels !== undefined) drawLabels(labels, scene, theme);
}

/** Redraws what moves with play head and cursor. */
export function drawMomentLayer(layers: TimelineLayers, scene: TimelineScene, theme: TimelineTheme, ratio: number, moment: TimelineMoment): void {
  const context = sizedContext(layers.moment, scene.frame.width, scene.frame.height, ratio);
  if (context !== undefined) drawMoment(context, scene, theme, layers.labels, moment);
}
