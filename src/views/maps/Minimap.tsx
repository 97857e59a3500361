import { useCallback, useLayoutEffect, useRef } from 'react';
import type { PointerEvent } from 'react';
import { formatBytes } from '../../base/format';
import type { MapFrame } from '../../charts/maps/mapFrame';
import { drawMinimap, minimapPage } from '../../charts/maps/minimapDrawing';
import { placeViewport, shownPages } from '../../charts/maps/viewportZoom';
import type { MapScene } from './mapScene';
import { useFrames } from './useFrames';

export interface MinimapProps {
  readonly scene: MapScene;
  readonly width: number;
  readonly height: number;
}

interface Marks {
  readonly scanPage: number;
  readonly rings: Int32Array;
  readonly tilePages: number;
}

/** The whole guest as a strip with the part that the maps show; a press moves it there. */
export function Minimap({ scene, width, height }: MinimapProps) {
  const { props, pageBytes, layout: { pixelRatio } } = scene;
  const { guestPages, viewport, chosenPage, theme } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const marks = useRef<Marks>({ scanPage: -1, rings: new Int32Array(0), tilePages: 1 });
  const pages = shownPages(viewport, guestPages);
  const { firstPage } = viewport;
  const draw = useCallback(() => {
    if (canvas.current === null) return;
    drawMinimap(canvas.current, { width, height, pixelRatio }, { ...marks.current, guestPages, firstPage, pages, chosenPage }, theme);
  }, [width, height, pixelRatio, guestPages, firstPage, pages, chosenPage, theme]);
  const onFrame = useCallback(({ scanPage, rings, tilePages }: MapFrame) => {
    marks.current = { scanPage, rings: rings.slice(), tilePages };
    draw();
  }, [draw]);
  useFrames(props.frames, onFrame, guestPages);
  useLayoutEffect(draw, [draw]);
  const onPress = (event: PointerEvent<HTMLElement>): void => {
    if (event.buttons === 0) return;
    const bounds = event.currentTarget.getBoundingClientRect();
    const place = height > width ? event.clientY - bounds.top : event.clientX - bounds.left;
    props.onViewport(placeViewport(minimapPage(Math.max(width, height), guestPages, place) - pages / 2, pages, guestPages));
  };
  return (
    <canvas
      ref={canvas}
      className="map-minimap"
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a canvas is the picture; no tag says so
      role="img"
      aria-label={`The maps show ${formatBytes(pages * pageBytes)} of ${formatBytes(guestPages * pageBytes)}, from ${formatBytes(firstPage * pageBytes)} on`}
      style={{ width, height }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        onPress(event);
      }}
      onPointerMove={onPress}
    />
  );
}
