import { useMemo, useRef, useState } from 'react';
import { formatCount } from '../../base/format';
import type { MapHost } from '../../charts/maps/mapColours';
import { mapSize } from '../../charts/maps/mapGeometry';
import { LENS_GAP } from '../../charts/maps/mapPlan';
import type { MapView } from '../../charts/maps/mapPainter';
import { addressOf } from '../../charts/maps/addressText';
import { HOST_TITLES, scaleText } from '../../charts/maps/mapText';
import { isWhole } from '../../charts/maps/viewportZoom';
import { lateViews } from '../lateViews';
import { Lens } from './Lens';
import { MapLegend } from './MapLegend';
import { MapMarks } from './MapMarks';
import type { MapScene } from './mapScene';
import type { PageMapsProps } from './pageMapsProps';
import { useMapGestures } from './useMapGestures';
import { useMapPainter } from './useMapPainter';

export interface PageMapProps {
  readonly scene: MapScene;
  readonly host: MapHost;
}

/** The canvases and, over them, what pointer and keys meet. */
function MapSurface({ scene, host, onFocus }: PageMapProps & { readonly onFocus: (focused: boolean) => void }) {
  const { layout, order, pageBytes, props, summaryId } = scene;
  const { theme, mode, chosenPage, guestPages, viewport, gpu = false } = props;
  const map = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLCanvasElement>(null);
  const surface = useRef<HTMLDivElement>(null);
  const canvases = useMemo(() => ({ map, overlay }), []);
  const view = useMemo<MapView>(() => ({ layout, order, theme, mode }), [layout, order, theme, mode]);
  useMapPainter(canvases, host, props.frames, view, gpu);
  const gestures = useMapGestures(surface, scene);
  const size = mapSize(layout);
  return (
    <div className="map-canvases" style={size}>
      {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a canvas is the picture; no tag says so */}
      <canvas key={gpu ? 'webgl2' : '2d'} ref={map} role="img" aria-label={`${HOST_TITLES[host]} page map`} aria-describedby={summaryId} data-host={host} style={size} />
      <canvas ref={overlay} aria-hidden="true" style={size} />
      <div
        ref={surface}
        className="map-surface"
        data-whole={isWhole(viewport, guestPages)}
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- its arrows go in two directions; those of an input in one
        role="slider"
        tabIndex={0}
        aria-label={`${HOST_TITLES[host]}: chosen page`}
        aria-valuemin={0}
        aria-valuemax={guestPages - 1}
        aria-valuenow={chosenPage ?? 0}
        aria-valuetext={chosenPage === undefined ? 'none chosen' : `page ${formatCount(chosenPage)}, GPA ${addressOf(chosenPage, pageBytes)}`}
        onFocus={(event) => onFocus(event.currentTarget.matches(':focus-visible'))}
        onBlur={() => onFocus(false)}
        {...gestures}
      />
    </div>
  );
}

/** What would stand in the lens, where there is none; of both hosts where one is shown. */
function FoldedHint({ narrow, emptyLens, host }: Pick<PageMapsProps, 'narrow'> & Required<Pick<PageMapsProps, 'emptyLens'>> & Pick<PageMapProps, 'host'>) {
  return (
    <div className="map-hint">
      {narrow || host === 'source' ? emptyLens.source : undefined}
      {narrow || host === 'destination' ? emptyLens.destination : undefined}
    </div>
  );
}

/** One host: title, map, lens, legend. */
export function PageMap({ scene, host }: PageMapProps) {
  const { props, width, layout, pageBytes, pointer } = scene;
  const [focused, setFocused] = useState(false);
  const hasLens = scene.lens !== undefined && !(props.narrow && props.chosenPage === undefined);
  const noted = pointer === 'none' ? (focused ? props.chosenPage : undefined) : props.hoverPage;
  return (
    <section className="page-map" style={{ width }} aria-label={HOST_TITLES[host]}>
      {props.narrow ? undefined : (
        <header className="map-title">
          <h2>{HOST_TITLES[host]}</h2>
          {host === 'source'
            ? <span>{props.hostNames === undefined ? '' : `${props.hostNames.source}, `}{scaleText(layout, pageBytes)}</span>
            : <span data-note={props.note !== undefined}>{props.note ?? props.hostNames?.destination ?? 'host B'}</span>}
        </header>
      )}
      <div className="map-stack" style={{ rowGap: LENS_GAP }}>
        <MapSurface scene={scene} host={host} onFocus={setFocused} />
        {hasLens && scene.lens !== undefined ? <Lens scene={scene} lens={scene.lens} host={host} /> : undefined}
        <MapMarks scene={scene} />
        {noted === undefined ? undefined : <lateViews.TileNote scene={scene} host={host} page={noted} single={pointer !== 'map'} />}
      </div>
      <MapLegend scene={scene} host={host} />
      {hasLens || props.emptyLens === undefined ? undefined : <FoldedHint narrow={props.narrow} emptyLens={props.emptyLens} host={host} />}
    </section>
  );
}
