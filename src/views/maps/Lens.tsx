import { useCallback, useEffect, useLayoutEffect, useRef } from 'react';
import type { PointerEvent } from 'react';
import { drawLens, lensCellAt, lensSize } from '../../charts/maps/lensDrawing';
import type { LensLayout } from '../../charts/maps/lensDrawing';
import type { MapHost } from '../../charts/maps/mapColours';
import type { MapFrame, MapModeName } from '../../charts/maps/mapFrame';
import { HOST_TITLES, lensInvitation } from '../../charts/maps/mapText';
import { lensPageOf } from './mapScene';
import type { MapScene } from './mapScene';
import { useFrames } from './useFrames';

const SAME = 'The same 512 pages on the destination.';

export interface LensProps {
  readonly scene: MapScene;
  readonly lens: LensLayout;
  readonly host: MapHost;
}

/** The pages of the tile before stay this long, so that stepping does not flicker; then an empty grid says that they are not known. */
const PATIENCE_MS = 150;

interface Copy {
  readonly lensPage: number | undefined;
  readonly pages: Uint8Array;
  readonly mode: MapModeName;
}

/** The 512 pages around the chosen one, each by itself. */
export function Lens({ scene, lens, host }: LensProps) {
  const { props } = scene;
  const canvas = useRef<HTMLCanvasElement>(null);
  const copy = useRef<Copy | undefined>(undefined);
  const lensPage = lensPageOf(props.chosenPage);
  const size = lensSize(lens);

  const draw = useCallback(() => {
    if (canvas.current === null) return;
    const chosen = props.chosenPage === undefined || lensPage === undefined ? undefined : props.chosenPage - lensPage;
    const shown = copy.current ?? { pages: new Uint8Array(0), mode: props.mode, pending: true };
    drawLens(canvas.current, lens, { ...shown, host, chosen }, props.theme);
  }, [lens, host, lensPage, props.chosenPage, props.mode, props.theme]);
  const onFrame = useCallback((frame: MapFrame) => {
    // A picture with another lens was asked for before this page was chosen.
    if (frame[host].lens.length === 0 || (frame.lensPage ?? lensPage) !== lensPage) return;
    copy.current = { pages: frame[host].lens.slice(), mode: frame.mode, lensPage };
    draw();
  }, [host, lensPage, draw]);
  useFrames(props.frames, onFrame, lensPage);
  useLayoutEffect(draw, [draw]);
  useEffect(() => {
    const timer = setTimeout(() => {
      if (copy.current?.lensPage === lensPage) return;
      copy.current = undefined;
      draw();
    }, PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [lensPage, draw]);

  const pageAt = (event: PointerEvent<HTMLElement>): number | undefined => {
    const bounds = event.currentTarget.getBoundingClientRect();
    const cell = lensCellAt(lens, event.clientX - bounds.left, event.clientY - bounds.top);
    const page = cell === undefined || lensPage === undefined ? props.guestPages : lensPage + cell;
    return page < props.guestPages ? page : undefined;
  };
  if (lensPage === undefined) return <div className="map-lens-empty" style={{ height: size.height }}>{props.emptyLens?.[host] ?? (host === 'source' ? lensInvitation(scene.layout) : SAME)}</div>;
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
