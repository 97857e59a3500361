import type { SimNs } from '../../base/units';
import { GFN_STATES, gfnCountAt, type GfnStateId } from './gfnStates';
import { PATHS } from './paths';
import type { PathId } from './paths';
import { phaseAt } from './phases';
import { levelAt, rateBetween } from './recording';
import type { ServerId } from './servers';
import { busySeries } from './servers';
import type { TimelineInput } from './timelineInput';
import type { TimelineScene } from './timelineScene';

/** What the right gutter says of one moment. Rates are means over one pixel of the window around it. */
export interface MomentValues {
  readonly atNs: SimNs;
  readonly phase: string;
  readonly rates: Readonly<Record<PathId, number>>;
  readonly pagesPerSecond: number;
  readonly bitsPerSecond: number;
  readonly pinned: number;
  /** Frames by state; only where the timeline has a row for them. */
  readonly gfns: Readonly<Record<GfnStateId, number>> | undefined;
  readonly remaining: number;
  readonly threshold: number;
  readonly writesPerSecond: number;
  readonly dirtyPagesRate: number;
  readonly throttle: number;
  /** 0..1. */
  readonly busy: ReadonlyMap<ServerId, number>;
}

/**
 * Reads the values of a moment.
 * @param spanNs length of the stretch, centred on the moment, that rates are averaged over; at least one bucket is used
 */
export function momentValues(scene: Pick<TimelineScene, 'recording' | 'phases' | 'input'>, ns: SimNs, spanNs: SimNs): MomentValues {
  const { recording, phases, input } = scene;
  const atNs = Math.min(ns, input.computedNs);
  const half = Math.max(spanNs, recording?.series.stepNs ?? 0) / 2;
  const toNs = Math.min(atNs + half, input.computedNs);
  const rate = (id: Parameters<typeof rateBetween>[1]): number =>
    recording === undefined ? 0 : rateBetween(recording, id, Math.max(toNs - 2 * half, 0), toNs);
  const level = (id: Parameters<typeof levelAt>[1]): number => (recording === undefined ? 0 : levelAt(recording, id, atNs));
  const rates = Object.fromEntries(PATHS.map((path) => [path.id, rate(path.series)])) as Record<PathId, number>;
  return {
    atNs, rates,
    phase: phaseAt(phases, atNs)?.label ?? 'running',
    pagesPerSecond: PATHS.reduce((sum, path) => sum + rates[path.id], 0),
    bitsPerSecond: rate('link-bytes') * 8,
    pinned: level('pinned'),
    gfns: gfnsAt(input.gfns, atNs),
    remaining: level('remaining'),
    threshold: level('threshold'),
    writesPerSecond: rate('guest-writes'),
    dirtyPagesRate: level('dirty-pages-rate'),
    throttle: level('cpu-throttle-percentage'),
    busy: new Map(input.servers.map((server) => [server, Math.min(rate(busySeries(server)) / 1e9, 1)])),
  };
}

function gfnsAt(samples: TimelineInput['gfns'], ns: SimNs): MomentValues['gfns'] {
  if (samples === undefined) return undefined;
  return Object.fromEntries(GFN_STATES.map(({ id }) => [id, gfnCountAt(samples, id, ns)])) as Record<GfnStateId, number>;
}
