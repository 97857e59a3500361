import { formatCount } from '../../base/format';
import { formatClock } from '../../base/formatTime';
import { GFN_STATES } from './gfnStates';
import { momentValues } from './momentValues';
import { PATHS } from './paths';
import { SERVER_NAMES } from './servers';
import type { TimelineScene } from './timelineScene';
import { hasThrottle } from './timelineScene';
import { clockDecimals } from './drawMoment';

/** The timeline's numbers as text: what a screen reader, or a reader who distrusts pictures, gets. */
export interface TimelineTable {
  readonly columns: readonly { readonly name: string; readonly unit: string }[];
  readonly rows: readonly (readonly string[])[];
}

export const TABLE_ROWS = 24;

function tableColumns(scene: TimelineScene): TimelineTable['columns'] {
  const paths = usedPaths(scene);
  return [
    { name: 'time', unit: '' },
    { name: 'phase', unit: '' },
    ...paths.map((path) => ({ name: path.name, unit: 'pages/s' })),
    ...(scene.input.pinnablePages === undefined ? [] : [{ name: 'pinned', unit: 'pages' }]),
    ...(scene.input.gfns === undefined ? [] : GFN_STATES.map(({ name }) => ({ name, unit: 'GFNs' }))),
    ...(isStill(scene) ? [] : [{ name: 'remaining', unit: 'pages' }, { name: 'threshold', unit: 'pages' }]),
    { name: 'guest writes', unit: 'pages/s' },
    ...(isStill(scene) ? [] : [{ name: 'dirty-pages-rate', unit: 'pages/s' }]),
    ...serversOf(scene).map((server) => ({ name: SERVER_NAMES[server], unit: '% busy' })),
    ...(hasThrottle(scene.input) ? [{ name: 'cpu-throttle-percentage', unit: '%' }] : []),
  ];
}

function isStill(scene: TimelineScene): boolean {
  return scene.input.still === true;
}

function serversOf(scene: TimelineScene): TimelineScene['input']['servers'] {
  return isStill(scene) ? [] : scene.input.servers;
}

function usedPaths(scene: TimelineScene): typeof PATHS {
  const { series } = scene.input;
  return PATHS.filter((path) => series !== undefined && (series.columns[path.series].last[series.length - 1] ?? 0) > 0);
}

/** The visible window in 24 equal stretches; rates are means over the stretch that ends at the row's time. */
export function timelineTable(scene: TimelineScene, rows = TABLE_ROWS): TimelineTable {
  const spanNs = (scene.window.toNs - scene.window.fromNs) / rows;
  const decimals = Math.min(clockDecimals(scene) + 1, 6);
  const lines: (readonly string[])[] = [];
  for (let index = 1; index <= rows; index += 1) {
    const atNs = scene.window.fromNs + index * spanNs;
    if (atNs - spanNs >= scene.input.computedNs) break;
    const shownNs = Math.min(atNs, scene.input.computedNs);
    const values = momentValues(scene, shownNs - spanNs / 2, spanNs);
    const levels = momentValues(scene, shownNs, 0);
    lines.push([
      formatClock(shownNs, decimals),
      levels.phase,
      ...usedPaths(scene).map((path) => formatCount(values.rates[path.id])),
      ...(scene.input.pinnablePages === undefined ? [] : [formatCount(levels.pinned)]),
      ...(levels.gfns === undefined ? [] : GFN_STATES.map(({ id }) => formatCount(levels.gfns?.[id] ?? 0))),
      ...(isStill(scene) ? [] : [formatCount(levels.remaining), formatCount(levels.threshold)]),
      formatCount(values.writesPerSecond),
      ...(isStill(scene) ? [] : [formatCount(levels.dirtyPagesRate)]),
      ...serversOf(scene).map((server) => String(Math.round(100 * (values.busy.get(server) ?? 0)))),
      ...(hasThrottle(scene.input) ? [String(Math.round(levels.throttle))] : []),
    ]);
  }
  return { columns: tableColumns(scene), rows: lines };
}
