import type { ServerId } from './servers';

export type RowId = 'phase' | 'pinned' | 'gfn' | 'rate' | 'remaining' | 'dirtying' | 'busy' | 'throttle';

export interface RowBox {
  readonly id: RowId;
  /** `busy` only. */
  readonly server?: ServerId;
  readonly y: number;
  readonly height: number;
}

/** Where everything of the timeline stands, in CSS pixels. */
export interface TimelineFrame {
  readonly width: number;
  readonly height: number;
  readonly plotX: number;
  readonly plotWidth: number;
  /** Rows end here; the axis begins. */
  readonly plotBottom: number;
  readonly axisY: number;
  /** Top of the buffer bar, 3 px high. */
  readonly barY: number;
  /** No gutters: names and values stand above each row. */
  readonly compact: boolean;
  /** The time axis with the buffer bar; a brief timeline stands where another control has them. */
  readonly axis: boolean;
  readonly rows: readonly RowBox[];
}

export interface FrameOptions {
  readonly width: number;
  /** 1.35 on wide screens. */
  readonly rowScale: number;
  readonly servers: readonly ServerId[];
  readonly throttle: boolean;
  /** A blocked guest has a life, but no transfer. */
  readonly lifeOnly: boolean;
  /** Nothing is to be moved: no transfer at all. */
  readonly still?: boolean;
  /** Rows of pages pinned, and of frames by state. */
  readonly pinned?: boolean;
  readonly gfn?: boolean;
  /** Phases and what remains alone. */
  readonly brief?: boolean;
}

export const LEFT_GUTTER = 120;
export const RIGHT_GUTTER = 92;
/** Below this width the gutters would leave no plot. */
export const COMPACT_WIDTH = 560;
export const BAR_HEIGHT = 3;

const GAPS: Readonly<Record<RowId, number>> = { phase: 9, pinned: 12, gfn: 12, rate: 12, remaining: 12, dirtying: 11, busy: 5, throttle: 6 };
const HEIGHTS: Readonly<Record<RowId, number>> = { phase: 17, pinned: 64, gfn: 84, rate: 52, remaining: 84, dirtying: 38, busy: 8, throttle: 18 };
/** Only these grow with the screen; strips and the phase line are read, not measured. */
const GROWING: ReadonlySet<RowId> = new Set<RowId>(['pinned', 'gfn', 'rate', 'remaining', 'dirtying']);
const TITLE_HEIGHT = 14;
const BEFORE_THROTTLE = 6;

function rowIds(options: FrameOptions): readonly (readonly [RowId, ServerId?])[] {
  const life = lifeRows(options);
  if (options.brief === true) return [['phase'], ...(options.lifeOnly || options.still === true ? [...life, ['dirtying'] as const] : [['remaining'] as const])];
  if (options.lifeOnly) return [['phase'], ...life, ['dirtying'], ['rate']];
  if (options.still === true) return [['phase'], ...life, ['dirtying']];
  return [
    ['phase'], ...life, ['rate'], ['remaining'], ['dirtying'],
    ...options.servers.map((server) => ['busy', server] as const),
    ...(options.throttle ? [['throttle'] as const] : []),
  ];
}

function lifeRows({ pinned = false, gfn = false }: FrameOptions): readonly (readonly [RowId])[] {
  return [...(pinned ? [['pinned'] as const] : []), ...(gfn ? [['gfn'] as const] : [])];
}

function rowHeight(id: RowId, options: FrameOptions): number {
  if (options.lifeOnly && id === 'rate') return 24;
  const scale = GROWING.has(id) ? options.rowScale : 1;
  return Math.round(HEIGHTS[id] * scale);
}

/** Stacks the rows; heights of visual design section 4, gutters of 120 and 92 px. */
export function layoutFrame(options: FrameOptions): TimelineFrame {
  const compact = options.width < COMPACT_WIDTH;
  const rows: RowBox[] = [];
  let y = 0;
  for (const [id, server] of rowIds(options)) {
    const titled = compact && id !== 'phase';
    if (id === 'throttle' && !compact) y += BEFORE_THROTTLE;
    const top = y + (titled ? TITLE_HEIGHT : 0);
    const height = rowHeight(id, options);
    rows.push({ id, y: top, height, ...(server === undefined ? {} : { server }) });
    y = top + height + GAPS[id];
  }
  const axis = options.brief !== true;
  const axisY = y + 3;
  const barY = axisY + 21;
  return {
    width: options.width, height: axis ? barY + 12 : y, compact, axis, rows, plotBottom: y - 2, axisY, barY,
    plotX: compact ? 0 : LEFT_GUTTER,
    plotWidth: Math.max(Math.floor(options.width - (compact ? 0 : LEFT_GUTTER + RIGHT_GUTTER)), 1),
  };
}
