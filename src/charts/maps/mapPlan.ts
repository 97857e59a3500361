import type { PageCount } from '../../base/units';
import { layoutLens } from './lensDrawing';
import type { LensLayout } from './lensDrawing';
import { mapSize } from './mapGeometry';
import type { MapLayout, MapOrder, MapViewport } from './mapLayout';
import { layoutMap } from './mapLayout';

/** Room for the maps in CSS pixels: width of all of them, height of a map and its lens together. */
export interface MapRoom {
  readonly width: number;
  readonly height: number;
  /** Phone: one map at a time, from edge to edge. */
  readonly narrow: boolean;
  /** Maps beside each other; both hosts unless told. */
  readonly maps?: number;
}

/** How one map and its lens use the room; both hosts have the same. */
export interface MapPlan {
  readonly width: number;
  readonly layout: MapLayout;
  /** Undefined where the lens is folded: the room is low, and the map has finer tiles without it. */
  readonly lens: LensLayout | undefined;
}

/** Room for the address labels beside the source map. */
export const AXIS_WIDTH = 36;
/** Between a map and its lens; the lines that join them end in it. */
export const LENS_GAP = 8;
/** A map of 256 rows with a lens of 8 rows of 7 pixels: the design size. Where there is less, the lens folds before tiles grow. */
export const FULL_HEIGHT = 320;

const LEAST_GAP = 12;
/** A lens has 32 or 64 columns of whole pixels. */
const WIDTH_STEP = 32;
const MOST_WIDTH = 768;
/** 8 rows of 4 pixels. */
const LEAST_LENS = 32;
const LEAST_MAP = 96;
const PHONE_WIDTH = 384;
const PHONE_HEIGHT = 256;
/** Pages that a finger can hit. */
const PHONE_LENS = 136;

function mapWidth({ width, narrow, maps = 2 }: MapRoom): number {
  if (narrow) return Math.max(32, Math.min(PHONE_WIDTH, Math.floor(width)));
  const room = Math.floor((width - AXIS_WIDTH - (maps - 1) * LEAST_GAP) / maps);
  return room < WIDTH_STEP ? Math.max(32, room) : Math.min(MOST_WIDTH, Math.floor(room / WIDTH_STEP) * WIDTH_STEP);
}

/**
 * Gives the room to a map with the finest tiles that fit, and what is left of it to the lens, which grows: a guest whose tiles
 * do not fill the map leaves no empty band.
 * @param pixelRatio device pixels per CSS pixel
 */
export function planMap(guestPages: PageCount, viewport: MapViewport, order: MapOrder, room: MapRoom, pixelRatio: number): MapPlan {
  const width = mapWidth(room);
  const laidOut = (height: number): MapLayout => layoutMap(guestPages, viewport, order, { width, height }, pixelRatio);
  if (room.narrow) return { width, layout: laidOut(PHONE_HEIGHT), lens: layoutLens(width, pixelRatio, PHONE_LENS) };
  const above = Math.floor(room.height) - LENS_GAP - LEAST_LENS;
  const whole = laidOut(Math.max(LEAST_MAP, Math.floor(room.height)));
  if (above < LEAST_MAP) return { width, layout: whole, lens: undefined };
  const layout = laidOut(above);
  if (room.height < FULL_HEIGHT && whole.tilePages < layout.tilePages) return { width, layout: whole, lens: undefined };
  return { width, layout, lens: layoutLens(width, pixelRatio, room.height - LENS_GAP - mapSize(layout).height) };
}
