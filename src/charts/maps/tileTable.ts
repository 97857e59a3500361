import type { Bytes } from '../../base/units';
import { GIB, PAGE_BYTES } from '../../base/units';
import { formatCount } from '../../base/format';
import { criticalState } from './criticalState';
import type { MapHost } from './mapColours';
import type { MapFrame } from './mapFrame';
import { mapLegend } from './mapLegend';

/** The same numbers as the map: tiles of each legend line, per GiB of the guest. */
export interface TileTable {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly from: string; readonly tiles: readonly number[] }[];
  /** Pages of the whole guest per column; undefined for tiles that no line of the legend stands for. */
  readonly pages: readonly (number | undefined)[];
}

/** Counts the tiles of a frame by GiB and by line of the legend; a part that is smaller than a GiB is one row. */
export function tileTable(frame: MapFrame, host: MapHost, pageBytes: Bytes): TileTable {
  const legend = mapLegend(frame.mode, host, pageBytes > PAGE_BYTES);
  const columnOf = new Map(legend.flatMap((line, column) => line.codes.map((code): [number, number] => [code, column])));
  const columns = legend.map((line) => line.label);
  for (const code of new Set(frame[host].tiles)) {
    if (columnOf.has(code)) continue;
    // What the legend of one host leaves to the other's: pages on their way, and violations of other modes.
    const label = criticalState(code)?.words ?? 'being sent';
    columnOf.set(code, columns.includes(label) ? columns.indexOf(label) : columns.push(label) - 1);
  }
  const tileBytes = frame.tilePages * pageBytes;
  const rows = new Map<number, number[]>();
  frame[host].tiles.forEach((code, i) => {
    const gib = Math.floor(((frame.firstTile + i) * tileBytes) / GIB);
    const row = rows.get(gib) ?? columns.map(() => 0);
    const column = columnOf.get(code) ?? 0;
    row[column] = (row[column] ?? 0) + 1;
    rows.set(gib, row);
  });
  const pages = columns.map((_, column) => (legend[column] === undefined ? undefined : frame[host].counts[legend[column].place]));
  return { columns, pages, rows: [...rows].map(([gib, tiles]) => ({ from: `${formatCount(gib)} GiB`, tiles })) };
}
