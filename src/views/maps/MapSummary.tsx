import { useCallback, useEffect, useRef } from 'react';
import type { MapHost } from '../../charts/maps/mapColours';
import type { MapFrame } from '../../charts/maps/mapFrame';
import { mapSummary } from '../../charts/maps/mapSummary';
import { lensPageOf } from './mapScene';
import type { MapScene } from './mapScene';
import { useFrames } from './useFrames';

/** Spoken at most this often. */
const LEAST_MS = 1000;

export interface MapSummaryProps {
  readonly scene: MapScene;
  readonly hosts: readonly MapHost[];
}

/** The maps in words, once for both, for who does not see them; silent while playing. */
export function MapSummary({ scene, hosts }: MapSummaryProps) {
  const { frames, playing = false, time = '', chosenPage } = scene.props;
  const lensPage = lensPageOf(chosenPage);
  const element = useRef<HTMLParagraphElement>(null);
  const text = useRef('');
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const onFrame = useCallback((frame: MapFrame) => {
    if (playing) return;
    text.current = mapSummary(frame, hosts, time, lensPage, scene.pageBytes);
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      if (element.current !== null) element.current.textContent = text.current;
    }, LEAST_MS);
  }, [playing, hosts, time, lensPage, scene.pageBytes]);
  useFrames(frames, onFrame, onFrame);
  useEffect(() => () => {
    clearTimeout(timer.current);
    timer.current = undefined;
  }, [playing]);
  return <p ref={element} id={scene.summaryId} className="map-spoken" aria-live="polite" />;
}
