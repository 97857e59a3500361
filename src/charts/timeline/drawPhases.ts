import type { Phase } from './phases';
import type { RowBox } from './timelineFrame';
import type { TimelineScene } from './timelineScene';
import { sceneX } from './timelineScene';
import type { TimelineTheme } from './timelineTheme';

/** A phase on the screen; cut to the plot. */
export interface PhaseSpan {
  readonly phase: Phase;
  readonly x: number;
  readonly width: number;
}

/** Setup and STOP to RESUME decide a migration and last milliseconds: they are never narrower than this. */
const LEAST_PHASE_WIDTH = 2;

/** The spans of the strip, one pixel apart from each other, in drawing order: those that must not vanish come last. */
export function phaseSpans(scene: TimelineScene): readonly PhaseSpan[] {
  const { plotX, plotWidth } = scene.frame;
  const spans = scene.phases.map((phase) => {
    const from = Math.max(sceneX(scene, phase.fromNs), plotX);
    const to = Math.min(sceneX(scene, phase.toNs), plotX + plotWidth);
    const least = phase.kind === 'setup' || phase.kind === 'stopped' ? LEAST_PHASE_WIDTH : 0;
    const inside = sceneX(scene, phase.fromNs) <= plotX + plotWidth && sceneX(scene, phase.toNs) >= plotX;
    const width = inside ? Math.max(to - from - 1, least) : 0;
    return { phase, x: Math.min(from, plotX + plotWidth - width), width };
  });
  const rank = (span: PhaseSpan): number => (span.phase.kind === 'setup' || span.phase.kind === 'stopped' ? 1 : 0);
  return spans.filter((span) => span.width > 0).sort((a, b) => rank(a) - rank(b));
}

function phaseColour(phase: Phase, theme: TimelineTheme): string {
  switch (phase.kind) {
    case 'off':
      return theme.grid;
    case 'running':
    case 'secure':
    case 'after':
      return theme.raise;
    case 'pinning':
    case 'transient':
      return theme.line2;
    case 'booting':
    case 'converting':
    case 'aborting':
      return theme.line;
    case 'setup':
    case 'postcopy':
      return theme.ctl;
    case 'stopped':
      return theme.fg;
    case 'pass':
      return (phase.pass ?? 1) % 2 === 1 ? theme.line2 : theme.line;
  }
}

/** Fills the phase strip; its names are labels. */
export function drawPhases(context: CanvasRenderingContext2D, scene: TimelineScene, row: RowBox, theme: TimelineTheme): void {
  for (const span of phaseSpans(scene)) {
    context.fillStyle = phaseColour(span.phase, theme);
    context.fillRect(span.x, row.y, span.width, row.height);
  }
  if (scene.input.refusedNs === undefined) return;
  const x = sceneX(scene, scene.input.refusedNs);
  context.fillStyle = theme.alarm;
  context.fillRect(x, row.y, 3, row.height);
  for (let y = row.y + row.height; y < scene.frame.axisY; y += 4) context.fillRect(x + 1, y, 1, 2);
}
