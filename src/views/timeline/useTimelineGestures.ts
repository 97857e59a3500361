import { useEffect, useRef } from 'react';
import type { KeyboardEvent, PointerEvent, RefObject } from 'react';
import type { SimNs } from '../../base/units';
import type { TimelineScene } from '../../charts/timeline/timelineScene';
import { sceneNs } from '../../charts/timeline/timelineScene';
import type { WindowControl } from './useTimelineWindow';

/** One key press zooms to this share of the span, or back by its inverse. */
export const ZOOM_STEP = 0.7;
/** One key press pans by this share. */
export const PAN_STEP = 0.2;
/** Wheel pixels that double the span. */
const WHEEL_DOUBLING = 240;
/** Arrow keys move by one pixel of the window; with Shift by ten. */
const FAST = 10;

export interface GestureTargets {
  readonly surface: RefObject<HTMLElement | null>;
  readonly scene: TimelineScene | undefined;
  readonly control: WindowControl;
  /** Where the cursor is, or the play head without one. */
  readonly shownNs: SimNs;
  readonly hasCursor: boolean;
  readonly onHover: (ns: SimNs | undefined) => void;
  readonly onSeek: (ns: SimNs) => void;
}

export interface Gestures {
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerLeave: () => void;
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
}

function eventNs(event: { readonly clientX: number }, targets: GestureTargets): SimNs | undefined {
  const bounds = targets.surface.current?.getBoundingClientRect();
  if (bounds === undefined || targets.scene === undefined) return undefined;
  return sceneNs(targets.scene, event.clientX - bounds.left + targets.scene.frame.plotX);
}

function seekable(ns: SimNs, scene: TimelineScene): SimNs {
  return Math.min(ns, scene.input.done ? scene.input.endNs : scene.input.computedNs);
}

function moveCursor(event: KeyboardEvent, targets: GestureTargets, scene: TimelineScene): void {
  const pixelNs = (scene.window.toNs - scene.window.fromNs) / scene.frame.plotWidth;
  const step = pixelNs * (event.shiftKey ? FAST : 1) * (event.key === 'ArrowLeft' ? -1 : 1);
  const next = Math.round(Math.min(Math.max(targets.shownNs + step, 0), scene.input.endNs));
  targets.onHover(next);
  if (next < scene.window.fromNs) targets.control.pan(-PAN_STEP);
  if (next > scene.window.toNs) targets.control.pan(PAN_STEP);
}

/** True when the key meant something here. */
function handleKey(event: KeyboardEvent, targets: GestureTargets, scene: TimelineScene): boolean {
  const { control } = targets;
  if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') moveCursor(event, targets, scene);
  else if (event.key === 'Enter') targets.onSeek(seekable(targets.shownNs, scene));
  else if (event.key === 'Escape' && targets.hasCursor) targets.onHover(undefined);
  else if (event.code === 'KeyW') control.zoom(ZOOM_STEP, targets.shownNs);
  else if (event.code === 'KeyS') control.zoom(1 / ZOOM_STEP, targets.shownNs);
  else if (event.code === 'KeyA') control.pan(-PAN_STEP);
  else if (event.code === 'KeyD') control.pan(PAN_STEP);
  else if (event.key === '0') control.fit();
  else return false;
  return true;
}

/** React listens to wheels passively; zooming has to keep the page from scrolling. */
function useWheel(targets: GestureTargets): void {
  const { surface } = targets;
  const latest = useRef(targets);
  useEffect(() => {
    latest.current = targets;
  }, [targets]);
  useEffect(() => {
    const element = surface.current;
    if (element === null) return undefined;
    const onWheel = (event: WheelEvent): void => {
      const ns = eventNs(event, latest.current);
      if (ns === undefined) return;
      const { control } = latest.current;
      // A pinch on a touch pad arrives as a wheel with Ctrl. A bare wheel stays the page's own.
      if (event.ctrlKey) control.zoom(2 ** (event.deltaY / WHEEL_DOUBLING), ns);
      else if (event.deltaX !== 0 || event.shiftKey) control.pan((event.deltaX === 0 ? event.deltaY : event.deltaX) / element.clientWidth);
      else return;
      event.preventDefault();
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [surface]);
}

/** Pointer, wheel and keys of the plot: hover shows, click and drag seek, Ctrl-wheel and W S zoom, A D pan, 0 fits. */
export function useTimelineGestures(targets: GestureTargets): Gestures {
  const dragging = useRef(false);
  useWheel(targets);
  const seek = (event: PointerEvent<HTMLElement>): void => {
    const ns = eventNs(event, targets);
    if (ns !== undefined && targets.scene !== undefined) targets.onSeek(seekable(ns, targets.scene));
  };
  return {
    onPointerDown(event) {
      if (event.button !== 0) return;
      dragging.current = true;
      event.currentTarget.setPointerCapture(event.pointerId);
      targets.onHover(undefined);
      seek(event);
    },
    onPointerMove(event) {
      if (dragging.current) seek(event);
      else if (event.pointerType !== 'touch') targets.onHover(eventNs(event, targets));
    },
    onPointerUp() {
      dragging.current = false;
    },
    onPointerLeave() {
      if (!dragging.current) targets.onHover(undefined);
    },
    onKeyDown(event) {
      if (event.ctrlKey || event.metaKey || event.altKey || targets.scene === undefined) return;
      if (!handleKey(event, targets, targets.scene)) return;
      event.preventDefault();
      event.stopPropagation();
    },
  };
}
