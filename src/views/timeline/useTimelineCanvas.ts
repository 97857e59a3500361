import { useEffect, useRef } from 'react';
import type { RefObject } from 'react';
import type { TimelineMoment } from '../../charts/timeline/drawMoment';
import type { TimelineScene } from '../../charts/timeline/timelineScene';
import type { TimelineTheme } from '../../charts/timeline/timelineTheme';
import { readTimelineTheme } from '../../charts/timeline/timelineTheme';
import type { TimelineLayers } from './timelineLayers';
import { drawMomentLayer, drawStillLayers } from './timelineLayers';

interface Picture {
  scene: TimelineScene | undefined;
  theme: TimelineTheme | undefined;
  moment: TimelineMoment;
  labels: HTMLCanvasElement | undefined;
  stale: boolean;
  request: number;
}

export interface TimelineCanvases {
  readonly data: RefObject<HTMLCanvasElement | null>;
  readonly moment: RefObject<HTMLCanvasElement | null>;
}

function draw(picture: Picture, canvases: TimelineCanvases): void {
  const { scene, theme } = picture;
  const data = canvases.data.current;
  const moment = canvases.moment.current;
  if (scene === undefined || theme === undefined || data === null || moment === null) return;
  picture.labels ??= document.createElement('canvas');
  const layers: TimelineLayers = { data, moment, labels: picture.labels };
  const ratio = window.devicePixelRatio;
  if (picture.stale) drawStillLayers(layers, scene, theme, ratio);
  picture.stale = false;
  drawMomentLayer(layers, scene, theme, ratio, picture.moment);
}

/**
 * Draws scene and moment on one animation frame, however often they change before it; the still layers only when the
 * scene or the theme changed.
 * @param themeName a new name makes the CSS variables be read again
 */
export function useTimelineCanvas(canvases: TimelineCanvases, scene: TimelineScene | undefined, moment: TimelineMoment, themeName: string): void {
  const picture = useRef<Picture>({ scene: undefined, theme: undefined, moment, labels: undefined, stale: true, request: 0 });

  useEffect(() => {
    const element = canvases.data.current;
    if (element === null) return;
    const style = getComputedStyle(element);
    picture.current.theme = readTimelineTheme((name) => style.getPropertyValue(name), style.fontFamily);
    picture.current.stale = true;
  }, [canvases, themeName]);

  useEffect(() => {
    const current = picture.current;
    if (current.scene !== scene) current.stale = true;
    current.scene = scene;
    current.moment = moment;
    if (current.request !== 0) return;
    current.request = requestAnimationFrame(() => {
      current.request = 0;
      draw(current, canvases);
    });
  });

  useEffect(() => {
    const current = picture.current;
    return () => {
      cancelAnimationFrame(current.request);
      current.request = 0;
    };
  }, []);
}
