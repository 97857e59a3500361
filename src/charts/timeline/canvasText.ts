import type { TimelineTheme } from './timelineTheme';

export interface TextStyle {
  readonly colour: string;
  readonly size?: number;
  readonly align?: CanvasTextAlign;
  readonly mono?: boolean;
  readonly weight?: 400 | 600;
  /** Keeps a label readable where a line of the chart runs through it. */
  readonly halo?: boolean;
}

/** 10.5 px is the size of chart text, 9.5 that of axes. */
export const CHART_TEXT = 10.5;
export const AXIS_TEXT = 9.5;

/** Writes one line of text; `y` is its base line. */
export function drawText(context: CanvasRenderingContext2D, theme: TimelineTheme, text: string, x: number, y: number, style: TextStyle): void {
  const { colour, size = CHART_TEXT, align = 'left', mono = false, weight = 400, halo = false } = style;
  context.font = `${weight} ${size}px ${mono ? theme.fontMono : theme.fontText}`;
  context.fillStyle = colour;
  context.textAlign = align;
  if (halo) {
    context.strokeStyle = theme.app;
    context.lineWidth = 3;
    context.lineJoin = 'round';
    context.strokeText(text, x, y);
  }
  context.fillText(text, x, y);
}
