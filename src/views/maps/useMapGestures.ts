import { useEffect, useRef } from 'react';
import type { KeyboardEvent, PointerEvent, RefObject } from 'react';
import { mapSize, tileAtPoint } from '../../charts/maps/mapGeometry';
import type { MapViewport } from '../../charts/maps/mapLayout';
import { isWhole, panViewport, placeViewport, shownPages, zoomViewport } from '../../charts/maps/viewportZoom';
import type { MapScene } from './mapScene';

/** A press that moves farther than this drags, CSS pixels. */
const DRAG_PIXELS = 4;
/** Fingers that part by this factor zoom one step in. */
const PINCH = 1.5;
/** One key press pans by this share of what is shown. */
const PAN = 0.2;
/** Turned by this much, a wheel zooms one step. */
const WHEEL_PIXELS = 60;

interface Press {
  readonly x: number;
  readonly y: number;
  readonly viewport: MapViewport;
  dragging: boolean;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

export interface MapGestures {
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerCancel: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerLeave: (event: PointerEvent<HTMLElement>) => void;
  readonly onDoubleClick: () => void;
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
}

function pointOf(event: { readonly clientX: number; readonly clientY: number }, element: HTMLElement): Point {
  const bounds = element.getBoundingClientRect();
  return { x: event.clientX - bounds.left, y: event.clientY - bounds.top };
}

function zoomAt(scene: MapScene, direction: 1 | -1, { x, y }: Point): void {
  const { layout, order, props } = scene;
  const tile = tileAtPoint(layout, order, x, y);
  if (tile === undefined) return;
  const first = layout.firstTile * layout.tilePages;
  const place = (tile.firstPage - first) / (layout.tileCount * layout.tilePages);
  props.onViewport(zoomViewport(props.viewport, props.guestPages, direction, tile.firstPage, place));
}

/** Pages that a drag moves the view by: whole rows and cells in row order, a share of the view along a curve. */
function draggedPages({ layout }: MapScene, dx: number, dy: number): number {
  if (layout.order === 'rows') {
    const right = Math.round((dx * layout.pixelRatio) / layout.cellWidth);
    const down = Math.round((dy * layout.pixelRatio) / layout.cellHeight);
    return -(down * layout.columns + right) * layout.tilePages;
  }
  const size = mapSize(layout);
  return -(dx / size.width + dy / size.height) * layout.tileCount * layout.tilePages;
}

function distance(points: ReadonlyMap<number, Point>): number {
  const [a, b] = [...points.values()];
  return a === undefined || b === undefined ? 0 : Math.hypot(a.x - b.x, a.y - b.y);
}

/** Zoom and pan by the keys that do so to the timeline elsewhere; they are places on the keyboard. True when it was one. */
function pressPlace({ props }: MapScene, code: string): boolean {
  const { viewport, guestPages } = props;
  const shown = shownPages(viewport, guestPages);
  const at = props.chosenPage ?? viewport.firstPage + Math.floor(shown / 2);
  const views: Readonly<Record<string, () => MapViewport>> = {
    KeyW: () => zoomViewport(viewport, guestPages, 1, at),
    KeyS: () => zoomViewport(viewport, guestPages, -1, at),
    KeyA: () => panViewport(viewport, guestPages, -PAN * shown),
    KeyD: () => panViewport(viewport, guestPages, PAN * shown),
    Digit0: () => ({ firstPage: 0, pages: 0 }),
  };
  const view = views[code];
  if (view !== undefined) props.onViewport(view());
  return view !== undefined;
}

/** Moves, zooms and drops by key; true when the key meant something. */
function pressKey(scene: MapScene, { key, code, shiftKey }: KeyboardEvent<HTMLElement>): boolean {
  const { props } = scene;
  const arrows: Readonly<Record<string, readonly [number, number]>> = {
    ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
  };
  const arrow = arrows[key];
  if (arrow !== undefined) {
    const [right, down] = arrow;
    if (shiftKey) scene.stepPage(right, down);
    else scene.stepTile(right, down);
    return true;
  }
  if (key === 'Enter' && props.chosenPage !== undefined) {
    props.onViewport(zoomViewport(props.viewport, props.guestPages, 1, props.chosenPage));
    return true;
  }
  if (!shiftKey && pressPlace(scene, code)) return true;
  if (key !== 'Escape' || props.chosenPage === undefined) return false;
  props.onChoose(undefined);
  return true;
}

/** Ctrl and the wheel zoom; the listener is the browser's own, since React's cannot stop the page from zooming. */
function useWheelZoom(surface: RefObject<HTMLElement | null>, scene: MapScene): void {
  const latest = useRef(scene);
  useEffect(() => {
    latest.current = scene;
  });
  useEffect(() => {
    const element = surface.current;
    if (element === null) return undefined;
    let turned = 0;
    const onWheel = (event: WheelEvent): void => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      turned += event.deltaY;
      if (Math.abs(turned) < WHEEL_PIXELS) return;
      zoomAt(latest.current, turned < 0 ? 1 : -1, pointOf(event, element));
      turned = 0;
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [surface]);
}

/** Pointer, wheel, fingers and keys on one map: hover names, a click chooses, a drag pans, two fingers zoom. */
export function useMapGestures(surface: RefObject<HTMLElement | null>, scene: MapScene): MapGestures {
  const { layout, order, props } = scene;
  const press = useRef<Press | undefined>(undefined);
  const fingers = useRef(new Map<number, Point>());
  const spread = useRef(0);
  useWheelZoom(surface, scene);

  const release = (event: PointerEvent<HTMLElement>): void => {
    fingers.current.delete(event.pointerId);
    spread.current = 0;
    press.current = undefined;
  };
  const pinch = (point: Point): void => {
    const now = distance(fingers.current);
    if (spread.current === 0) spread.current = now;
    const ratio = now / spread.current;
    if (ratio < PINCH && ratio > 1 / PINCH) return;
    zoomAt(scene, ratio > 1 ? 1 : -1, point);
    spread.current = now;
  };
  const drag = (held: Press, point: Point): void => {
    const [dx, dy] = [point.x - held.x, point.y - held.y];
    if (!held.dragging && Math.hypot(dx, dy) < DRAG_PIXELS) return;
    held.dragging = true;
    if (isWhole(held.viewport, props.guestPages)) return;
    props.onViewport(placeViewport(held.viewport.firstPage + draggedPages(scene, dx, dy), held.viewport.pages, props.guestPages));
  };
  return {
    onPointerDown(event) {
      const point = pointOf(event, event.currentTarget);
      fingers.current.set(event.pointerId, point);
      event.currentTarget.setPointerCapture(event.pointerId);
      press.current = fingers.current.size === 1 && event.button === 0 ? { ...point, viewport: props.viewport, dragging: false } : undefined;
    },
    onPointerMove(event) {
      const point = pointOf(event, event.currentTarget);
      if (fingers.current.has(event.pointerId)) fingers.current.set(event.pointerId, point);
      if (fingers.current.size === 2) return pinch(point);
      if (press.current !== undefined) drag(press.current, point);
      const tile = tileAtPoint(layout, order, point.x, point.y);
      return scene.onPointer(tile === undefined ? 'none' : 'map', tile?.firstPage);
    },
    onPointerUp(event) {
      const point = pointOf(event, event.currentTarget);
      const held = press.current;
      release(event);
      const tile = held === undefined || held.dragging ? undefined : tileAtPoint(layout, order, point.x, point.y);
      if (tile !== undefined) scene.choose(tile.firstPage);
    },
    onPointerCancel: release,
    onPointerLeave: () => scene.onPointer('none', undefined),
    onDoubleClick: () => props.onViewport({ firstPage: 0, pages: 0 }),
    onKeyDown(event) {
      if (event.ctrlKey || event.metaKey || event.altKey || !pressKey(scene, event)) return;
      event.preventDefault();
      event.stopPropagation();
    },
  };
}
