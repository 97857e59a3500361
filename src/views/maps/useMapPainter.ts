import { useLayoutEffect, useRef } from 'react';
import type { RefObject } from 'react';
import type { MapHost } from '../../charts/maps/mapColours';
import type { FrameSource } from '../../charts/maps/mapFrame';
import type { MapPainter, MapView } from '../../charts/maps/mapPainter';
import { createMapPainter } from '../../charts/maps/mapPainter';

export interface MapCanvases {
  readonly map: RefObject<HTMLCanvasElement | null>;
  readonly overlay: RefObject<HTMLCanvasElement | null>;
}

/**
 * Draws one host's map whenever a picture comes or the view changes, and at no other time. Keep `view` while it is equal.
 * @param gpu draw with WebGL; another value needs another canvas
 */
export function useMapPainter(canvases: MapCanvases, host: MapHost, frames: FrameSource, view: MapView, gpu: boolean): void {
  const painter = useRef<MapPainter | undefined>(undefined);
  useLayoutEffect(() => {
    const { map, overlay } = canvases;
    if (map.current === null || overlay.current === null) return undefined;
    const made = createMapPainter(map.current, overlay.current, host, gpu ? 'webgl2' : '2d');
    painter.current = made;
    const end = frames.subscribe(made.show);
    return () => {
      end();
      made.dispose();
      painter.current = undefined;
    };
  }, [canvases, host, frames, gpu]);
  useLayoutEffect(() => painter.current?.setView(view), [canvases, host, frames, view, gpu]);
}
