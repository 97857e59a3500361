import { useEffect, useRef } from 'react';
import { lensPageOf } from './mapScene';
import type { MapScene } from './mapScene';
import type { PageMapsProps } from './pageMapsProps';

/** Says which tiles the maps show, when that changes. */
export function useMapRequest(props: PageMapsProps, scene: MapScene | undefined): void {
  const { mode, onRequest } = props;
  const latest = useRef(onRequest);
  useEffect(() => {
    latest.current = onRequest;
  });
  const layout = scene?.layout;
  const lensPage = lensPageOf(props.chosenPage);
  useEffect(() => {
    if (layout === undefined) return;
    const { tilePages, firstTile, tileCount } = layout;
    latest.current({ mode, tilePages, firstTile, tileCount, ...(lensPage === undefined ? {} : { lensPage }) });
  }, [layout, mode, lensPage]);
}
