import { useCallback, useRef } from 'react';
import { formatCount } from '../../base/format';
import { PAGE_BYTES } from '../../base/units';
import { legendColours, mapLegend } from '../../charts/maps/mapLegend';
import type { LegendEntry } from '../../charts/maps/mapLegend';
import type { MapHost } from '../../charts/maps/mapColours';
import type { MapFrame } from '../../charts/maps/mapFrame';
import type { MapScene } from './mapScene';
import { useFrames } from './useFrames';

/** While playing, numbers follow the pictures this often: layout at every one of them would cost more than drawing it. */
const LEAST_MS = 120;

export interface MapLegendProps {
  readonly scene: MapScene;
  readonly host: MapHost;
}

function Swatch({ line, colours }: { readonly line: LegendEntry; readonly colours: readonly string[] }) {
  if (line.ring) return <span className="map-swatch ring" />;
  return (
    <span className={`map-swatch${line.outlined ? ' outlined' : ''}`}>
      {colours.map((colour) => <i key={colour} style={{ background: colour }} />)}
    </span>
  );
}

/** What each colour means and how many pages of the whole guest it stands for, now. */
export function MapLegend({ scene, host }: MapLegendProps) {
  const { mode, theme, frames, playing = false } = scene.props;
  const isPower = scene.pageBytes > PAGE_BYTES;
  const legend = mapLegend(mode, host, isPower);
  const list = useRef<HTMLDListElement>(null);
  const writtenMs = useRef(0);
  const onFrame = useCallback((frame: MapFrame) => {
    // Until a picture of a new mode comes, its legend has no numbers.
    const now = performance.now();
    if (frame.mode !== mode || (playing && now - writtenMs.current < LEAST_MS)) return;
    writtenMs.current = now;
    const counts = list.current?.querySelectorAll('dd') ?? [];
    mapLegend(mode, host, isPower).forEach((line, i) => {
      const count = counts[i];
      if (count !== undefined) count.textContent = formatCount(frame[host].counts[line.place] ?? 0);
    });
  }, [mode, host, isPower, playing]);
  useFrames(frames, onFrame, onFrame);
  return (
    <dl key={mode} ref={list} className="map-legend" data-columns={legend.length > 4 ? 3 : 2}>
      {legend.map((line) => (
        <div key={line.label}>
          <dt>
            <Swatch line={line} colours={legendColours(line, mode, theme, host)} />
            {line.label}
          </dt>
          <dd />
        </div>
      ))}
    </dl>
  );
}
