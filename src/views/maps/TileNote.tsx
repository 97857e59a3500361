import { useCallback, useRef } from 'react';
import type { MapHost } from '../../charts/maps/mapColours';
import type { MapFrame } from '../../charts/maps/mapFrame';
import { mapSize, pageRect, tilePages } from '../../charts/maps/mapGeometry';
import { lensSize } from '../../charts/maps/lensDrawing';
import { LENS_GAP } from '../../charts/maps/mapPlan';
import { lensText, notPluggedText, tileText } from '../../charts/maps/tileText';
import { lensPageOf } from './mapScene';
import type { MapScene } from './mapScene';
import { useFrames } from './useFrames';

export interface TileNoteProps {
  readonly scene: MapScene;
  readonly host: MapHost;
  /** A page by itself, or the whole tile that it is in. */
  readonly single: boolean;
  readonly page: number;
}

function noteText({ scene, host, single, page }: TileNoteProps, frame: MapFrame): string | undefined {
  const { layout, pageBytes, props } = scene;
  const lensPage = lensPageOf(props.chosenPage);
  const byte = single && lensPage !== undefined ? frame[host].lens[page - lensPage] : undefined;
  if (byte !== undefined) return lensText(frame.mode, host, page, byte, pageBytes);
  if (frame.tilePages !== layout.tilePages) return undefined;
  const tile = tilePages(layout, Math.floor(page / layout.tilePages));
  const code = frame[host].tiles[tile.tile - frame.firstTile];
  if (code === undefined && tile.firstPage >= frame.pages) return notPluggedText(tile, pageBytes);
  return code === undefined ? undefined : tileText(frame.mode, host, tile, code, pageBytes);
}

/** Names the tile or page under the pointer or the keyboard: number, address, state on this host. */
export function TileNote(note: TileNoteProps) {
  const { scene, page } = note;
  const { layout, order, width, lens } = scene;
  const element = useRef<HTMLParagraphElement>(null);
  const rect = pageRect(layout, order, page);
  const { height } = mapSize(layout);
  const x = rect === undefined ? 0 : rect.x;
  // Above the tile, or below it at the top of the map; the note of a lens page stands over the lens.
  const inLens = scene.pointer === 'lens';
  const underLens = height + LENS_GAP + (lens === undefined ? 0 : lensSize(lens).height) + 4;
  const y = inLens || rect === undefined ? underLens : rect.y >= 30 ? rect.y - 28 : rect.y + rect.height + 10;
  const onFrame = useCallback((frame: MapFrame) => {
    const shown = element.current;
    const text = noteText(note, frame) ?? '';
    if (shown === null || shown.textContent === text) return;
    shown.textContent = text;
    // The note begins at its tile, but never leaves the map.
    shown.style.left = `${Math.max(0, Math.min(x - 12, width - shown.offsetWidth))}px`;
  }, [note, x, width]);
  useFrames(scene.props.frames, onFrame, note);
  return <p ref={element} className="map-note" style={{ top: y }} />;
}
