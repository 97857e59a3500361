import type { SimNs } from '../../base/units';

/** The stretch of the run that the timeline shows, [fromNs, toNs). */
export interface TimeWindow {
  readonly fromNs: SimNs;
  readonly toNs: SimNs;
}

/** No closer than 10 us from edge to edge: the shortest exchange of the model (one ring entry) is a few of them. */
export const MIN_SPAN_NS = 1e4;

/** The whole run; a run without length still gets a window. */
export function fitWindow(endNs: SimNs): TimeWindow {
  return { fromNs: 0, toNs: Math.max(endNs, MIN_SPAN_NS) };
}

/** Moves a window into [0, endNs] and bounds its span; the span is kept where it fits. */
export function keepInside(window: TimeWindow, endNs: SimNs): TimeWindow {
  const whole = fitWindow(endNs);
  const span = Math.min(Math.max(window.toNs - window.fromNs, MIN_SPAN_NS), whole.toNs);
  const fromNs = Math.min(Math.max(window.fromNs, 0), whole.toNs - span);
  return { fromNs, toNs: fromNs + span };
}

/** Scales the span by `factor` (below 1 zooms in); the moment `anchorNs` keeps its place on the screen. */
export function zoomWindow(window: TimeWindow, factor: number, anchorNs: SimNs, endNs: SimNs): TimeWindow {
  const span = Math.max((window.toNs - window.fromNs) * factor, MIN_SPAN_NS);
  const share = (anchorNs - window.fromNs) / (window.toNs - window.fromNs);
  const fromNs = anchorNs - share * span;
  return keepInside({ fromNs, toNs: fromNs + span }, endNs);
}

/** Moves by a share of the span; negative goes back. */
export function panWindow(window: TimeWindow, share: number, endNs: SimNs): TimeWindow {
  const step = (window.toNs - window.fromNs) * share;
  return keepInside({ fromNs: window.fromNs + step, toNs: window.toNs + step }, endNs);
}

/** Shows the whole run: nothing is zoomed. */
export function isFit(window: TimeWindow, endNs: SimNs): boolean {
  const whole = fitWindow(endNs);
  return window.fromNs <= whole.fromNs && window.toNs >= whole.toNs;
}
