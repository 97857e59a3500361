import { useCallback, useRef, useState } from 'react';
import { formatCount } from '../../base/format';
import type { MapHost } from '../../charts/maps/mapColours';
import type { MapFrame } from '../../charts/maps/mapFrame';
import { HOST_TITLES, scaleText } from '../../charts/maps/mapText';
import { tileTable } from '../../charts/maps/tileTable';
import type { TileTable } from '../../charts/maps/tileTable';
import type { MapScene } from './mapScene';
import { useFrames } from './useFrames';

/** Written anew at most this often. */
const LEAST_MS = 500;

export interface MapTableProps {
  readonly scene: MapScene;
  readonly hosts: readonly MapHost[];
  readonly height: number;
}

function HostTable({ table, host, scale }: { readonly table: TileTable; readonly host: MapHost; readonly scale: string }) {
  return (
    <table>
      <caption>{HOST_TITLES[host]}: tiles per GiB ({scale.replace(/^.*?= /, '')})</caption>
      <thead>
        <tr>
          <th scope="col">from</th>
          {table.columns.map((column) => <th key={column} scope="col">{column}</th>)}
        </tr>
      </thead>
      <tbody>
        {table.rows.map((row) => (
          <tr key={row.from}>
            <th scope="row">{row.from}</th>
            {row.tiles.map((tiles, i) => <td key={table.columns[i]}>{formatCount(tiles)}</td>)}
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">all, pages</th>
          {table.pages.map((pages, i) => <td key={table.columns[i]}>{pages === undefined ? '' : formatCount(pages)}</td>)}
        </tr>
      </tfoot>
    </table>
  );
}

/** The maps' numbers as tables. */
export function MapTable({ scene, hosts, height }: MapTableProps) {
  const { pageBytes, props } = scene;
  const [tables, setTables] = useState<readonly (readonly [MapHost, TileTable])[]>([]);
  const writtenMs = useRef(0);
  const onFrame = useCallback((frame: MapFrame) => {
    const now = performance.now();
    if (props.playing === true && now - writtenMs.current < LEAST_MS) return;
    writtenMs.current = now;
    setTables(hosts.map((host) => [host, tileTable(frame, host, pageBytes)]));
  }, [hosts, pageBytes, props.playing]);
  useFrames(props.frames, onFrame, onFrame);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls has to be reached by key
    <section className="map-tables" aria-label="Page maps as a table" tabIndex={0} style={{ height }}>
      {tables.map(([host, table]) => <HostTable key={host} table={table} host={host} scale={scaleText(scene.layout, pageBytes)} />)}
    </section>
  );
}
