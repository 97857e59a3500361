import { useEffect, useRef } from 'react';
import type { FrameSource, MapFrame } from '../../charts/maps/mapFrame';

/**
 * Calls `listener` with the newest picture and every new one, outside React's rendering, and again with the newest
 * whenever `about` changes.
 * @param about what the listener's answer depends on beside the picture
 */
export function useFrames(frames: FrameSource, listener: (frame: MapFrame) => void, about: unknown): void {
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => frames.subscribe((frame) => latest.current(frame)), [frames, about]);
}
