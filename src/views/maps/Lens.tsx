import { useCallback, useLayoutEffect, useRef } from 'react';
import type { PointerEvent } from 'react';
import { drawLens, lensCellAt, lensSize } from '../../charts/maps/lensDrawing';
import type { MapHost } from '../../charts/maps/mapColours';
import type { MapFrame, MapModeName } from '../../charts/maps/mapFrame';
import { HOST_TITLES } from '../../charts/maps/mapText';
import { lensPageOf } from './mapScene';
import type { MapScene } from './mapScene';
import { useFrames } from './useFrames';

const EMPTY = { source: 'Choose a tile to see its 512 pages.', destination: 'The same 512 pages on the destination.' } as const;

export interface LensProps {
  readonly scene: MapScene;
  readonly host: MapHost;
}

interface Copy {
  readonly pages: Uint8Array;
  readonly mode: MapModeName;
}

/** The 512 pages around the chosen one, each by itself. */
export function Lens({ scene, host }: LensProps) {
  const { lens, props } = scene;
  const canvas = useRef<HTMLCanvasElement>(null);
  const copy = useRef<Copy | undefined>(undefined);
  const lensPage = lensPageOf(props.chosenPage);
  const size = lensSize(lens);

  const draw = useCallback(() => {
    if (canvas.current === null || copy.current === undefined) return;
    const chosen = props.chosenPage === undefined || lensPage === undefined ? undefined : props.chosenPage - lensPage;
    drawLens(canvas.current, lens, { ...copy.current, host, chosen }, props.theme);
  }, [lens, host, lensPage, props.chosenPage, props.theme]);
  const onFrame = useCallback((frame: MapFrame) => {
    copy.current = { pages: frame[host].lens.slice(), mode: frame.mode };
    draw();
  }, [host, draw]);
  useFrames(props.frames, onFrame, lensPage);
  useLayoutEffect(draw, [draw]);

  const pageAt = (event: PointerEvent<HTMLElement>): number | undefined => {
    const bounds = event.currentTarget.getBoundingClientRect();
    const cell = lensCellAt(lens, event.clientX - bounds.left, event.clientY - bounds.top);
    const page = cell === undefined || lensPage === undefined ? props.guestPages : lensPage + cell;
    return page < props.guestPages ? page : undefined;
  };
  if (lensPage === undefined) return <p className="map-lens-empty" style={{ height: size.height }}>{EMPTY[host]}</p>;
  return (
    <canvas
      ref={canvas}
      className="map-lens"
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a canvas is the picture; no tag says so
      role="img"
      aria-label={`${HOST_TITLES[host]} lens: the pages of the chosen tile, one by one`}
      style={size}
      onPointerMove={(event) => {
        const page = pageAt(event);
        scene.onPointer(page === undefined ? 'none' : 'lens', page);
      }}
      onPointerLeave={() => scene.onPointer('none', undefined)}
      onPointerDown={(event) => {
        const page = pageAt(event);
        if (page !== undefined) scene.choose(page);
      }}
    />
  );
}
