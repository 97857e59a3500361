import type { SimNs } from '../../base/units';
import type { SeriesId } from '../../engine/record/series';
import type { Columns } from './columns';
import { levelColumns, rateColumns } from './columns';
import { timelineDomains } from './domains';
import type { PathId } from './paths';
import { PATHS } from './paths';
import type { Phase } from './phases';
import { phasesOf } from './phases';
import type { Recording } from './recording';
import { readRecording } from './recording';
import { refusedAt } from './refusal';
import type { ServerId } from './servers';
import { busySeries } from './servers';
import type { TimelineDomains, TimelineInput } from './timelineInput';
import type { TimelineFrame } from './timelineFrame';
import { layoutFrame } from './timelineFrame';
import type { TimeWindow } from './timeWindow';

/** Everything that the draw loops need, computed once per change of recording, window or size. */
export interface TimelineScene {
  readonly input: TimelineInput;
  readonly recording: Recording | undefined;
  readonly window: TimeWindow;
  readonly frame: TimelineFrame;
  readonly domains: TimelineDomains;
  readonly phases: readonly Phase[];
  readonly rates: Readonly<Record<PathId, Columns>>;
  /** All paths together; its extremes are of the sum, not the sum of theirs. */
  readonly sent: Columns;
  readonly remaining: Columns;
  readonly threshold: Columns;
  readonly pinned: Columns;
  readonly writes: Columns;
  readonly dirtyRate: Columns;
  readonly throttle: Columns;
  readonly busy: ReadonlyMap<ServerId, Columns>;
}

export interface SceneOptions {
  readonly window: TimeWindow;
  readonly width: number;
  readonly rowScale: number;
  /** Utilisation strips fold on low screens. */
  readonly utilisation: boolean;
  /** Phases and what remains alone, without an axis. */
  readonly brief?: boolean;
}

/** The pixel of a moment, fractional; may lie outside the plot. */
export function sceneX(scene: Pick<TimelineScene, 'frame' | 'window'>, ns: SimNs): number {
  const { frame, window } = scene;
  return frame.plotX + ((ns - window.fromNs) / (window.toNs - window.fromNs)) * frame.plotWidth;
}

/** The moment under a pixel, kept in the window. */
export function sceneNs(scene: Pick<TimelineScene, 'frame' | 'window'>, x: number): SimNs {
  const { frame, window } = scene;
  const share = Math.min(Math.max((x - frame.plotX) / frame.plotWidth, 0), 1);
  return Math.round(window.fromNs + share * (window.toNs - window.fromNs));
}

const IN_MIGRATION = new Set(['setup', 'pass', 'stopped', 'postcopy']);

/** The first column of a stretch has no spread: part of it lies before the stretch. */
function beginAt(columns: Columns, x: number): void {
  const value = columns.max[x] ?? Number.NaN;
  columns.min[x] = value;
  columns.value[x] = value;
}

/** Hides what has no meaning outside a migration, and levels that are 0 because nothing has set them yet. */
function withinMigration(columns: Columns, scene: Pick<TimelineScene, 'frame' | 'window' | 'phases'>, zeroIsNone: boolean): Columns {
  const width = columns.value.length;
  const keep = new Uint8Array(width);
  for (const phase of scene.phases) {
    if (!IN_MIGRATION.has(phase.kind)) continue;
    const from = Math.max(Math.floor(sceneX(scene, phase.fromNs) - scene.frame.plotX), 0);
    const to = Math.min(Math.ceil(sceneX(scene, phase.toNs) - scene.frame.plotX), width);
    if (to > from) keep.fill(1, from, to);
  }
  for (let x = 0; x < width; x += 1) {
    if (keep[x] === 1 && !(zeroIsNone && columns.max[x] === 0)) {
      if (keep[x - 1] !== 1) beginAt(columns, x);
      continue;
    }
    columns.min[x] = Number.NaN;
    columns.max[x] = Number.NaN;
    columns.value[x] = Number.NaN;
  }
  return columns;
}

/** Whether the throttle has a row: it was used, or may be. */
export function hasThrottle(input: TimelineInput): boolean {
  const column = input.series?.columns['cpu-throttle-percentage'].max;
  return input.autoConverge || (column?.subarray(0, input.series?.length).some((percent) => percent > 0) ?? false);
}

/** Reduces a recording to the pixels of one window; pure. */
export function buildScene(given: TimelineInput, options: SceneOptions): TimelineScene {
  const { window, width, rowScale, utilisation, brief = false } = options;
  const refusedNs = given.refusedNs ?? refusedAt(given.events);
  const input = refusedNs === undefined ? given : { ...given, refusedNs };
  const recording = readRecording(input.series, input.computedNs);
  const servers = utilisation ? input.servers : [];
  const lifeOnly = refusedNs !== undefined;
  const frame = layoutFrame({
    width, rowScale, servers, throttle: hasThrottle(input), lifeOnly, brief,
    still: input.still ?? false, pinned: input.pinnablePages !== undefined, gfn: input.gfns !== undefined,
  });
  const phases = phasesOf(input.events, input.done ? input.endNs : input.computedNs, input.life);
  const none = (): Columns => ({ min: new Float64Array(0), max: new Float64Array(0), value: new Float64Array(0) });
  const rate = (...ids: readonly SeriesId[]): Columns => (recording === undefined ? none() : rateColumns(recording, ids, window, frame.plotWidth));
  const level = (id: SeriesId): Columns => (recording === undefined ? none() : levelColumns(recording, id, window, frame.plotWidth));
  const place = { frame, window, phases };
  return {
    input, recording, window, frame, phases,
    domains: timelineDomains(recording, input),
    rates: Object.fromEntries(PATHS.map((path) => [path.id, rate(path.series)])) as Record<PathId, Columns>,
    sent: rate(...PATHS.map((path) => path.series)),
    remaining: withinMigration(level('remaining'), place, false),
    threshold: withinMigration(level('threshold'), place, true),
    pinned: level('pinned'),
    writes: rate('guest-writes'),
    dirtyRate: withinMigration(level('dirty-pages-rate'), place, true),
    throttle: level('cpu-throttle-percentage'),
    busy: new Map(servers.map((server) => [server, rate(busySeries(server))])),
  };
}
