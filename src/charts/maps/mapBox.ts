import type { MapBox } from './mapLayout';

/** Room for the address labels beside the source map, CSS pixels. */
export const AXIS_WIDTH = 36;
/** Least room between the two maps. */
const LEAST_GAP = 12;

/** Room for one map by the width of the page's centre: the sizes of the design, from wide to narrow. */
export function mapBox(width: number, narrow: boolean): MapBox {
  if (narrow) return { width: Math.max(32, Math.min(384, Math.floor(width))), height: 256 };
  const room = Math.floor((width - AXIS_WIDTH - LEAST_GAP) / 2);
  if (room >= 512) return { width: 512, height: 192 };
  if (room >= 384) return { width: 384, height: 256 };
  return { width: room >= 256 ? 256 : Math.max(32, room), height: 192 };
}
