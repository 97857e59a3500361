/** Part of the window, CSS pixels. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** What the call-outs point at. A target that is not in sight is undefined; its call-out then points at the map. */
export interface CallOutTargets {
  /** The map alone. */
  readonly source: Area;
  readonly destination: Area;
  /** Lower end of a map and of the lens under it, if there is one. */
  readonly bottom: number;
  readonly mechanism: Area | undefined;
  readonly play: Area | undefined;
}

export type HintId = 'pixel' | 'fills' | 'field';

/** Where a call-out stands, the line to what it speaks of as an SVG path, and the dot at the line's end. */
export interface CallOutPlace {
  readonly left: number;
  readonly top: number;
  readonly line: string;
  readonly end: readonly [x: number, y: number];
}

/** Between a map's edge and a call-out, and between two call-outs. */
const INSET = 12;
const GAP = 8;
/** How far a line goes into a map. */
const REACH = 26;
/** Lines run in the margins of the columns, half of which is this. */
const MARGIN = 8;

/**
 * Places the three call-outs in the lens's room, which is empty until a tile is chosen; where that is too low they reach up over
 * the maps, from below, since the maps fill from above. Pure.
 * @param heights of the call-outs, CSS pixels
 * @param width of each
 */
export function callOutPlaces(targets: CallOutTargets, heights: Readonly<Record<HintId, number>>, width: number): Readonly<Record<HintId, CallOutPlace>> {
  const { source, destination, bottom, mechanism, play } = targets;
  const top = (area: Area, height: number): number => {
    const room = bottom - area.bottom;
    return room >= height + 2 * GAP ? area.bottom + (room - height) / 2 : bottom - GAP - height;
  };
  const pixelTop = top(source, heights.pixel + GAP + heights.field);
  const fieldTop = pixelTop + heights.pixel + GAP;
  const fillsTop = top(destination, heights.fills);
  const left = source.left + INSET;
  return {
    pixel: { left, top: pixelTop, ...upInto(source, left + width / 2, pixelTop) },
    field: { left, top: fieldTop, ...(mechanism === undefined ? upInto(source, left + width - INSET, fieldTop) : leftTo(mechanism, left, fieldTop + heights.field / 2)) },
    fills: {
      left: destination.left + INSET, top: fillsTop,
      ...(play === undefined
        ? upInto(destination, destination.left + INSET + width / 2, fillsTop)
        : rightTo(play, destination.left + INSET + width, fillsTop + heights.fills / 2, destination.right + MARGIN)),
    },
  };
}

function upInto(map: Area, x: number, top: number): Pick<CallOutPlace, 'line' | 'end'> {
  const y = Math.max(Math.min(top, map.bottom) - REACH, map.top);
  return { line: `M${x} ${top}V${y}`, end: [x, y] };
}

function leftTo({ right, top, bottom }: Area, x: number, y: number): Pick<CallOutPlace, 'line' | 'end'> {
  const end = [right + 3, (top + bottom) / 2] as const;
  return { line: `M${x} ${y}H${right + MARGIN}V${end[1]}H${end[0]}`, end };
}

function rightTo({ left, top, bottom }: Area, x: number, y: number, turn: number): Pick<CallOutPlace, 'line' | 'end'> {
  const end = [left - 4, (top + bottom) / 2] as const;
  return { line: `M${x} ${y}H${turn}V${end[1]}H${end[0]}`, end };
}
