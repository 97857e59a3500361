import { useImperativeHandle, useRef, useState } from 'react';
import { lensSize } from '../../charts/maps/lensDrawing';
import { AXIS_WIDTH, LENS_GAP } from '../../charts/maps/mapPlan';
import type { MapHost } from '../../charts/maps/mapColours';
import { mapSize } from '../../charts/maps/mapGeometry';
import { isWhole, panViewport, shownPages, zoomViewport } from '../../charts/maps/viewportZoom';
import { useElementWidth } from '../timeline/useElementWidth';
import { lateViews } from '../lateViews';
import { AddressAxis } from './AddressAxis';
import { MapBar } from './MapBar';
import { MapOrderSwitch } from './MapOrderSwitch';
import { MapPhoneBar } from './MapPhoneBar';
import type { MapScene } from './mapScene';
import { PageMap } from './PageMap';
import type { PageMapsHandle, PageMapsProps } from './pageMapsProps';
import { useMapRequest } from './useMapRequest';
import { useMapScene } from './useMapScene';
import './maps.css';

const BOTH = ['source', 'destination'] as const;
const ONE: Readonly<Record<MapHost, readonly MapHost[]>> = { source: ['source'], destination: ['destination'] };
const TITLE_AND_LEGEND = 58;

/** Of a map and its lens. */
function stackHeight({ layout, lens }: MapScene): number {
  return mapSize(layout).height + (lens === undefined ? 0 : LENS_GAP + lensSize(lens).height);
}

function useHandle({ handle, viewport, guestPages, onViewport, hoverPage, chosenPage }: PageMapsProps, scene: MapScene | undefined): void {
  useImperativeHandle(handle, (): PageMapsHandle => {
    const shown = shownPages(viewport, guestPages);
    const at = hoverPage ?? chosenPage ?? Math.floor(viewport.firstPage + shown / 2);
    return {
      zoom: (direction) => onViewport(zoomViewport(viewport, guestPages, direction, at)),
      pan: (share) => onViewport(panViewport(viewport, guestPages, share * shown)),
      fit: () => onViewport({ firstPage: 0, pages: 0 }),
      stepTile: (right, down) => scene?.stepTile(right, down),
      stepPage: (right, down) => scene?.stepPage(right, down),
    };
  });
}

interface TableButtonProps {
  readonly asTable: boolean;
  readonly onTable: (asTable: boolean) => void;
}

function TableButton({ asTable, onTable }: TableButtonProps) {
  return (
    <button type="button" className="map-table-button" aria-pressed={asTable} aria-label="Page maps: show as table" onClick={() => onTable(!asTable)}>
      table
    </button>
  );
}

function WideMaps({ scene, asTable, onTable }: TableButtonProps & { readonly scene: MapScene }) {
  const { props, layout } = scene;
  const hosts = props.hosts ?? BOTH;
  const whole = isWhole(props.viewport, props.guestPages);
  const height = stackHeight(scene) + TITLE_AND_LEGEND;
  return (
    <>
      <MapBar scene={scene} />
      <div className="map-pair" style={{ minHeight: height }}>
        <div className="map-gutter" style={{ width: AXIS_WIDTH }}>
          {asTable ? undefined : <AddressAxis scene={scene} />}
          {whole || asTable ? undefined : <lateViews.Minimap scene={scene} width={6} height={Math.round(mapSize(layout).height)} />}
          <TableButton asTable={asTable} onTable={onTable} />
        </div>
        {asTable ? <lateViews.MapTable scene={scene} hosts={hosts} height={height} /> : hosts.map((host) => <PageMap key={host} scene={scene} host={host} />)}
      </div>
      <lateViews.MapSummary scene={scene} hosts={hosts} />
    </>
  );
}

function PhoneMaps({ scene, asTable, onTable }: TableButtonProps & { readonly scene: MapScene }) {
  const { props, width } = scene;
  const [host, setHost] = useState<MapHost>(scene.props.hosts?.[0] ?? 'destination');
  const whole = isWhole(props.viewport, props.guestPages);
  return (
    <>
      <MapPhoneBar scene={scene} host={host} onHost={setHost} />
      {whole ? undefined : <lateViews.Minimap scene={scene} width={width} height={6} />}
      {asTable ? <lateViews.MapTable scene={scene} hosts={ONE[host]} height={stackHeight(scene)} /> : <PageMap key={host} scene={scene} host={host} />}
      <div className="map-phone-tools">
        <MapOrderSwitch scene={scene} />
        <TableButton asTable={asTable} onTable={onTable} />
      </div>
      <lateViews.MapSummary scene={scene} hosts={ONE[host]} />
    </>
  );
}

/** Every page of the guest, on both hosts; one of the two on a phone. */
export function PageMaps(props: PageMapsProps) {
  const root = useRef<HTMLElement>(null);
  const scene = useMapScene(props, useElementWidth(root));
  const [asTable, setAsTable] = useState(false);
  useMapRequest(props, scene);
  useHandle(props, scene);
  const Maps = props.narrow ? PhoneMaps : WideMaps;
  return (
    <section ref={root} className="page-maps" data-narrow={props.narrow} aria-label="Page maps">
      {scene === undefined ? undefined : <Maps scene={scene} asTable={asTable} onTable={setAsTable} />}
    </section>
  );
}
